"""The limited child: a process of its own under resource limits, for machines that confine no better; data only."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from hiring.confine import runtime
from hiring.confine.inputs import plain_place
from hiring.confine.launch import Launch
from hiring.confine.limits import as_user, limited
from hiring.confine.terms import Limits

PREFIX = "assay-child-"
# Longer than any run may take.
FORGOTTEN_SECONDS = 24 * 3600


@contextmanager
def prepared(
    command: Sequence[str], *, readable: Mapping[str, Path], limits: Limits, user: int | None, sums: bool
) -> Iterator[Launch]:
    """Hold what starts ``command`` in a temporary folder with copies of what it may read.

    Root's child becomes another user, unless the interpreter lies where only root can reach it.
    """
    other = user if user is not None and _reachable(Path(runtime.PYTHON), *runtime.LIBRARIES, runtime.GATE) else None
    inner = limited(list(command), limits, memory=not sums, processes=not sums and other is not None)
    with _temporary_folder() as folder:
        for place, path in readable.items():
            _copy(path, folder / plain_place(place))
        if other is not None:
            os.chown(folder, other, other)
        yield Launch(
            command=as_user(inner, other),
            environment=runtime.environment(home=str(folder), libraries=runtime.own_paths()),
            folder=folder,
        )


@contextmanager
def _temporary_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield folder
    finally:
        _remove(folder)


def remove_left_over() -> None:
    """Remove the folders of workers that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):
            state = folder.lstat()
            ours = os.geteuid() in (0, state.st_uid)
            if ours and state.st_mtime < time.time() - FORGOTTEN_SECONDS:
                _remove(folder)


def _remove(folder: Path) -> None:
    # A tree thousands of folders deep stops Python's own way of removing it.
    subprocess.run(["/bin/rm", "-rf", "--", folder], check=True)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copyfile(source, target)
        target.chmod(0o444)


def _reachable(*paths: Path) -> bool:
    """Say whether every folder on the way may be passed through by anyone."""
    folders = {folder for path in paths for folder in path.parents}
    return all(folder.stat().st_mode & 0o001 for folder in folders)
