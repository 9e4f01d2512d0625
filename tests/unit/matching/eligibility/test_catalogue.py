"""The rules as data: each comes with examples that hold, versions follow each other, and nonsense is refused."""

from datetime import timedelta

import pytest

from matching.eligibility.cases import outcomes
from matching.eligibility.catalogue import CATALOGUE, FILE, BadCatalogue, catalogue_of, read
from matching.eligibility.gate import check_pair
from matching.eligibility.predicates import PREDICATES
from matching.eligibility.rule import Mark
from matching.eligibility.scope import Scope, scope_of
from matching.records import Verdict
from tests.unit.matching.listings import TODAY, need, owner, programme, project

DAY = timedelta(days=1)
NOBODY = frozenset()  # has confirmed anything
READ_IN_FULL = {"P4", "P5", "P6", "P7", "P8", "P9", "C1", "C3", "C5", "C7", "C10", "C12", "C13", "C14"}
CASES = [{"one": {"kind": "need"}, "other": {"kind": "project"}, "verdict": "pass"}]
TERM = {
    "code": "term",
    "version": 1,
    "predicate": "term",
    "parameters": {"plain_years": 1, "most_years": 3},
    "mark": "read",
    "scope": ["purchase"],
    "citations": [{"reference": "P3", "law": "令102", "article": "第24条"}],
    "cases": CASES,
}


def verdict(code, one, other, **options):
    """What one rule says; None where it does not apply."""
    found = {check.rule: check.verdict for check in check_pair(one, other, today=TODAY, **options)}
    return found.get(code)


@pytest.mark.parametrize("rule", CATALOGUE.rules, ids=lambda rule: rule.key)
def test_every_example_of_a_rule_comes_to_what_it_says(rule):
    found = list(outcomes(rule))
    assert [one.found for one in found] == [one.expected for one in found]
    assert {"pass"} < {str(one.expected) for one in found}  # and something else, or the rule decides nothing


def test_every_predicate_is_used_and_every_law_is_cited():
    assert {rule.name for rule in CATALOGUE.rules} == set(PREDICATES)
    keys = [rule.key for rule in CATALOGUE.rules]
    assert len(keys) == len(set(keys))
    for rule in CATALOGUE.rules:
        if rule.mark is not Mark.PLATFORM:
            assert {scope for citation in rule.citations for scope in citation.scope} >= rule.scope, rule.key


@pytest.mark.parametrize("rule", CATALOGUE.rules, ids=lambda rule: rule.key)
def test_a_rule_of_law_blocks_unconfirmed_only_if_it_was_read_in_the_laws_own_text(rule):
    cites_a_law = bool(rule.citations)
    assert cites_a_law == (rule.mark is not Mark.PLATFORM)  # what cites none is a condition of the site itself
    assert rule.blocks(NOBODY) == (rule.mark is Mark.READ or not cites_a_law)
    assert rule.blocks(frozenset({rule.key}))


def test_what_rests_on_a_text_that_was_read_in_part_is_not_marked_as_read():
    """The references whose laws were read in full; a rule that cites any other beside them is not one of those."""
    for rule in CATALOGUE.rules:
        if rule.mark is Mark.READ:
            assert {citation.reference for citation in rule.citations} <= READ_IN_FULL, rule.key
    assert {rule.code for rule in CATALOGUE.rules if rule.mark is Mark.SECONDARY} == {
        "standing", "buyer", "provider", "term",
    }  # fmt: skip


def test_the_version_is_of_what_the_rules_say():
    assert read(FILE).version == CATALOGUE.version
    assert (
        catalogue_of([TERM]).version
        != catalogue_of([TERM | {"parameters": {"plain_years": 2, "most_years": 3}}]).version
    )
    confirmed = frozenset({"standing@1"})
    assert CATALOGUE.with_confirmed(NOBODY) != CATALOGUE.with_confirmed(confirmed)
    assert CATALOGUE.with_confirmed(confirmed).startswith(CATALOGUE.version)


def test_of_two_versions_the_one_in_force_on_the_day_counts():
    catalogue = catalogue_of(
        [
            TERM | {"effective_to": TODAY.isoformat()},
            TERM
            | {
                "version": 2,
                "parameters": {"plain_years": 2, "most_years": 3},
                "effective_from": (TODAY + DAY).isoformat(),
            },
        ]
    )
    long = need(funding="fiscal", starts_on=TODAY, ends_on=TODAY + 700 * DAY)
    for day, version, expected in ((TODAY, 1, Verdict.UNKNOWN), (TODAY + DAY, 2, Verdict.PASS)):
        (check,) = check_pair(long, project(), today=day, catalogue=catalogue)
        assert (check.version, check.verdict) == (version, expected)
        (check,) = check_pair(long, project(), today=TODAY, rules_on=day, catalogue=catalogue)
        assert (check.version, check.verdict) == (version, expected)


def test_a_rule_that_has_ended_says_nothing_more():
    catalogue = catalogue_of([TERM | {"effective_to": (TODAY - DAY).isoformat()}])
    assert check_pair(need(funding="fiscal"), project(), today=TODAY, catalogue=catalogue) == ()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"predicate": "horoscope"}, "horoscope"),
        ({"mark": "certain"}, "certain"),
        ({"scope": ["everything"]}, "everything"),
        ({"parameters": {}}, "plain_years"),
        ({"parameters": {"plain_years": 3, "most_years": 1}}, "plain_years"),
        ({"parameters": {"plain_years": "1", "most_years": 3}}, "whole number"),
        ({"version": 0}, "count from 1"),
        ({"citations": []}, "cited"),
        ({"mark": "platform"}, "cites none"),
        ({"cases": []}, "no cases"),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-31"}, "ends before"),
        ({"effective_from": "soon"}, "soon"),
        ({"colour": "red"}, "colour"),
        ({"adopted": True}, "adopted"),
    ],
)
def test_a_catalogue_that_makes_no_sense_is_refused_with_the_rules_name(change, told):
    with pytest.raises(BadCatalogue, match=r"term@") as caught:
        catalogue_of([TERM | change])
    assert told in str(caught.value)


def test_two_versions_of_one_rule_are_never_in_force_together():
    with pytest.raises(BadCatalogue, match="the same day"):
        catalogue_of([TERM, TERM | {"version": 2, "effective_from": TODAY.isoformat()}])


def test_a_file_that_is_not_json_is_refused(tmp_path):
    path = tmp_path / "rules.json"
    path.write_text("rules")
    with pytest.raises(BadCatalogue, match="not JSON"):
        read(path)


def test_a_confirmation_is_of_one_version():
    seller = project(owner=owner("a", kind="department"))
    asking = need(funding="fiscal", owner=owner("b", kind="department"))
    for confirmed, expected in (
        (set(), Verdict.UNKNOWN),
        ({"provider@2"}, Verdict.UNKNOWN),
        ({"provider@1"}, Verdict.FAIL),
        ({"provider"}, Verdict.FAIL),
    ):
        assert verdict("provider", asking, seller, confirmed=frozenset(confirmed)) is expected


def test_a_level_that_a_public_purchase_demands_is_a_priority_and_shuts_nobody_out():
    provider = project(owner=owner("a", level=None, level_before=4, level_expired_on=TODAY - DAY))
    asking = need(least_level=3, funding="fiscal")
    (check,) = [one for one in check_pair(asking, provider, today=TODAY) if one.rule == "level_priority"]
    assert (check.verdict, check.missing) == (Verdict.UNKNOWN, ("priority_only",))
    assert check.evidence["expired_on"] == (TODAY - DAY).isoformat()
    assert verdict("level", asking, provider) is None
    fund = need(least_level=3, funding="special_fund")
    assert verdict("level", fund, project(owner=owner("a", level=2))) is Verdict.FAIL


def test_evidence_of_a_gift_among_relatives_names_nobody():
    giver = programme(owner=owner("a", kin=frozenset({"person:陈"}), donors=frozenset({"person:陈"})))
    taker = project(owner=owner("b", controllers=frozenset({"person:陈"})))
    (check,) = [one for one in check_pair(giver, taker, today=TODAY) if one.rule == "related_parties"]
    assert (check.verdict, check.evidence) == (Verdict.FAIL, {"relations": ["donor", "kin"]})


def test_every_pair_of_listings_has_the_scope_of_its_money():
    private, public = owner("f", kind="foundation"), owner("d", kind="department")
    assert scope_of(need(funding="fiscal"), project()) is Scope.PURCHASE
    assert scope_of(project(), need(funding="special_fund")) is Scope.SPECIAL_FUND
    assert scope_of(need(funding="seeking_funds"), project()) is Scope.OTHER
    assert scope_of(need(funding="fiscal"), programme(owner=private)) is Scope.GRANT
    assert scope_of(programme(owner=public), project()) is Scope.SPECIAL_FUND
    assert scope_of(project(), programme(owner=owner("e", kind="enterprise"))) is Scope.ENTERPRISE
