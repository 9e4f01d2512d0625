"""`make bench`: embedding, recommendations in process, pages under gunicorn, memory; one after the other."""

import subprocess
import sys

for module, *arguments in (["bench.encode"], ["bench.recommend"], ["bench.pages"], ["bench.memory"]):
    print(f"\n== {module}", flush=True)
    subprocess.run([sys.executable, "-m", module, *arguments], check=False)
