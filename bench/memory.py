"""Memory of a process of the site and of the one that encodes, in MB: `python -m bench.memory [--backend auto]`.

Each is measured in a process of its own, after what it does most: pages of the planted market, and 50 encoded texts.
Says whether each stays within what it is allowed, and ends with 1 if one does not.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
# What is resident after the last step, and what must not have been imported: a process of the site reads vectors only.
MOST_MB = {"site": 250, "encoder": 1000}
_HEAVY = ("torch", "transformers", "sentence_transformers", "tokenizers", "onnxruntime", "lightgbm")
BARRED = {"site": {"torch", "transformers", "sentence_transformers", "onnxruntime"}, "encoder": frozenset[str]()}

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
signed_in = browser.post("/sign-in", data=person).status_code
assert signed_in == 303, f"the demo account cannot sign in ({signed_in}): plant the demo market first"
step("signed in")
found = re.search(r'href="(/listings/[0-9a-f-]{36}/matches/?)"', browser.get("/desk").text)
assert found, "no listing of the demo account is on its desk: plant the demo market first"
assert browser.get(found[1].rstrip("/") + "/?for=project").status_code == 200, "the recommendations fail"
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


def main() -> int:
    """Print the memory after each step, and whether the limits hold; returns 1 if one does not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--backend", default="auto")
    given = parser.parse_args()
    broken = []
    for name, act in {"site": _SITE, "encoder": _ENCODER.replace("BACKEND", given.backend)}.items():
        try:
            steps, heavy = _measured(act)
        except subprocess.CalledProcessError:
            broken.append(f"{name}: not measured, see above")
            continue
        print(f"\n{name:<58}{'resident':>9}{'peak':>7}")
        for step, resident, peak in steps:
            print(f"{step:<58}{resident:>9}{peak:>7}")
        print(f"imported: {', '.join(heavy) or 'nothing heavy'}", flush=True)
        broken += exceeded(name, steps, heavy)
    print("\n" + ("\n".join(broken) or f"The limits hold: {MOST_MB} MB resident, and no model in the site."))
    return int(bool(broken))


def exceeded(name: str, steps: Sequence[tuple[str, int, int]], heavy: Collection[str]) -> list[str]:
    """What a process does that it must not, in words; `steps` are names with resident and greatest memory in MB."""
    found = []
    if (resident := steps[-1][1]) > MOST_MB[name]:
        found.append(f"{name}: {resident} MB are resident, {MOST_MB[name]} are allowed")
    if barred := sorted(BARRED[name].intersection(heavy)):
        found.append(f"{name}: imported {', '.join(barred)}")
    return found


def _measured(act: str) -> tuple[list[tuple[str, int, int]], list[str]]:
    program = _MEASURE.replace("{act}", act).replace("{heavy}", repr(_HEAVY))
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    steps, heavy = json.loads(done.stdout.splitlines()[-1])
    return steps, heavy


if __name__ == "__main__":
    sys.exit(main())
