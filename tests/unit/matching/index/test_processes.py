"""What happens to processes: killed while publishing, forked, and changing from snapshot to snapshot for long."""

import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).parents[4]


def run(program, *arguments):
    """The output of a program in a process of its own."""
    given = [sys.executable, "-c", textwrap.dedent(program), *map(str, arguments)]
    return subprocess.run(given, capture_output=True, text=True, check=True, cwd=ROOT, timeout=600).stdout


KILLED = """
    import os, shutil, signal, sys
    from pathlib import Path
    from matching.index import VectorIndex, snapshots, storage
    from tests.unit.matching.listings import DIMENSION, unit

    store = snapshots.SnapshotStore(Path(sys.argv[1]))
    index = VectorIndex(DIMENSION, encoder_id="e5").changed({"a": unit(1)})
    files = {snapshots.__file__, storage.__file__}

    def publish_until(step, sequence):
        passed = 0

        def watch(frame, event, _):
            nonlocal passed
            if frame.f_code.co_filename not in files:
                return None
            passed += event == "line"
            if passed == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return watch

        sys.settrace(watch)
        store.publish(index.changed({"b": unit(sequence)}), sequence)
        os._exit(0)

    step, killed = 0, True
    while killed:
        step += 1
        shutil.rmtree(store.folder, ignore_errors=True)
        for sequence in (1, 2):
            store.publish(index, sequence)
        child = os.fork()
        if not child:
            publish_until(step, 3)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        found = store.open(DIMENSION, encoder_id="e5", centering_id="")
        assert found.sequence == 2 and found.index.ids == ["a"] or found.index.ids == ["a", "b"], step
        store.publish(found.index, 4)
        assert not list(store.folder.glob("*.tmp")), step
        assert len(store.versions()) == 2, step
    assert found.sequence == 3
    print(step)
"""


def test_a_writer_killed_at_any_line_leaves_the_old_version_or_the_new_one(tmp_path):
    assert int(run(KILLED, tmp_path / "index")) > 50


FORKED = """
    import os
    from tests.unit.matching.index.invented import large_index, large_market

    questions = large_market().questions[:5]
    right = [large_index().search(question, 10) for question in questions]
    children = []
    for _ in range(3):
        child = os.fork()
        if not child:
            changed = large_index().changed({"new": questions[0]})
            same = [large_index().search(question, 10) for question in questions] == right
            os._exit(0 if same and changed.search(questions[0], 1)[0][0] == "new" else 1)
        children.append(child)
    print(sum(os.waitpid(child, 0)[1] for child in children))
"""


def test_forked_processes_find_the_same():
    assert run(FORKED).strip() == "0"


SWAPPED = """
    import sys
    from pathlib import Path
    import numpy as np
    from matching.index import VectorIndex
    from matching.index.snapshots import SnapshotStore

    def resident_mb():
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20

    rows = np.random.default_rng(1).standard_normal((4_000, 384)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    ids = [f"{row:05}" for row in range(len(rows))]
    store = SnapshotStore(Path(sys.argv[1]))
    store.publish(VectorIndex(384).filled(ids, rows), 1)
    opened = store.open(384, encoder_id="", centering_id="").index
    for sequence in range(2, 112):
        store.publish(opened.changed({ids[sequence]: rows[0]}), sequence)
        opened = store.open(384, encoder_id="", centering_id="").index
        opened.search(rows[sequence], 10)
        if sequence == 11:
            before = resident_mb()
    mapped = Path("/proc/self/maps").read_text().count("vectors.f32")
    print(resident_mb() - before, mapped)
"""


def test_a_hundred_snapshots_later_a_process_is_no_larger(tmp_path):
    grown_mb, mapped = map(float, run(SWAPPED, tmp_path / "index").split())
    assert grown_mb < 30  # one snapshot is 6 MB
    assert mapped <= 2
