"""Two people who move money at the same moment: the second is told, and nothing is paid twice."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from market import clock
from market.database import Database
from market.delivery import queries, service
from market.delivery.models import Agreement, Result
from market.errors import Conflict, Invalid, NotPossible
from market.pairings.queries import get_pairing
from market.permissions import Actor
from tests.service.delivery.conftest import Work, terms
from tests.service.pairings.test_concurrency import meanwhile

Act = Callable[[Session], None]
TOLD = (Conflict, NotPossible, Invalid)


def test_a_request_is_not_paid_twice(work: Work, database: Database) -> None:
    work.signed().met()
    payment = work.ask(1_000).id
    pairing = work.pairing.id
    payers = [work.pays, work.pays]
    work.session.commit()

    def pay(actor: Actor) -> Act:
        def act(own: Session) -> None:
            found = queries.get_payment(own, pairing, payment)
            service.pay(own, actor, get_pairing(own, pairing), found, no_conflict=True)

        return act

    told = meanwhile(database, pay(payers[0]), pay(payers[1]))
    work.session.expire_all()
    assert [isinstance(error, TOLD) for error in told] == [True]
    assert work.commitments[0].paid_fen == 1_000
    assert service.verify_ledger(work.session) == []


def test_of_two_sides_that_write_the_agreement_at_once_the_second_is_told(work: Work, database: Database) -> None:
    pairing, sides = work.pairing.id, [work.deliverer, work.payer]
    work.session.commit()

    def write(actor: Actor, price: str) -> Act:
        def act(own: Session) -> None:
            service.change_agreement(own, actor, get_pairing(own, pairing), terms(subject=price), seen=0)

        return act

    told = meanwhile(database, write(sides[0], "Ours"), write(sides[1], "Theirs"))
    work.session.expire_all()
    assert [type(error) for error in told] == [Conflict]
    assert queries.get_agreement(work.session, pairing).subject == "Ours"


def test_an_outcome_that_two_record_at_once_is_there_once(work: Work, database: Database) -> None:
    work.signed().closed()
    pairing = work.pairing.id
    work.session.commit()

    def record(own: Session) -> None:
        found, today = get_pairing(own, pairing), clock.today()
        service.record_outcome(
            own, work.payer, found, result=Result.DELIVERED, rating=5, reached_count=1, completed_on=today
        )

    told = meanwhile(database, record, record)
    assert [isinstance(error, TOLD) for error in told] == [True]
    assert queries.find_outcome(work.session, pairing) is not None


@pytest.mark.parametrize("part", [1.0, 0.6])
def test_two_requests_at_once_do_not_exceed_a_milestone(work: Work, database: Database, part: float) -> None:
    work.signed().met()
    most, pairing = work.milestones[0].amount_fen, work.pairing.id
    milestone, funder = work.milestones[0].id, work.commitments[0].id
    work.session.commit()

    def ask(own: Session) -> None:
        service.request_payment(
            own,
            work.deliverer,
            get_pairing(own, pairing),
            queries.get_milestone(own, pairing, milestone),
            queries.get_commitment(own, pairing, funder),
            int(most * part),
        )

    told = meanwhile(database, ask, ask)
    work.session.expire_all()
    assert [isinstance(error, TOLD) for error in told] == [True]
    assert work.milestones[0].requested_fen == int(most * part)
    assert service.verify_ledger(work.session) == []


def test_of_two_who_sign_last_at_once_the_work_begins_once(work: Work, database: Database) -> None:
    work.written()
    pairing, sides = work.pairing.id, list(work.sides)
    work.session.commit()

    def sign(number: int) -> Act:
        owner, actor = sides[number]

        def act(own: Session) -> None:
            service.sign_agreement(own, actor, get_pairing(own, pairing), owner, name="Li", title="Head")

        return act

    told = meanwhile(database, sign(0), sign(1))
    if told:  # whoever came second looks again, and signs then
        assert isinstance(told[0], Conflict)
        with database.transaction() as own:
            sign(1)(own)
    work.session.expire_all()
    agreement = work.session.query(Agreement).where(Agreement.pairing_id == pairing).one()
    assert len(agreement.signatures) == 2
    assert len(work.commitments) == 1
    assert service.verify_ledger(work.session) == []
