"""Investigators take objections, the sides answer, and whoever objected reads the decision by their link."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from market import clock
from market.notices.models import Objection, ObjectionState
from market.pairings.models import PairingState
from market.permissions import Office
from tests.conftest import NOW
from tests.http.conftest import MOST_QUERIES
from tests.http.notices.conftest import TYPED

VERDICT = {
    "verdict": "dismiss",
    "findings": "The register lists four of them.",
    "reasons": "The condition is met.",
    "no_conflict": "y",
}


@pytest.fixture
def link(client, notice) -> str:
    return client.post(f"/notices/{notice.id}/object", data=TYPED).location


@pytest.fixture
def objection(session, link) -> Objection:
    return session.scalars(select(Objection)).one()


@pytest.fixture
def investigator(market, sign_in, objection):
    return sign_in(market.person(office=Office.INVESTIGATOR))


def test_from_objection_to_answer_by_pages_alone(
    client, sign_in, market, notice, link, objection, investigator
) -> None:
    assert "Weekly visits" in investigator.get("/objections").text
    assert investigator.post(f"/objections/{objection.id}/take").status_code == 303
    side = sign_in(market.person(of=notice.pairing.offer))
    path = f"/objections/{objection.id}/answer"
    assert TYPED["statement"] in side.get(path).text
    assert side.get(f"/pairings/{notice.pairing_id}/notice").text.count(path) == 1
    typed = {"side": str(notice.pairing.offer.organization_id), "text": "We have four of them."}
    assert side.post(path, data=typed).status_code == 303
    assert "We have four of them." in client.get(link).text
    page = investigator.get(f"/objections/{objection.id}").text
    assert TYPED["name"] in page
    assert "Not all sides have answered" in page
    assert investigator.post(f"/objections/{objection.id}/decide", data=VERDICT).status_code == 409
    with clock.held_at(objection.answers_due_at + timedelta(seconds=1)):
        assert investigator.post(f"/objections/{objection.id}/decide", data=VERDICT).status_code == 303
    assert notice.pairing.state is PairingState.PUBLIC_NOTICE
    receipt = client.get(link).text
    for words in ("Dismissed", VERDICT["findings"], VERDICT["reasons"], "fifteen working days"):
        assert words in receipt


@pytest.mark.parametrize("missing", ["verdict", "findings", "reasons", "no_conflict"])
def test_a_decision_without_all_its_parts_is_not_taken_and_keeps_what_was_typed(
    objection, investigator, missing
) -> None:
    investigator.post(f"/objections/{objection.id}/take")
    typed = {name: value for name, value in VERDICT.items() if name != missing}
    with clock.held_at(objection.answers_due_at + timedelta(seconds=1)):
        response = investigator.post(f"/objections/{objection.id}/decide", data=typed)
    assert response.status_code == 422
    assert f"{missing}-error" in response.text
    kept = "reasons" if missing == "findings" else "findings"
    assert VERDICT[kept] in response.text
    assert objection.state is ObjectionState.TAKEN


def test_what_is_overdue_is_marked(objection, investigator) -> None:
    with clock.held_at(NOW + timedelta(days=30)):
        assert "Overdue by" in investigator.get("/objections").text
        assert "Overdue by" in investigator.get(f"/objections/{objection.id}").text


@pytest.mark.parametrize("office", [Office.INTAKE, Office.FINANCE, Office.RECHECK, Office.APPROVER, Office.SUPERIOR])
def test_other_offices_see_no_objection_and_take_none(sign_in, market, objection, office) -> None:
    official = sign_in(market.person(office=office))
    assert official.get("/objections").status_code == 403
    assert official.get(f"/objections/{objection.id}").status_code == 403
    assert official.post(f"/objections/{objection.id}/take").status_code == 403
    assert official.post(f"/objections/{objection.id}/decide", data=VERDICT).status_code == 403
    assert official.get(f"/objections/{objection.id}/answer").status_code == 403


def test_a_side_sees_the_investigators_page_in_no_way(sign_in, market, notice, objection) -> None:
    both = market.person(of=notice.pairing.offer, office=Office.INVESTIGATOR)
    assert sign_in(both).get(f"/objections/{objection.id}").status_code == 403
    assert sign_in(both).post(f"/objections/{objection.id}/take").status_code == 403


def test_a_side_answers_for_itself_alone(sign_in, market, notice, objection, investigator) -> None:
    investigator.post(f"/objections/{objection.id}/take")
    side = sign_in(market.person(of=notice.pairing.offer))
    typed = {"side": str(notice.pairing.need.organization_id), "text": "In the name of others."}
    response = side.post(f"/objections/{objection.id}/answer", data=typed)
    assert response.status_code == 422
    assert "In the name of others." in response.text
    assert objection.replies == []


def test_the_approver_says_before_the_approval_how_long_it_stands(sign_in, market) -> None:
    pairing = market.pairing(PairingState.APPROVAL, need=market.need())
    approver, path = sign_in(market.person(office=Office.APPROVER)), f"/pairings/{pairing.id}/notice"
    assert "Counted in" in approver.get(path).text
    assert approver.post(f"{path}/period", data={"count": "4", "unit": "working_day"}).status_code == 422
    assert approver.post(f"{path}/period", data={"count": "15", "unit": "day"}).status_code == 303
    assert pairing.notice_count == 15
    assert "15 calendar days" in approver.get(path).text
    clerk = sign_in(market.person(office=Office.INTAKE))
    assert "Counted in" not in clerk.get(path).text
    assert clerk.post(f"{path}/period", data={"count": "7", "unit": "day"}).status_code == 403


def test_pages_cost_few_statements(count_queries, investigator, objection) -> None:
    for path in ("/objections", f"/objections/{objection.id}"):
        with count_queries() as statements:
            assert investigator.get(path).status_code == 200
        assert len(statements) <= MOST_QUERIES + 4, (path, len(statements))


def test_the_scheduled_work_ends_what_is_over(app, session, notice) -> None:
    session.commit()
    with clock.held_at(notice.pairing.due_at + timedelta(seconds=1)):
        assert "1 notices ended" in app.test_cli_runner().invoke(args=["notices", "clear"]).output
        assert "0 notices ended" in app.test_cli_runner().invoke(args=["notices", "clear"]).output
        assert "0 notices published" in app.test_cli_runner().invoke(args=["notices", "publish"]).output
    session.expire_all()
    assert notice.pairing.state is PairingState.CONTRACTING
