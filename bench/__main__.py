"""`make bench`: embedding, recommendations, vectors, growth, pages under gunicorn, memory; one after the other.

`python -m bench --million` takes vectors and growth up to a million listings, which needs 6 GB and an hour. A part that
fails, or finds a limit of its own exceeded, keeps none of the others back; it is named, and the command ends with 1.
"""

import subprocess
import sys
from collections.abc import Sequence

LARGEST = {"bench.vectors": ["--rows", "1000000", "--rivals", "faiss", "txtai"], "bench.growth": ["--index", "1000000"]}
MODULES = ("bench.encode", "bench.recommend", "bench.vectors", "bench.growth", "bench.pages", "bench.memory")


def main(given: Sequence[str]) -> int:
    """Run all parts; returns 1 if one of them failed."""
    failed = [" ".join(part) for part in parts(million="--million" in given) if not _is_well(part)]
    if failed:
        print(f"\nFailed, or over a limit: {'; '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


def parts(*, million: bool) -> list[list[str]]:
    """The modules to run, each with its arguments, in their order."""
    return [
        [module, *arguments]
        for module in MODULES
        for arguments in ([], *([LARGEST[module]] if million and module in LARGEST else []))
    ]


def _is_well(part: Sequence[str]) -> bool:
    print(f"\n== {' '.join(part)}", flush=True)
    return subprocess.run([sys.executable, "-m", *part], check=False).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
