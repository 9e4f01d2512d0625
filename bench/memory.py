"""Memory of a process of the site and of the one that encodes, in MB: `python -m bench.memory [--backend auto]`.

Each is measured in a process of its own, after what it does most: pages of the planted market, and 50 encoded texts.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
MOST_MB = {"site": 250, "encoder": 1000}
_HEAVY = ("torch", "transformers", "sentence_transformers", "tokenizers", "onnxruntime", "lightgbm")

_MEASURE = """
import json, sys
def megabytes():
    fields = dict(line.split(":") for line in open("/proc/self/status") if ":" in line)
    return int(fields["VmRSS"].split()[0]) // 1024, int(fields["VmHWM"].split()[0]) // 1024
steps = []
def step(name):
    steps.append((name, *megabytes()))
step("Python")
{act}
print(json.dumps([steps, [name for name in {heavy} if name in sys.modules]]))
"""

_SITE = """
import re
from wsgi import app
step("application imported")
browser = app.test_client()
assert browser.get("/health").status_code == 200
step("health")
assert browser.get("/listings").status_code == 200
step("market")
assert browser.get("/listings?q=老人").status_code == 200
step("search, which fills the matcher")
token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/sign-in").text)
person = {"email": "foundation@demo.example", "password": "futian-demo-2026", "csrf_token": token and token[1]}
if browser.post("/sign-in", data=person).status_code == 303:
    step("signed in")
    if found := re.search(r'href="(/listings/[0-9a-f-]{36}/matches/?)"', browser.get("/desk").text):
        assert browser.get(found[1].rstrip("/") + "/?for=project").status_code == 200
        step("recommendations")
"""

_ENCODER = """
from pathlib import Path
from matching.encoders import EncoderSettings, resolve
from matching.encoders.means import sentence_pairs
encoder = resolve(EncoderSettings(cache_dir=Path("instance/models"), backend="BACKEND"))
step(encoder.id + " loaded")
encoder.encode_documents([(chinese + english) * 3 for chinese, english in sentence_pairs()][:50])
step("50 texts encoded")
"""


def main() -> None:
    """Print the resident and the greatest memory after each step, and which heavy libraries were imported."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default="auto")
    given = parser.parse_args()
    for name, act in {"site": _SITE, "encoder": _ENCODER.replace("BACKEND", given.backend)}.items():
        steps, heavy = _measured(act)
        print(f"\n{name:<58}{'resident':>9}{'peak':>7}")
        for step, resident, peak in steps:
            print(f"{step:<58}{resident:>9}{peak:>7}")
        print(f"allowed {MOST_MB[name]}; imported: {', '.join(heavy) or 'nothing heavy'}", flush=True)


def _measured(act: str) -> tuple[list[tuple[str, int, int]], list[str]]:
    program = _MEASURE.replace("{act}", act).replace("{heavy}", repr(_HEAVY))
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    steps, heavy = json.loads(done.stdout.splitlines()[-1])
    return steps, heavy


if __name__ == "__main__":
    main()
