"""The pages on which the sides settle their terms and their funding."""

import pytest

from market.pairings import service
from market.pairings.models import PairingState as State
from market.permissions import Office
from tests.http.conftest import MOST_QUERIES


def path(pairing, name: str) -> str:
    """A page of a pairing."""
    return f"/pairings/{pairing.id}/{name}"


def typed(pairing, **values: str) -> dict[str, str]:
    """The terms as the form shows them, some of them changed."""
    shares = {f"share-{share.listing_id}": str((share.amount_fen or 0) // 100) for share in pairing.shares}
    budget, own = str(pairing.budget_fen // 100), str(pairing.own_fen // 100)
    form = {"revision": service.stamp(pairing), "budget_fen": budget, "own_fen": own, "terms": pairing.terms}
    return form | shares | values


def test_the_form_shows_the_present_terms(sign_in, market) -> None:
    pairing = market.pairing()
    page = sign_in(market.person(of=pairing.offer)).get(path(pairing, "terms")).text
    for value in ('value="100000"', 'value="40000"', 'value="60000"', "Weekly visits."):
        assert value in page


def test_saved_terms_are_agreed_to_by_whoever_saved_them(sign_in, market) -> None:
    pairing = market.pairing()
    us = sign_in(market.person(of=pairing.offer))
    response = us.post(path(pairing, "terms"), data=typed(pairing, budget_fen="9.5万", terms="Twice a week."))
    assert response.status_code == 303
    assert (pairing.budget_fen, pairing.terms, pairing.terms_number) == (9_500_000, "Twice a week.", 2)
    page = us.get(response.location).text
    assert "Has to agree" in page
    assert "to earlier terms" in page


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("budget_fen", "", "Fill this in."),
        ("budget_fen", "0", "more than nothing"),
        ("budget_fen", "-5", "cannot be negative"),
        ("budget_fen", "much", "Enter an amount in yuan"),
        ("own_fen", "40001", "No more than 40,000 yuan"),
        ("terms", "z" * 5001, "5000"),
        ("share", "", "Fill this in."),
        ("share", "1", "below its smallest grant"),
        ("share", "100001", "above its largest grant"),
    ],
)
def test_what_cannot_be_accepted_is_said_at_its_field_and_stays(sign_in, market, name, value, words) -> None:
    pairing = market.pairing()
    field = f"share-{pairing.shares[0].listing_id}" if name == "share" else name
    us = sign_in(market.person(of=pairing.offer))
    response = us.post(path(pairing, "terms"), data=typed(pairing, **{"terms": "Kept.", field: value}))
    assert response.status_code == 422
    assert f'href="#{field}"' in response.text
    assert words in response.text
    assert (value or "Kept.") in response.text
    assert pairing.terms_number == 1


def test_terms_typed_on_an_old_page_are_refused_kept_and_can_be_sent_again(sign_in, market) -> None:
    pairing = market.pairing()
    us, them = (sign_in(market.person(of=party.organization)) for party in pairing.parties)
    old = typed(pairing, terms="Ours.")
    them.post(path(pairing, "terms"), data=typed(pairing, terms="Theirs."))

    response = us.post(path(pairing, "terms"), data=old)
    assert response.status_code == 409
    assert "Somebody else has changed this pairing" in response.text
    assert "Ours." in response.text
    assert "Theirs." in response.text
    assert pairing.terms == "Theirs."
    assert service.stamp(pairing) in response.text

    assert us.post(path(pairing, "terms"), data=old | {"revision": service.stamp(pairing)}).status_code == 303
    assert pairing.terms == "Ours."


def test_fixed_terms_are_not_changed(sign_in, market) -> None:
    pairing = market.pairing(State.SUBMITTED)
    us = sign_in(market.person(of=pairing.offer))
    assert "The terms are fixed" in us.get(path(pairing, "terms")).text
    assert us.post(path(pairing, "terms"), data=typed(pairing, terms="Later.")).status_code == 409
    assert pairing.terms == "Weekly visits."


@pytest.mark.parametrize("office", [Office.INTAKE, Office.APPROVER, Office.AUDITOR])
def test_no_official_changes_terms(sign_in, market, office) -> None:
    pairing = market.pairing(State.SUBMITTED)
    official = sign_in(market.person(office=office))
    assert official.post(path(pairing, "terms"), data=typed(pairing, terms="Mine.")).status_code == 403
    assert official.get(path(pairing, "funding")).status_code == 403


def test_somebody_is_found_asked_to_join_and_taken_out_again(sign_in, market) -> None:
    pairing = market.pairing(amount_fen=5_000_000)
    other = market.programme(title="Grants for neighbours")
    us = sign_in(market.person(of=pairing.offer))
    assert "Grants for neighbours" in us.get(path(pairing, "funding") + "?q=neighbours").text

    data = {"listing": str(other.id), "revision": service.stamp(pairing)}
    assert us.post(path(pairing, "funding"), data=data).status_code == 303
    assert [share.amount_fen for share in pairing.shares] == [5_000_000, 1_000_000]

    data["revision"] = service.stamp(pairing)
    assert us.post(path(pairing, "funding/remove"), data=data).status_code == 303
    assert len(pairing.shares) == 1


def test_funding_that_does_not_fit_or_was_picked_on_an_old_page_is_refused_in_words(sign_in, market) -> None:
    pairing = market.pairing()
    far = market.programme(tags={"places": ("440304001",)})
    us = sign_in(market.person(of=pairing.offer))
    data = {"listing": str(far.id), "revision": service.stamp(pairing)}
    response = us.post(path(pairing, "funding"), data=data)
    assert response.status_code == 409
    assert "places do not overlap" in response.text
    assert us.post(path(pairing, "funding"), data=data | {"revision": "1"}).status_code == 409
    assert us.post(path(pairing, "funding"), data=data | {"listing": "x"}).status_code == 422
    assert len(pairing.shares) == 1


@pytest.mark.parametrize("address", ["terms", "funding", "funding?q=visits"])
def test_the_pages_ask_the_database_few_questions(sign_in, market, count_queries, address) -> None:
    pairing = market.pairing(shares=[market.programme(), market.programme()], need=market.need())
    for _ in range(3):
        market.programme(), market.resource()
    us = sign_in(market.person(of=pairing.offer))
    us.get(path(pairing, address))
    with count_queries() as statements:
        assert us.get(path(pairing, address)).status_code == 200
    assert len(statements) <= MOST_QUERIES
