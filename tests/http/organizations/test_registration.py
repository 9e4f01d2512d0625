"""The page on which an organization is registered: every field tried, what was typed kept, nothing half written."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from market.organizations.models import Organization
from tests.conftest import Client
from tests.factories import Market, credit_code

SCRIPT = "<script>alert(1)</script>"
TEXTS = {
    "name": 100,
    "name_en": 200,
    "legal_representative": 100,
    "registering_authority": 100,
    "scope": 2000,
    "mission": 2000,
    "address": 200,
}


@pytest.fixture
def given() -> dict[str, str | list[str]]:
    """The form, filled in as people do."""
    return {
        "credit_code": credit_code("52"),
        "name": "Lotus Social Work Centre",
        "legal_representative": "Li Ming",
        "registering_authority": "Civil affairs bureau",
        "registered_on": "2018-05-01",
        "scope": "Care for older people.",
        "mission": "We visit older people who live alone.",
        "fields": ["social_service", "health"],
        "division_code": "440304004",
        "address": "1 Sample Road",
    }


@pytest.fixture
def newcomer(sign_in, market: Market) -> Client:
    return sign_in(market.person())


def organizations(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Organization)) or 0


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    assert client.get("/organizations/new").location == "/sign-in?next=%2Forganizations%2Fnew"


def test_the_least_that_is_needed_registers_an_organization(newcomer: Client, session: Session, given) -> None:
    response = newcomer.post("/organizations/new", data=given)
    assert response.status_code == 303
    organization = session.scalars(select(Organization)).one()
    assert response.location == f"/organizations/{organization.id}"
    assert (organization.full_time_staff, organization.name_en, organization.assessment_level) == (0, None, None)
    page = newcomer.get(response.location).text
    assert "An official verifies it next." in page
    assert "Waits for verification" in page
    assert "Social service institution" in page


def test_everything_that_can_be_given_is_kept(newcomer: Client, session: Session, given) -> None:
    more = {
        "credit_code": given["credit_code"].lower(),
        "name_en": "Lotus",
        "groups": ["elderly", "youth"],
        "full_time_staff": "１２",
        "licensed_social_workers": "3",
        "assessment_level": "4",
        "assessment_valid_until": "2028-12-31",
        "charity_since": "2020年1月1日",
    }
    assert newcomer.post("/organizations/new", data=given | more).status_code == 303
    organization = session.scalars(select(Organization)).one()
    assert organization.credit_code == given["credit_code"]
    assert organization.codes("group") == ["elderly", "youth"]
    assert (organization.full_time_staff, organization.assessment_level) == (12, 4)
    assert organization.charity_since is not None


def test_an_empty_form_says_so_beside_each_field(newcomer: Client, session: Session) -> None:
    response = newcomer.post("/organizations/new", data={})
    assert response.status_code == 422
    for name in (*TEXTS, "credit_code", "registered_on", "fields", "division_code"):
        assert (f'id="{name}-error"' in response.text) is (name != "name_en"), name
    assert "<title>Error: " in response.text
    assert organizations(session) == 0


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        *((name, "n" * (most + 1), f"longer than {most} characters") for name, most in TEXTS.items()),
        *((name, " \u200b ", "Fill this in.") for name in TEXTS if name != "name_en"),
        ("credit_code", "", "Fill this in."),
        ("credit_code", "5" * 41, "longer than 40 characters"),
        ("credit_code", "12345", "has 18 characters; this has 5"),
        ("credit_code", "52449999OOOOOOOOO1", "without I, O, S, V and Z"),
        ("credit_code", "53330200MJ89595731", "one of them is mistyped"),
        ("registered_on", "tomorrow", "Enter a date"),
        ("registered_on", "2026-03-12", "still to come"),
        ("registered_on", "1018-05-01", "between 1900 and 2200"),
        ("charity_since", "2017-01-01", "before the organization was registered"),
        ("full_time_staff", "-1", "cannot be negative"),
        ("full_time_staff", "many", "Enter a whole number."),
        ("licensed_social_workers", "100001", "between 0 and 100,000"),
        ("assessment_level", "9", "Choose one of the list."),
        ("assessment_level", "high", "Choose one of the list."),
        ("assessment_level", "4", "until when"),
        ("assessment_valid_until", "2028-12-31", "which level"),
        ("division_code", "110000", "Choose one of the list."),
        ("division_code", SCRIPT, "Choose one of the list."),
        ("fields", "magic", "not a valid choice"),
        ("groups", SCRIPT, "not"),
    ],
)
def test_bad_input_is_told_beside_a_field_and_the_rest_is_kept(
    newcomer: Client, session: Session, given, field: str, typed: str, told: str
) -> None:
    response = newcomer.post("/organizations/new", data=given | {field: typed})
    assert response.status_code == 422
    assert told in response.text
    assert '-error" class="govuk-error-message"' in response.text
    assert "There is a problem" in response.text
    assert SCRIPT not in response.text
    kept = "1 Sample Road" if field != "address" else "Li Ming"
    assert f'value="{kept}"' in response.text
    assert organizations(session) == 0


def test_what_cannot_be_is_still_shown_as_it_was_typed(newcomer: Client, given) -> None:
    page = newcomer.post(
        "/organizations/new", data=given | {"registered_on": "tomorrow", "full_time_staff": "many"}
    ).text
    assert 'value="tomorrow"' in page
    assert 'value="many"' in page
    assert page.count(" checked") == len(given["fields"])


def test_a_code_is_registered_once(newcomer: Client, session: Session, market: Market, given) -> None:
    code = market.organization("52").credit_code
    response = newcomer.post("/organizations/new", data=given | {"credit_code": code.lower()})
    assert response.status_code == 422
    assert 'id="credit_code-error"' in response.text
    assert "registered already" in response.text
    assert organizations(session) == 1


def test_markup_is_kept_as_text(newcomer: Client, session: Session, given) -> None:
    location = newcomer.post("/organizations/new", data=given | dict.fromkeys(TEXTS, SCRIPT)).location
    page = newcomer.get(location).text
    assert SCRIPT not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert session.scalars(select(Organization.name)).one() == SCRIPT


def test_what_the_form_does_not_offer_cannot_be_sent(newcomer: Client, session: Session, given) -> None:
    sent = {"kind": "department", "verification": "verified", "standing": "normal", "version_number": "9"}
    newcomer.post("/organizations/new", data=given | sent)
    organization = session.scalars(select(Organization)).one()
    assert (organization.kind, organization.standing) == ("service_institution", None)
    assert (organization.verification, organization.version_number) == ("awaiting", 0)
