"""One read-only view of what was handed in, whether it is a folder or a zip."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from functools import cached_property
from pathlib import Path
from typing import BinaryIO

from grader.archive import Archive
from grader.digests import digest_of_stream, fingerprint_of
from grader.errors import Absent, Unreadable
from grader.finding import Finding, found
from grader.folder import Folder
from grader.limits import DEFAULT, Limits


class Bundle:
    """The files of a bundle by name; members of a zip are unpacked one by one, when first asked for."""

    def __init__(self, path: Path, *, limits: Limits = DEFAULT) -> None:
        """Open a folder or zip; raise Unreadable when nothing of it can be trusted."""
        self.path_given = path
        self.limits = limits
        self._source: Archive | Folder = Folder(path, limits=limits) if path.is_dir() else Archive(path, limits=limits)
        self._digests: dict[str, str] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of all readable files, in order, with forward slashes."""
        return tuple(self._source.members.kept)

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What was left out because it can't be trusted."""
        return tuple(found(why) for why in self._source.members.refused.values())

    def has(self, name: str) -> bool:
        """Tell whether ``name`` can be read."""
        return name in self._source.members.kept

    def size(self, name: str) -> int:
        """Return the size of ``name`` in bytes, unpacked."""
        self._require(name)
        return self._source.members.kept[name].size

    def path(self, name: str) -> Path:
        """Return a real file with the bytes of ``name``. Raises Absent, or Unreadable when it was left out."""
        self._require(name)
        if isinstance(self._source, Folder):
            return self._source.path_of(name)
        unpacked = self._work / f"{self.names.index(name)}{Path(name).suffix}"
        if not unpacked.exists():
            self._source.unpack(name, unpacked)
        return unpacked

    def open(self, name: str) -> BinaryIO:
        """Open ``name`` for reading bytes."""
        try:
            return self.path(name).open("rb")
        except OSError as error:
            raise Unreadable(
                f"It can't be opened: {error.strerror}.", file=name, remedy="Let it be read by whoever runs the gate."
            ) from error

    def read(self, name: str, *, most: int | None = None) -> bytes:
        """Return the bytes of ``name``; raise Unreadable when there are more than ``most`` (a document's limit)."""
        most = self.limits.document if most is None else most
        if self.size(name) > most:
            raise Unreadable(
                f"It is {self.size(name):,} bytes long.", file=name, limit=f"{most:,} bytes", remedy="Shorten it."
            )
        with self.open(name) as stream:
            return stream.read(most)

    def digest_of(self, name: str) -> str:
        """Return the digest of one file, ``sha256:…``."""
        if name not in self._digests:
            with self.open(name) as stream:
                self._digests[name], _ = digest_of_stream(stream)
        return self._digests[name]

    @cached_property
    def digest(self) -> str:
        """The digest of the zip's bytes, or of a folder's canonical list of files."""
        if isinstance(self._source, Folder):
            return fingerprint_of((name, self.digest_of(name).removeprefix("sha256:")) for name in self.names)
        with self.path_given.open("rb") as stream:
            return digest_of_stream(stream)[0]

    @cached_property
    def _work(self) -> Path:
        work = Path(tempfile.mkdtemp(prefix="assay-"))
        weakref.finalize(self, shutil.rmtree, work, ignore_errors=True)
        return work

    def _require(self, name: str) -> None:
        if name in self._source.members.refused:
            raise self._source.members.refused[name]
        if not self.has(name):
            raise Absent(f"The bundle holds no {name}.", from_bundle=True)
