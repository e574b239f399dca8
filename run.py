"""One door to everything, needing only Python 3.11, pip and a package registry:

    python3 run.py sync          set up .venv from the locked requirements
    python3 run.py demo          run the product here, with a cohort that goes through it (demo --help tells more)
    python3 run.py test          run every test, or those that pytest's own arguments name
    python3 run.py check         check style, types, templates, floors, migrations and the published API
    python3 run.py bench NAME    run one benchmark

Each sets up first when the requirements have changed. There is one environment for all of them, so that what is shown,
what is tested and what is checked are the same.
"""

from __future__ import annotations

import fcntl
import filecmp
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "requirements.sha256"
LOCK = ROOT / "requirements" / "dev.lock"
TOOLS_LOCK = ROOT / "requirements" / "tools.lock"
OLDEST_PYTHON = (3, 11)
PUBLISHED_API = ROOT / "docs" / "api" / "openapi.json"
PRESENT_API = ROOT / ".cache" / "openapi.json"

CHECKS = (
    ("style", ("-m", "ruff", "check", "--quiet")),
    ("format", ("-m", "ruff", "format", "--check", "--quiet")),
    ("templates", ("-m", "djlint", "templates", "--lint", "--quiet")),
    ("types", ("-m", "mypy", "--no-error-summary")),
    ("floors", ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()", "--no-cache")),
    ("settings", ("manage.py", "check")),
    ("migrations", ("-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run")),
    (
        "api",
        ("manage.py", "spectacular", "--format=openapi-json", "--validate", "--fail-on-warn", "--file", PRESENT_API),
    ),
)


class Failed(Exception):
    """Something that this program needs is not there; the message says what to do."""


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    command, *rest = arguments or ["help"]
    if command not in {"sync", "demo", "test", "check", "bench"}:
        print(__doc__)
        return 0 if command in {"help", "-h", "--help"} else 2
    os.chdir(ROOT)
    try:
        sync()
        if command == "demo":
            become("-m", "demo", *rest)
        if command == "test":
            become("-m", "pytest", "--numprocesses=auto", "--dist=worksteal", *rest)
        if command == "bench":
            become("-m", f"bench.{benchmark(rest)}", *rest[1:])
        return check() if command == "check" else 0
    except Failed as failure:
        print(f"run.py: {failure}", file=sys.stderr)
        return 1


def become(*arguments: str) -> None:
    """Turn this process into Python of the environment; Ctrl-C and the exit code are then its own."""
    os.execv(PYTHON, [str(PYTHON), *arguments])  # noqa: S606  no shell is what we want


def benchmark(arguments: Sequence[str]) -> str:
    """The benchmark that is meant."""
    names = sorted(file.stem for file in (ROOT / "bench").glob("[!_]*.py"))
    if not arguments or arguments[0] not in names:
        raise Failed(f"name a benchmark: {', '.join(names) or 'there is none yet'}.")
    return arguments[0]


def check() -> int:
    """Run every check, say how each went, and show what the failed ones printed."""
    environment = {**os.environ, "DEBUG": "1"}
    PRESENT_API.parent.mkdir(exist_ok=True)
    failed = 0
    for name, command in CHECKS:
        done = subprocess.run(
            [PYTHON, *command],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        failed += report(name, done.returncode == 0, done.stdout)
    same = PUBLISHED_API.exists() and PRESENT_API.exists() and filecmp.cmp(PUBLISHED_API, PRESENT_API, shallow=False)
    shown = f"{PUBLISHED_API.relative_to(ROOT)} is not the API as it is: cp {PRESENT_API.relative_to(ROOT)} there."
    failed += report("published api", same, shown)
    return 1 if failed else 0


def report(name: str, passed: bool, output: str) -> int:
    """Print one line for a check, and its output if it failed; return 1 for a failure."""
    print(f"{'passed' if passed else 'FAILED'}  {name}", flush=True)
    if not passed:
        print(output.strip(), flush=True)
    return 0 if passed else 1


def sync() -> None:
    """Make .venv hold exactly the locked requirements; return at once when it does."""
    if sys.version_info < OLDEST_PYTHON:
        raise Failed("this is Python {}.{}; Assay needs 3.11 or later.".format(*sys.version_info))
    if sys.platform != "linux":
        raise Failed("its servers and its confinement need Linux; elsewhere, docker-compose.yml brings them along.")
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "turn").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        wanted = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()
        if PYTHON.exists() and STAMP.exists() and STAMP.read_text() == wanted:
            return
        print("Setting up .venv; the first time this takes a minute or two.", file=sys.stderr, flush=True)
        uv = find_uv()
        if not PYTHON.exists():
            need("make .venv", uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
        need("install the requirements", uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, LOCK)
        STAMP.write_text(wanted)


def find_uv() -> Path:
    """uv from the PATH, or our own, installed by pip beside the project; that needs no venv module and no root."""
    found = shutil.which("uv")
    if found is not None:
        return Path(found)
    own = TOOLS / "bin" / "uv"
    if not own.exists():
        pip = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--root-user-action=ignore")
        options = ("--no-deps", "--require-hashes", "--upgrade", "--target", TOOLS, "--requirement", TOOLS_LOCK)
        need("install uv with pip", Path(sys.executable), *pip, *options)
    return own


def need(purpose: str, program: Path, *arguments: str | Path) -> None:
    """Run a program that must succeed."""
    environment = {"UV_SYSTEM_CERTS": "1", "UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy", **os.environ}
    done = subprocess.run([program, *arguments], env=environment, check=False)
    if done.returncode != 0:
        raise Failed(
            f"could not {purpose}; the lines above say why. It needs python3 with pip (Debian: apt-get install "
            "python3-pip), a package registry it can reach, and some 2 GB of disk."
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
