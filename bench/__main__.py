"""`make bench`: embedding, recommendations, vectors, growth, pages under gunicorn, memory; one after the other.

`python -m bench --million` takes vectors and growth up to a million listings, which needs 6 GB and an hour.
"""

import subprocess
import sys

LARGEST = {"bench.vectors": ["--rows", "1000000", "--rivals", "faiss", "txtai"], "bench.growth": ["--index", "1000000"]}
MODULES = ("bench.encode", "bench.recommend", "bench.vectors", "bench.growth", "bench.pages", "bench.memory")
million = "--million" in sys.argv[1:]

for module in MODULES:
    for arguments in ([], *([LARGEST[module]] if million and module in LARGEST else [])):
        print(f"\n== {' '.join([module, *arguments])}", flush=True)
        subprocess.run([sys.executable, "-m", module, *arguments], check=False)
