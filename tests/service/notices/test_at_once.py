"""Two who act on one notice in the same moment: no objection is lost, and nothing is cleared over one."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from market import clock
from market.errors import Conflict, NotPossible
from market.notices import queries, service
from market.notices.models import Objection
from market.pairings.models import PairingState as State
from market.pairings.queries import get_pairing
from market.permissions import VISITOR
from tests.service.pairings.test_concurrency import meanwhile

Act = Callable[[Session], None]


def filing(pairing_id) -> Act:
    def act(own: Session) -> None:
        notice = queries.find_notice(own, pairing_id)
        service.file_objection(
            own, VISITOR, notice, name="A", contact="13800138000", statement="The budget is counted twice."
        )

    return act


def clearing(pairing_id, at) -> Act:
    def act(own: Session) -> None:
        with clock.held_at(at):
            service.clear(own, get_pairing(own, pairing_id))

    return act


def deciding(objection_id, actor, at) -> Act:
    def act(own: Session) -> None:
        with clock.held_at(at):
            service.decide_objection(
                own,
                actor,
                queries.get_objection(own, objection_id),
                uphold=False,
                findings="Nothing of it is so.",
                reasons="The budget is right.",
                no_conflict=True,
            )

    return act


def test_an_objection_is_not_cleared_over_in_the_moment_in_which_it_is_filed(session, database, on_notice) -> None:
    pairing, over = on_notice.pairing, on_notice.pairing.due_at + timedelta(seconds=1)
    session.commit()
    told = meanwhile(database, filing(pairing.id), clearing(pairing.id, over))
    session.expire_all()
    assert all(isinstance(error, Conflict) for error in told)
    assert pairing.state is State.OBJECTED


def test_nor_is_one_filed_into_a_notice_that_is_cleared_in_this_moment(session, database, on_notice) -> None:
    pairing, over = on_notice.pairing, on_notice.pairing.due_at + timedelta(seconds=1)
    session.commit()
    told = meanwhile(database, clearing(pairing.id, over), filing(pairing.id))
    session.expire_all()
    assert [type(error) for error in told] in ([NotPossible], [Conflict])
    assert pairing.state is State.CONTRACTING
    assert session.scalars(select(Objection)).all() == []


def test_an_objection_that_comes_while_the_last_one_is_decided_is_investigated(session, database, on_notice) -> None:
    objection, pairing = on_notice.file(), on_notice.pairing
    service.take_objection(session, on_notice.investigator, objection)
    at = objection.answers_due_at + timedelta(seconds=1)
    session.commit()
    meanwhile(database, deciding(objection.id, on_notice.investigator, at), filing(pairing.id))
    session.expire_all()
    open_ones = [one for one in session.scalars(select(Objection)) if one.is_open]
    assert (pairing.state is State.OBJECTED) == bool(open_ones)


def test_two_objections_at_once_are_both_kept(session, database, on_notice) -> None:
    pairing = on_notice.pairing
    session.commit()
    assert meanwhile(database, filing(pairing.id), filing(pairing.id)) == []
    session.expire_all()
    assert sorted(one.ordinal for one in session.scalars(select(Objection))) == [1, 2]
