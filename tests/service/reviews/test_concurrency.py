"""Two at the same moment: two draws give one panel, two last scores conclude once."""

from market import audit
from market.pairings.models import PairingState as State
from market.pairings.queries import get_pairing
from market.reviews import queries, service
from tests.reviewing import sheet
from tests.service.pairings.test_concurrency import Act, meanwhile


def test_two_draws_at_once_give_one_panel(session, jury, database) -> None:
    jury.experts()
    identity = jury.pairing().id
    session.commit()

    def draw(own) -> None:
        service.draw(own, get_pairing(own, identity))

    assert meanwhile(database, draw, draw) == []
    session.expire_all()
    assert len(queries.panels_of_pairing(session, identity)) == 1
    assert [event.action for event in audit.events_of(session, "pairing", identity)].count("draw_panel") == 1


def test_two_last_scores_at_once_conclude_the_review_once(session, jury, database) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.8)
    identity, last = panel.id, jury.actors(panel)[1:]
    session.commit()

    def send(actor) -> Act:
        def act(own) -> None:
            found = queries.get_panel(own, identity)
            service.submit(own, actor, found, sheet(found))

        return act

    assert meanwhile(database, send(last[0]), send(last[1])) == []
    session.expire_all()
    found = jury.again(panel)
    assert (found.pairing.state, len([seat.final for seat in found.sitting if seat.final])) == (State.RECHECK, 3)
    actions = [event.action for event in audit.events_of(session, "pairing", found.pairing_id)]
    assert (actions.count("score"), actions.count("conclude_review")) == (3, 1)


def test_one_expert_who_sends_twice_at_once_scores_once(session, jury, database) -> None:
    panel = jury.sitting()
    identity, actor = panel.id, jury.actors(panel)[0]
    session.commit()

    def send(own) -> None:
        found = queries.get_panel(own, identity)
        service.submit(own, actor, found, sheet(found))

    told = meanwhile(database, send, send)
    assert [str(error) for error in told] == ["You have sent your review; it is final."]
    session.expire_all()
    assert len([review for seat in jury.again(panel).seats for review in seat.reviews]) == 1
