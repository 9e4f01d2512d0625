"""Files and judgements of one milestone among others, at their bounds."""

from typing import Any

import pytest

from market import audit, clock
from market.delivery import service
from market.delivery.models import Evidence, Milestone, MilestoneState
from market.errors import Invalid, NotPossible
from tests.service.delivery.conftest import PDF, Work


def hand_in(work: Work, milestone: Milestone, content: bytes = PDF, most: int = 1000) -> Evidence:
    return service.hand_in_evidence(
        work.session, work.deliverer, work.pairing, milestone, work.store, content, "a.pdf", most_bytes=most
    )


def fill(work: Work, milestone: Milestone, count: int) -> None:
    """Put so many files beside a milestone, without looking at them."""
    for number in range(count):
        work.session.add(
            Evidence(
                milestone=milestone, sha256=f"{number:064}", name="a.pdf", media_type="application/pdf", size=1,
                handed_in_at=clock.now(), handed_in_by_id=work.deliverer.person_id,
            )
        )  # fmt: skip
    work.session.flush()


def judge(work: Work, state: MilestoneState, note: str = "", *, no_conflict: bool = True) -> None:
    service.check_milestone(
        work.session, work.follows, work.pairing, work.milestones[0], state, note, no_conflict=no_conflict
    )


def refused(act: Any) -> list[str]:
    with pytest.raises(Invalid) as refusal:
        act()
    return list(refusal.value.problems)


def test_the_twentieth_file_is_the_last_whatever_lies_beside_other_milestones(private: Work) -> None:
    private.signed(1, 2, 5_999_997)
    first, middle, last = sorted(private.milestones, key=lambda one: one.id)
    for milestone, count in ((first, 20), (middle, 19), (last, 20)):
        fill(private, milestone, count)
    hand_in(private, middle)
    with pytest.raises(NotPossible, match="at most 20 files"):
        hand_in(private, middle)


def test_a_file_may_be_just_as_large_as_allowed(private: Work) -> None:
    private.signed()
    assert hand_in(private, private.milestones[0], PDF, len(PDF)).size == len(PDF)
    assert refused(lambda: hand_in(private, private.milestones[0], PDF, len(PDF) - 1)) == ["file"]


def test_the_largest_size_is_told_in_whole_megabytes(private: Work) -> None:
    private.signed()
    most = 2 * 1024 * 1024 - 1
    with pytest.raises(Invalid, match="at most 1 MB"):
        hand_in(private, private.milestones[0], PDF + b" " * most, most)


def test_a_file_is_enough_for_what_is_met_and_for_nothing_else(work: Work) -> None:
    work.signed()
    hand_in(work, work.milestones[0])
    work.session.expire_all()
    for state in (MilestoneState.PARTIALLY_MET, MilestoneState.NOT_MET):
        assert refused(lambda state=state: judge(work, state, " ")) == ["note"]
    judge(work, MilestoneState.MET)
    assert work.milestones[0].state is MilestoneState.MET


def test_whoever_judges_public_work_declares_to_have_no_conflict(public: Work, private: Work) -> None:
    public.signed()
    assert refused(lambda: judge(public, MilestoneState.MET, "Seen.", no_conflict=False)) == ["no_conflict"]
    with pytest.raises(Invalid):
        service.check_milestone(
            public.session, public.follows, public.pairing, public.milestones[0], MilestoneState.MET, "Seen."
        )
    private.signed()
    judge(private, MilestoneState.MET, "Seen.", no_conflict=False)


def test_a_judgement_is_told_with_who_and_when_and_why(work: Work) -> None:
    work.signed()
    judge(work, MilestoneState.PARTIALLY_MET, " Half. ")
    milestone = work.milestones[0]
    assert (milestone.state, milestone.note) == (MilestoneState.PARTIALLY_MET, "Half.")
    assert (milestone.checked_at, milestone.checked_by_id) == (clock.now(), work.follows.person_id)
    event = audit.events_of(work.session, "pairing", work.pairing.id)[-1]
    assert event.action == ("check_milestone" if work.pairing.track.is_public else "confirm_milestone")
    assert event.details == {"milestone": 1, "state": "partiallyMet"}
