"""A zip made by a stranger, read under limits: its directory first, then one member at a time."""

from __future__ import annotations

import shutil
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, NoReturn

from grader.digests import CHUNK
from grader.errors import Unreadable
from grader.limits import Limits
from grader.members import Member, Sifted, is_clutter, refuse_empty, refuse_too_many, shown_name, sift

END_RECORD = struct.Struct("<4s4H2LH")
END_SEARCHED = END_RECORD.size + 0xFFFF
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
MAKE_AGAIN = "Make the zip again and test it with `unzip -t`."
ENCRYPTED = 0x1 | 0x40 | 0x2000
READ_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, struct.error)


class Archive:
    """A zip on disk whose directory was read and found within limits; nothing of it is unpacked yet."""

    def __init__(self, path: Path, *, limits: Limits) -> None:
        """Read the directory; raise Unreadable when the archive as a whole can't be trusted."""
        self.name = path.name
        if path.stat().st_size > limits.packed:
            raise Unreadable(
                f"The zip is {path.stat().st_size:,} bytes long.",
                file=self.name,
                limit=f"{limits.packed:,} bytes",
                remedy="Hand in fewer rows, or Parquet files.",
            )
        with path.open("rb") as stream:
            _check_end_record(stream, self.name, limits)
        try:
            self._zip = zipfile.ZipFile(path)
        except READ_ERRORS:
            _refuse_broken(self.name, "Its directory can't be read.")
        entries = [info for info in self._zip.infolist() if not is_clutter(info.orig_filename)]
        files = [info for info in entries if not (info.is_dir() and info.file_size == 0)]
        refuse_empty(len(files), file=self.name)
        _check_overlap(self._zip, self.name)
        top = _top_folder(files)
        faults = [(info, info.orig_filename.removeprefix(top), _fault(info, top, limits)) for info in files]
        self._entries = {name: info for info, name, fault in faults if fault is None}
        self.members: Sifted = sift(
            [Member(name=name, size=info.file_size) for info, name, fault in faults if fault is None],
            {shown_name(name): fault for _, name, fault in faults if fault is not None},
            limits=limits,
        )

    def unpack(self, name: str, target: Path) -> None:
        """Stream a kept member into ``target``; its checksum is verified. Raises Unreadable when it is damaged."""
        try:
            with self._zip.open(self._entries[name]) as packed, target.open("xb") as unpacked:
                shutil.copyfileobj(packed, unpacked, CHUNK)
        except READ_ERRORS as error:
            target.unlink(missing_ok=True)
            raise Unreadable("Its packed bytes are damaged.", file=name, remedy=MAKE_AGAIN) from error


def _check_end_record(stream: BinaryIO, name: str, limits: Limits) -> None:
    size = stream.seek(0, 2)
    stream.seek(max(0, size - END_SEARCHED))
    tail = stream.read()
    start = tail.rfind(b"PK\x05\x06")
    if start < 0 or len(tail) - start < END_RECORD.size:
        _refuse_broken(name, "It has no directory at its end.")
    _, _, _, _, entries, directory, _, _ = END_RECORD.unpack_from(tail, start)
    if directory == 0xFFFFFFFF or entries == 0xFFFF:
        _refuse_broken(name, "It claims the 64-bit form, which a bundle of this size never needs.")
    refuse_too_many(entries, limits=limits)
    if directory > limits.directory:
        raise Unreadable(
            f"Its directory claims {directory:,} bytes.",
            file=name,
            limit=f"{limits.directory:,} bytes",
            remedy="Make the zip again with an ordinary tool.",
        )


def _check_overlap(archive: zipfile.ZipFile, name: str) -> None:
    stream = archive.fp
    if stream is None:
        _refuse_broken(name, "It can't be read.")
    entries = sorted(archive.infolist(), key=lambda info: info.header_offset)
    follows = [info.header_offset for info in entries[1:]] + [archive.start_dir]
    for info, following in zip(entries, follows, strict=True):
        if not 0 <= info.header_offset < archive.start_dir:
            _refuse_broken(name, f"Its directory points at no file for {shown_name(info.orig_filename)}.")
        stream.seek(info.header_offset)
        header = stream.read(LOCAL_HEADER.size)
        if len(header) < LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            _refuse_broken(name, f"Its directory points at no file for {shown_name(info.orig_filename)}.")
        *_, name_length, extra_length = LOCAL_HEADER.unpack(header)
        end = info.header_offset + LOCAL_HEADER.size + name_length + extra_length + info.compress_size
        if end > following:
            _refuse_broken(name, f"The bytes of {shown_name(info.orig_filename)} overlap those of another file.")


def _fault(info: zipfile.ZipInfo, top: str, limits: Limits) -> Unreadable | None:
    file, kind = shown_name(info.orig_filename.removeprefix(top)), stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        return Unreadable("It is a link or a device, not a file.", file=file, remedy="Put the file itself in the zip.")
    if info.flag_bits & ENCRYPTED:
        return Unreadable("It is encrypted.", file=file, remedy="Make the zip without a password.")
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return Unreadable("It is packed by an unusual method.", file=file, remedy="Use the zip's default, deflate.")
    if info.file_size > max(limits.spared_by_ratio, limits.ratio * info.compress_size):
        return Unreadable(
            f"It claims {info.file_size:,} bytes, packed into {info.compress_size:,}.",
            file=file,
            limit=f"{limits.ratio} to 1",
            remedy="Hand in the real file; data that packs this well is mostly repetition.",
        )
    return None


def _top_folder(files: list[zipfile.ZipInfo]) -> str:
    """Return the one folder that everything lies in, with its slash, so that zipping the folder itself works too."""
    names = [info.orig_filename for info in files]
    top = names[0].partition("/")[0] + "/" if names and "/" in names[0] else ""
    whole = all(name.startswith(top) for name in names)
    return top if top and whole and f"{top}manifest.json" in names else ""


def _refuse_broken(name: str, sentence: str) -> NoReturn:
    raise Unreadable(f"It is not a sound zip. {sentence}", file=name, remedy=MAKE_AGAIN)
