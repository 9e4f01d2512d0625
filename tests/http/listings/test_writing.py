"""From the first line to the market: every form tried with good and bad input."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from market.accounts.models import Person
from market.audit import AuditEvent
from market.listings.content import content_of
from market.listings.models import Listing, ListingState, ListingVersion
from market.listings.sections import SECTIONS
from matching.records import Kind
from tests.conftest import Client
from tests.factories import Market, listing_values
from tests.http.listings.conftest import Counter, count

SignIn = Callable[[Person], Client]
PREFIX = {Kind.NEED: "11", Kind.PROJECT: "52", Kind.SERVICE: "52", Kind.PROGRAMME: "53", Kind.RESOURCE: "91"}
MAKE = {kind: kind.value for kind in Kind}


def typed(listing: Listing, section: str, **instead: Any) -> dict[str, Any]:
    """What a browser sends of a section in which only some fields were changed."""
    fields = next(part.fields for part in SECTIONS[listing.kind] if part.name == section)
    content = content_of(listing)
    sent: dict[str, Any] = {}
    for name in fields:
        value = content[name]
        sent[name] = value / 100 if name.endswith("_fen") and value is not None else ("" if value is None else value)
    return sent | {"revision": listing.revision} | instead


@pytest.mark.parametrize("kind", Kind)
def test_a_listing_goes_from_its_first_line_to_the_market(
    sign_in: SignIn, market: Market, session: Session, kind: Kind
) -> None:
    organization = market.organization(PREFIX[kind])
    client = sign_in(market.person(of=organization))
    assert f"/listings/new/{kind.value}" in client.get("/listings/new").get_data(as_text=True)
    begun = client.post(f"/listings/new/{kind.value}", data={"organization": str(organization.id), "title": "A title"})
    assert begun.status_code == 303
    listing = session.scalars(select(Listing)).one()
    address = f"/listings/{listing.id}"
    assert begun.location == f"{address}/edit"
    tasks = client.get(begun.location).get_data(as_text=True)
    assert "Not submitted yet" in tasks
    assert "Not filled in" in tasks

    values = listing_values(kind)
    where = f"{address}/edit/{SECTIONS[kind][0].name}"
    for section in SECTIONS[kind]:
        assert where == f"{address}/edit/{section.name}"
        assert client.get(where).status_code == 200
        sent = {name: values.get(name) for name in section.fields} | {"revision": listing.revision}
        sent = {
            name: value / 100 if name.endswith("_fen") and value is not None else value for name, value in sent.items()
        }
        answer = client.post(where, data={name: value for name, value in sent.items() if value is not None})
        assert answer.status_code == 303, answer.get_data(as_text=True)
        where = answer.location

    assert where == f"{address}/check"
    check = client.get(where).get_data(as_text=True)
    assert "Change" in check
    assert f"{address}/publish" in check
    sent_page = client.post(f"{address}/publish")
    assert (sent_page.status_code, sent_page.location) == (303, f"{address}/sent")
    assert f"{address}/matches" in client.get(f"{address}/sent").get_data(as_text=True)
    assert listing.state is ListingState.PUBLISHED
    assert content_of(listing).items() == (dict.fromkeys(content_of(listing)) | _read(kind)).items()


def _read(kind: Kind) -> dict[str, Any]:
    empty: dict[Kind, dict[str, Any]] = {
        Kind.RESOURCE: {"starts_on": None, "ends_on": None},
        Kind.NEED: {"criteria": []},
    }
    return listing_values(kind) | empty.get(kind, {})


@pytest.mark.parametrize("title", ["", "   ", "x" * 101])
def test_a_bad_first_line_is_refused_beside_the_field(
    sign_in: SignIn, market: Market, session: Session, title: str
) -> None:
    organization = market.organization("52")
    client = sign_in(market.person(of=organization))

    answer = client.post("/listings/new/project", data={"organization": str(organization.id), "title": title})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert 'id="title-error"' in page
    assert f'value="{title.strip()}"' in page
    assert count(session, Listing) == 0


BAD = [
    (Kind.PROJECT, "about", {"title": ""}, "title", "Give it a title."),
    (Kind.PROJECT, "about", {"title": "x" * 101}, "title", "Use at most 100 characters."),
    (Kind.PROJECT, "about", {"summary": ""}, "summary", "Describe it in a few sentences."),
    (Kind.PROJECT, "about", {"summary": "长" * 2001}, "summary", "Use at most 2000 characters."),
    (Kind.PROJECT, "about", {"stage": "dragon"}, "stage", "Choose one of the list."),
    (Kind.PROJECT, "about", {"stage": ""}, "stage", "Choose how far the project has come."),
    (Kind.PROJECT, "people", {"groups": []}, "groups", "Choose at least one group of people."),
    (Kind.PROJECT, "people", {"groups": ["dragon"]}, "groups", "dragon"),
    (Kind.PROJECT, "people", {"beneficiaries_count": "many"}, "beneficiaries_count", "Enter a whole number."),
    (Kind.PROJECT, "people", {"beneficiaries_count": "-3"}, "beneficiaries_count", "This number cannot be negative."),
    (Kind.PROJECT, "people", {"beneficiaries_count": ""}, "beneficiaries_count", "Say how many people it reaches."),
    (Kind.PROJECT, "place_and_time", {"starts_on": "soon"}, "starts_on", "Enter a date, such as 2026-05-31."),
    (
        Kind.PROJECT,
        "place_and_time",
        {"starts_on": "2026-06-01", "ends_on": "2026-05-31"},
        "ends_on",
        "The end cannot be before the start.",
    ),
    (Kind.PROJECT, "place_and_time", {"ends_on": ""}, "ends_on", "Enter both the start and the end, or neither."),
    (Kind.PROJECT, "money", {"budget_fen": "-5"}, "budget_fen", "An amount cannot be negative."),
    (Kind.PROJECT, "money", {"budget_fen": "lots"}, "budget_fen", "Enter an amount in yuan"),
    (Kind.PROJECT, "money", {"budget_fen": "0"}, "budget_fen", "Enter an amount above zero."),
    (Kind.PROJECT, "money", {"budget_fen": "10000000000000"}, "budget_fen", "This amount is too large."),
    (Kind.PROJECT, "money", {"budget_fen": "10", "raised_fen": "11"}, "raised_fen", "This cannot be more than the"),
    (Kind.PROJECT, "money", {"least_fen": "99999999"}, "least_fen", "This cannot be more than what is still needed."),
    (Kind.NEED, "place_and_time", {"closes_on": "2026-03-10"}, "closes_on", "This day is over."),
    (Kind.NEED, "place_and_time", {"places": []}, "places", "Choose at least one place."),
    (Kind.NEED, "money", {"funding_source": ""}, "funding_source", "Choose where the money comes from."),
    (Kind.NEED, "conditions", {"least_level": "9"}, "least_level", "Choose one of the list."),
    (Kind.SERVICE, "capacity", {"capacity": "0"}, "capacity", "Enter a number from 1"),
    (Kind.SERVICE, "about", {"since_year": "3000"}, "since_year", "Enter a number from 1900 to 2026."),
    (Kind.PROGRAMME, "money", {"grant_most_fen": "5"}, "grant_most_fen", "cannot be below the smallest"),
    (Kind.PROGRAMME, "money", {"admin_cap_percent": "101"}, "admin_cap_percent", "Enter a number from 0 to 100."),
    (Kind.PROGRAMME, "conditions", {"procedure": ""}, "procedure", "Say how applications are made"),
    (Kind.RESOURCE, "quantity", {"quantity": "", "unit": ""}, "quantity", "Enter how much is offered."),
]


@pytest.mark.parametrize(("kind", "section", "bad", "field", "says"), BAD)
@pytest.mark.parametrize("state", [ListingState.DRAFT, ListingState.PUBLISHED])
def test_bad_input_is_refused_beside_the_field_and_kept(
    sign_in: SignIn,
    market: Market,
    session: Session,
    kind: Kind,
    section: str,
    bad: dict[str, Any],
    field: str,
    says: str,
    state: ListingState,
) -> None:
    listing = getattr(market, MAKE[kind])(state=state)
    before, revision = content_of(listing), listing.revision
    client = sign_in(market.person(of=listing))

    answer = client.post(f"/listings/{listing.id}/edit/{section}", data=typed(listing, section, **bad))

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    error = page.split(f'id="{field}-error"')[1].split("</p>")[0]
    assert says in error
    assert f'href="#{field}"' in page
    for value in bad.values():
        if isinstance(value, str) and value not in ("dragon", "9"):
            assert value in page
    assert (content_of(listing), listing.revision) == (before, revision)
    assert (count(session, AuditEvent), count(session, ListingVersion)) == (0, 0)


def test_a_draft_is_saved_with_gaps_but_not_with_nonsense(sign_in: SignIn, market: Market, session: Session) -> None:
    draft = market.project(state=ListingState.DRAFT)
    client = sign_in(market.person(of=draft))
    address = f"/listings/{draft.id}/edit/about"

    kept = client.post(address, data=typed(draft, "about", summary="", stage="", draft="1"))

    assert (kept.status_code, kept.location) == (303, f"/listings/{draft.id}/edit")
    assert (draft.summary, draft.stage) == ("", None)
    assert "The draft is saved. It is not submitted yet." in client.get(kept.location).get_data(as_text=True)
    refused = client.post(address, data=typed(draft, "about", title="", draft="1"))
    assert refused.status_code == 422


def test_markup_is_kept_as_typed_and_shown_as_text(sign_in: SignIn, market: Market) -> None:
    draft = market.project(state=ListingState.DRAFT)
    client = sign_in(market.person(of=draft))
    evil = '"><script>alert(1)</script>'

    client.post(f"/listings/{draft.id}/edit/about", data=typed(draft, "about", title=evil, summary=evil))

    assert (draft.title, draft.summary) == (evil, evil)
    for page in ("", "/edit", "/edit/about", "/check"):
        assert "<script>alert" not in client.get(f"/listings/{draft.id}{page}").get_data(as_text=True)


def test_of_two_people_the_second_is_told_and_loses_nothing(sign_in: SignIn, market: Market) -> None:
    project = market.project()
    first, second = sign_in(market.person(of=project)), sign_in(market.person(of=project))
    address = f"/listings/{project.id}/edit/about"
    hers, his = (typed(project, "about", title=title) for title in ("Hers", "His"))

    assert first.post(address, data=hers).status_code == 303
    answer = second.post(address, data=his)

    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "Somebody else has changed this" in page
    assert 'value="His"' in page
    assert "Hers" in page
    assert project.title == "Hers"
    assert f'name="revision" type="hidden" value="{project.revision}"' in page
    assert second.post(address, data=his | {"revision": project.revision}).status_code == 303
    assert project.title == "His"


def test_a_form_without_its_revision_counts_as_old(sign_in: SignIn, market: Market) -> None:
    project = market.project()
    sent = typed(project, "about", title="x")
    del sent["revision"]

    assert sign_in(market.person(of=project)).post(f"/listings/{project.id}/edit/about", data=sent).status_code == 409


def test_a_change_of_a_published_listing_is_seen_at_once_and_in_its_history(
    sign_in: SignIn, market: Market, session: Session
) -> None:
    project = market.project(title="Before", stage="pilot")
    client = sign_in(market.person(of=project))

    for title in ("Then", "After"):
        answer = client.post(f"/listings/{project.id}/edit/about", data=typed(project, "about", title=title))
        assert (answer.status_code, answer.location) == (303, f"/listings/{project.id}")

    assert count(session, ListingVersion) == 2
    assert "version 3" in client.get(f"/listings/{project.id}").get_data(as_text=True)
    history = client.get(f"/listings/{project.id}/history").get_data(as_text=True)
    assert "Version 3" in history
    assert history.index("Version 3") < history.index("Version 2")
    assert history.index("After") < history.index("What it said at first")


def test_from_the_check_one_comes_back_to_the_check(sign_in: SignIn, market: Market) -> None:
    draft = market.project(state=ListingState.DRAFT)
    client = sign_in(market.person(of=draft))

    answer = client.post(f"/listings/{draft.id}/edit/about?back=check", data=typed(draft, "about"))

    assert answer.location == f"/listings/{draft.id}/check"


def test_there_is_no_such_section(sign_in: SignIn, market: Market) -> None:
    project = market.project()

    assert sign_in(market.person(of=project)).get(f"/listings/{project.id}/edit/dragons").status_code == 404


def test_pages_take_few_statements(sign_in: SignIn, market: Market, statements: Counter) -> None:
    draft = market.project(state=ListingState.DRAFT)
    client = sign_in(market.person(of=draft))

    for page in ("/edit", "/edit/about", "/edit/people", "/check", "/history", "/sent"):
        client.get(f"/listings/{draft.id}{page}")
        with statements() as found:
            client.get(f"/listings/{draft.id}{page}")
        assert len(found) <= 12, page
