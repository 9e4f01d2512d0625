"""Files that show what was done: told by their content, kept once under their hash, and judged by somebody else."""

import os
import time
import zipfile
from io import BytesIO

import pytest

from market.delivery import service
from market.delivery.models import Evidence, MilestoneState
from market.errors import Invalid, NotAllowed, NotPossible
from market.permissions import Office
from tests.service.delivery.conftest import PDF, Work

MOST = 10 * 1024 * 1024


def hand_in(work: Work, content: bytes = PDF, name: str = "report.pdf") -> Evidence:
    return service.hand_in_evidence(
        work.session, work.deliverer, work.pairing, work.milestones[0], work.store, content, name, most_bytes=MOST
    )


def test_a_file_lies_under_its_hash_and_keeps_its_name_as_words(work: Work) -> None:
    work.signed()
    evidence = hand_in(work, name="../../etc/第一季度 报告.html")

    assert work.store.read(evidence.sha256) == PDF
    assert evidence.name == "第一季度 报告.pdf"
    assert [path.name for path in work.store.root.rglob("*") if path.is_file()] == [evidence.sha256]


def test_the_same_file_twice_is_kept_once(work: Work) -> None:
    work.signed()
    assert hand_in(work).sha256 == hand_in(work).sha256
    assert len([path for path in work.store.root.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00", b"<\x00s\x00c\x00", b"GIF89a\x01\x00", b"\xff\xd8\xff\xe0broken", b"PK\x03\x04nonsense"],
)
def test_what_is_no_such_file_is_refused_beside_the_field(work: Work, content: bytes) -> None:
    work.signed()
    with pytest.raises(Invalid) as refusal:
        hand_in(work, content, "photo.jpg")

    assert list(refusal.value.problems) == ["file"]
    assert not work.store.root.exists()


def test_a_file_that_is_too_large_is_refused(work: Work) -> None:
    work.signed()
    with pytest.raises(Invalid, match="10 MB"):
        hand_in(work, PDF + b" " * MOST)


def test_a_milestone_has_at_most_twenty_files(work: Work) -> None:
    work.signed()
    for _ in range(20):
        hand_in(work)
    work.session.flush()
    with pytest.raises(NotPossible, match="20"):
        hand_in(work)


def test_only_the_side_that_delivers_hands_files_in(work: Work) -> None:
    work.signed()
    work.deliverer = work.payer
    with pytest.raises(NotAllowed):
        hand_in(work)


def test_files_that_no_row_speaks_of_are_found_a_day_later(work: Work) -> None:
    orphan, kept = work.store.put(b"orphan"), work.store.put(b"kept")
    assert list(work.store.orphans({kept})) == []
    yesterday = time.time() - 25 * 3600
    for sha256 in (orphan, kept):
        os.utime(work.store.path_of(sha256), (yesterday, yesterday))

    assert [path.name for path in work.store.orphans({kept})] == [orphan]


def test_a_file_that_was_changed_on_disk_is_not_served(work: Work) -> None:
    path = work.store.path_of(work.store.put(PDF))
    path.chmod(0o600)
    path.write_bytes(b"something else")
    with pytest.raises(ValueError, match="changed"):
        work.store.read(path.name)


@pytest.mark.parametrize("name", ["../../../etc/passwd", "A" * 64, "", "0" * 63])
def test_only_a_hash_names_a_file(work: Work, name: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        work.store.read(name)


def test_a_file_of_words_that_unpacks_to_gigabytes_is_never_unpacked(work: Work) -> None:
    work.signed()
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"wordprocessingml.document.main+xml" + b" " * 50_000_000)
    with pytest.raises(Invalid):
        hand_in(work, buffer.getvalue(), "bomb.docx")


class TestJudging:
    """Whether a milestone counts is said by whoever follows the work."""

    def judge(self, work: Work, state: MilestoneState, note: str = "", actor: object = None) -> None:
        who = actor or work.follows
        service.check_milestone(
            work.session,
            who,
            work.pairing,
            work.milestones[0],
            state,
            note,
            no_conflict=True,  # type: ignore[arg-type]
        )

    def test_the_project_officer_judges_public_work_and_the_funder_its_own(self, work: Work) -> None:
        work.signed()
        hand_in(work)
        work.session.expire_all()
        self.judge(work, MilestoneState.MET)

        assert (work.milestones[0].state, work.milestones[0].checked_by_id) == ("met", work.follows.person_id)

    def test_nobody_judges_without_grounds(self, work: Work) -> None:
        work.signed()
        for state in (MilestoneState.MET, MilestoneState.NOT_MET):
            with pytest.raises(Invalid) as refusal:
                self.judge(work, state)
            assert list(refusal.value.problems) == ["note"]

    def test_nobody_judges_their_own_work(self, work: Work) -> None:
        work.signed()
        for actor in (work.deliverer, work.market.actor(office=Office.APPROVER), work.acceptor):
            with pytest.raises(NotAllowed):
                self.judge(work, MilestoneState.MET, "Seen.", actor)

    def test_what_was_asked_money_for_stays_as_it_is(self, work: Work) -> None:
        work.signed().met()
        work.ask(1)
        with pytest.raises(NotPossible):
            self.judge(work, MilestoneState.NOT_MET, "Changed my mind.")
