"""Where inside the work folder an input may appear."""

from __future__ import annotations

from pathlib import PurePosixPath


def plain_place(place: str) -> str:
    """Return ``place`` if it is a plain relative path; a path that leads out of the work folder is an error of ours."""
    path = PurePosixPath(place)
    if path.is_absolute() or ".." in path.parts or not path.parts or "\0" in place:
        raise ValueError(f"{place!r} must be a plain path inside the work folder.")
    return str(path)
