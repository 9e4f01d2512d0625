"""Pages of conduct: declaring, asking that somebody be replaced, ruling, lending an office, registering an interest."""

from datetime import timedelta

from sqlalchemy import select

from market import audit, clock
from market.accounts.models import OfficeGrant
from market.organizations.models import Interest
from market.pairings.models import Declaration, Recusal, RecusalState
from market.pairings.models import PairingState as State
from market.permissions import Office


def test_an_official_declares_a_conflict_and_the_file_leaves_their_queue(sign_in, market, session) -> None:
    pairing = market.pairing(State.SUBMITTED)
    intake = sign_in(market.person(office=Office.INTAKE))
    path = f"/pairings/{pairing.id}/declaration"
    assert "Declare a conflict of interest" in intake.get(f"/pairings/{pairing.id}/decision").text
    refused = intake.post(path, data={"text": ""})
    assert refused.status_code == 422
    assert 'id="text-error"' in refused.text
    assert intake.post(path, data={"text": "My sister works there."}).location == "/queue"
    assert session.scalars(select(Declaration)).one().has_conflict
    page = intake.get(f"/pairings/{pairing.id}/decision").text
    assert "You have declared a conflict of interest" in page
    assert "I declare" not in page
    assert "My sister works there." not in sign_in(market.person(of=pairing.offer)).get(f"/pairings/{pairing.id}").text


def test_a_side_asks_that_somebody_be_replaced_and_reads_the_ruling(sign_in, market, session, town) -> None:
    pairing = market.pairing(State.SUBMITTED)
    town.take(town.intake, pairing, "take_in")
    us, superior = sign_in(market.person(of=pairing.offer)), sign_in(market.person(office=Office.SUPERIOR))
    person_id = town.intake.person_id
    path = f"/pairings/{pairing.id}/recusal/{person_id}"
    assert path in us.get(f"/pairings/{pairing.id}").text
    assert us.post(path, data={"reason": ""}).status_code == 422
    assert us.post(path, data={"reason": "She sat on their board."}).status_code == 303
    again = us.post(path, data={"reason": "She sat on their board, I say."})
    assert again.status_code == 409
    assert "She sat on their board, I say." in again.text

    request = session.scalars(select(Recusal)).one()
    assert town.intake.name in superior.get("/recusals").text
    assert superior.post(f"/recusals/{request.id}", data={"ruling": "x"}).status_code == 422
    assert superior.post(f"/recusals/{request.id}", data={"grant": "yes", "ruling": "She did."}).status_code == 303
    assert request.state is RecusalState.GRANTED
    assert "Ruled on already" in superior.get(f"/recusals/{request.id}").text
    assert "She did." in us.get(f"/pairings/{pairing.id}").text


def test_nobody_else_asks_or_rules(sign_in, market, town) -> None:
    pairing = market.pairing(State.SUBMITTED)
    town.take(town.intake, pairing, "take_in")
    path = f"/pairings/{pairing.id}/recusal/{town.intake.person_id}"
    official, us = sign_in(market.person(office=Office.RECHECK)), sign_in(market.person(of=pairing.offer))
    assert official.post(path, data={"reason": "x"}).status_code == 403
    assert us.get(f"/pairings/{pairing.id}/recusal/{market.person().id}").status_code == 404
    assert official.get("/recusals").status_code == 403
    assert us.get("/recusals").status_code == 403


def test_an_office_is_lent_and_taken_back(sign_in, market, session) -> None:
    person, helper = market.person(office=Office.INTAKE), market.person()
    me, today = sign_in(person), clock.today()
    typed = {"office": "intake", "email": "nobody@example.org", "starts_on": str(today), "ends_on": str(today)}
    refused = me.post("/my/offices", data=typed)
    assert refused.status_code == 422
    assert 'id="email-error"' in refused.text
    assert "nobody@example.org" in refused.text
    last = str(today + timedelta(days=3))
    assert me.post("/my/offices", data=typed | {"email": helper.email, "ends_on": last}).status_code == 303
    assert helper.name in me.get("/my/offices").text
    theirs = sign_in(helper).get("/my/offices").text
    assert f"in the name of {person.name}" in theirs
    grant = session.scalars(select(OfficeGrant).where(OfficeGrant.on_behalf_of_id == person.id)).one()
    assert sign_in(helper).post(f"/my/offices/{grant.id}/end").status_code == 404
    assert me.post(f"/my/offices/{grant.id}/end").status_code == 303
    assert helper.name not in me.get("/my/offices").text


def test_an_interest_is_registered_by_credit_code_and_ended(sign_in, market, session) -> None:
    organization = market.organization()
    me = sign_in(market.person(office=Office.EXPERT))
    refused = me.post("/organizations/my/interests", data={"credit_code": "52", "kind": "kin"})
    assert refused.status_code == 422
    assert 'id="credit_code-error"' in refused.text
    typed = {"credit_code": organization.credit_code, "kind": "kin", "note": "A cousin keeps the books."}
    assert me.post("/organizations/my/interests", data=typed).status_code == 303
    assert organization.name in me.get("/organizations/my/interests").text
    interest = session.scalars(select(Interest)).one()
    assert me.post(f"/organizations/my/interests/{interest.id}/end").status_code == 303
    assert interest.ends_on == clock.today()
    noted = session.scalars(select(audit.AuditEvent).where(audit.AuditEvent.subject_kind == "interest")).all()
    assert [event.action for event in noted] == ["register_interest", "end_interest"]
    assert "cousin" not in str([(event.note, event.details) for event in noted])


def test_what_changed_since_a_file_was_sent_back_is_shown(sign_in, market, session, town) -> None:
    from market.pairings import service

    pairing = market.pairing(State.MUTUAL)
    us = town.deliverer(pairing)
    town.take(us, pairing, "submit")
    town.take(town.intake, pairing, "take_in", "send_back")
    amounts = {share.listing_id: share.amount_fen for share in pairing.shares}
    service.change_terms(
        session,
        us,
        pairing,
        budget_fen=pairing.budget_fen,
        own_fen=pairing.own_fen,
        terms="Weekly visits. Two hours each.",
        amounts=amounts,
    )
    town.take(town.funder(pairing), pairing, "agree", "submit")
    page = sign_in(market.person(office=Office.INTAKE)).get(f"/pairings/{pairing.id}/decision").text
    assert "What changed since it was sent back" in page
    assert "<ins> Two hours each.</ins>" in page
