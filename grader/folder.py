"""A bundle as a folder: its regular files, without following links."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from grader.errors import Unreadable
from grader.limits import Limits
from grader.members import Member, Sifted, is_clutter, refuse_empty, refuse_too_many, shown_name, sift

DEEPEST = 32


class Folder:
    """A folder on disk whose files were listed and found within limits."""

    def __init__(self, path: Path, *, limits: Limits) -> None:
        """List the files; raise Unreadable when there are too many files or bytes."""
        self._root = path
        members: list[Member] = []
        refused: dict[str, Unreadable] = {}
        for entry in _listed(path):
            name = Path(entry.path).relative_to(path).as_posix()
            if is_clutter(name):
                continue
            if entry.is_file(follow_symlinks=False):
                members.append(Member(name=name, size=entry.stat(follow_symlinks=False).st_size))
            else:
                refused[shown_name(name)] = Unreadable(
                    "It is a link or a device, not a file.", file=shown_name(name), remedy="Put the file itself there."
                )
            refuse_too_many(len(members) + len(refused), limits=limits)
        refuse_empty(len(members) + len(refused), file=path.name)
        self.members: Sifted = sift(members, refused, limits=limits)

    def path_of(self, name: str) -> Path:
        """Return where a kept member lies."""
        return self._root / name


def _listed(folder: Path) -> Iterator[os.DirEntry[str]]:
    try:
        yield from _walk(folder)
    except OSError as error:
        raise Unreadable(
            f"It can't be listed: {error.strerror}.",
            file=folder.name,
            remedy="Let its folders be read by whoever runs the gate.",
        ) from error


def _walk(folder: Path, *, depth: int = 0) -> Iterator[os.DirEntry[str]]:
    if depth > DEEPEST:
        raise Unreadable(
            "Its folders are nested too deeply.", limit=f"{DEEPEST} levels", remedy="Flatten the bundle's folders."
        )
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path), depth=depth + 1)
            else:
                yield entry
