"""Two people who act at the same moment: the second is told, and no money is given twice."""

import threading
from collections.abc import Callable

from sqlalchemy.orm import Session

from market import clock
from market.database import Database
from market.errors import Conflict, MarketError
from market.listings.models import Listing
from market.packets.service import decide
from market.pairings import service
from market.pairings.models import Pairing, PairingState, Party
from market.pairings.queries import get_pairing
from market.permissions import Office
from tests.conftest import NOW

Act = Callable[[Session], None]


def meanwhile(database: Database, first: Act, second: Act) -> list[MarketError]:
    """Let the second act while the first has acted but not committed; what the second was told."""
    told: list[MarketError] = []
    acted = threading.Event()

    def act() -> None:
        with clock.held_at(NOW):
            try:
                with database.transaction() as session:
                    acted.set()
                    second(session)
            except MarketError as error:
                told.append(error)

    other = threading.Thread(target=act)
    with database.transaction() as session:
        first(session)
        other.start()
        acted.wait(0.5)  # on SQLite it cannot even begin
        other.join(0.5)
    other.join(30)
    assert not other.is_alive()
    return told


def test_of_two_who_confirm_at_once_the_second_is_told(session, market, database) -> None:
    pairing = market.pairing(PairingState.RECHECK)
    programme, seen, identity = pairing.shares[0].listing, service.stamp(pairing), pairing.id
    officials = [market.actor(office=Office.RECHECK) for _ in range(2)]
    session.commit()

    def confirm(official) -> Act:
        def act(own: Session) -> None:
            found = get_pairing(own, identity)
            decide(own, official, found, "confirm", seen=seen, no_conflict=True)

        return act

    told = meanwhile(database, confirm(officials[0]), confirm(officials[1]))
    session.expire_all()
    assert [type(error) for error in told] == [Conflict] or "moved on" in str(told[0])
    assert (pairing.state, programme.reserved_fen) == (PairingState.CONTRACTING, 6_000_000)


def test_two_pairings_confirmed_at_once_do_not_give_the_same_money(session, market, database) -> None:
    programme = market.programme(budget_fen=10_000_000)
    pairings = [market.pairing(PairingState.RECHECK, shares=[programme]) for _ in range(2)]
    official = market.actor(office=Office.RECHECK)
    identities = [pairing.id for pairing in pairings]
    session.commit()

    def confirm(identity) -> Act:
        return lambda own: decide(own, official, get_pairing(own, identity), "confirm", no_conflict=True)

    told = meanwhile(database, confirm(identities[0]), confirm(identities[1]))
    session.expire_all()
    assert len(told) == 1
    assert programme.reserved_fen == 6_000_000


def test_when_the_last_two_sides_agree_at_once_they_meet_all_the_same(session, market, database) -> None:
    shares = [market.programme(), market.resource()]
    pairing = market.pairing(PairingState.INTEREST, shares=shares, agreed=False)
    pairing.parties[0].agreed_terms = 1
    waiting = [market.actor(of=party.organization) for party in pairing.parties[1:]]
    identity = pairing.id
    session.commit()

    def agree(actor) -> Act:
        return lambda own: service.take_step(own, actor, get_pairing(own, identity), "agree")

    told = meanwhile(database, agree(waiting[0]), agree(waiting[1]))
    if told:  # whoever came second looks again, and agrees then
        assert isinstance(told[0], Conflict)
        with database.transaction() as own:
            agree(waiting[1])(own)
    session.expire_all()
    assert pairing.state is PairingState.MUTUAL
    assert {party.agreed_terms for party in session.query(Party).where(Party.pairing_id == identity)} == {1}


def test_of_two_who_open_the_same_pairing_at_once_one_is_told(session, market, database) -> None:
    project, programme = market.project(), market.programme()
    ours, theirs = market.actor(of=project), market.actor(of=programme)
    ids = project.id, programme.id
    session.commit()

    def open_it(actor, asker, candidate) -> Act:
        def act(own: Session) -> None:
            service.open_pairing(own, actor, own.get_one(Listing, asker), own.get_one(Listing, candidate))

        return act

    told = meanwhile(database, open_it(ours, *ids), open_it(theirs, *reversed(ids)))
    assert [type(error) for error in told] == [Conflict]
    assert session.query(Pairing).count() == 1
