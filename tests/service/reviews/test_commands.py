"""`flask reviews …`: drawing and keeping panels at any time, and again; checking a draw."""

from datetime import timedelta

from market import clock
from market.reviews import queries


def run(app, *args: str):
    """Run a command of reviews."""
    return app.test_cli_runner().invoke(args=["reviews", *args])


def test_what_waits_is_drawn_once_and_the_silent_are_replaced(session, jury, app) -> None:
    jury.experts(6)
    pairing = jury.pairing()
    session.commit()
    assert run(app, "draw").output == "1 panels drawn, 0 pairings still wait, 0 experts replaced\n"
    assert run(app, "draw").output == "0 panels drawn, 0 pairings still wait, 0 experts replaced\n"
    with clock.held_at(clock.now() + timedelta(days=7)):
        assert "3 experts replaced" in run(app, "draw").output
    session.expire_all()
    [panel] = queries.panels_of_pairing(session, pairing.id)
    assert len(panel.seats) == 6


def test_a_draw_is_recomputed_and_a_changed_one_is_found(session, jury, app) -> None:
    panel = jury.drawn()
    session.commit()
    number = panel.pairing.number
    result = run(app, "verify-draw", number)
    assert (result.exit_code, "is the one that the lot gives" in result.output) == (0, True)
    panel.drawn_order = panel.drawn_order[::-1]
    session.commit()
    result = run(app, "verify-draw", number)
    assert (result.exit_code, "not what the pool and the seed give" in result.output) == (1, True)
    assert run(app, "verify-draw", "2026-999999").exit_code == 1


def test_whoever_took_the_seat_and_sends_no_scores_is_replaced_and_the_draw_still_verifies(session, jury, app) -> None:
    panel = jury.sitting()
    jury.score(panel, 0.8, 0.8)
    slow, number = panel.sitting[2], panel.pairing.number
    session.commit()
    assert run(app, "draw").output.endswith("0 experts replaced\n")
    with clock.held_at(slow.score_by + timedelta(seconds=1)):
        assert run(app, "draw").output.endswith("1 experts replaced\n")
        assert run(app, "draw").output.endswith("0 experts replaced\n")
    result = run(app, "verify-draw", number)
    assert (result.exit_code, "is the one that the lot gives" in result.output) == (0, True)
