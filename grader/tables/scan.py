"""A look at every byte of a text file before any parser sees it, so that parsers can't disagree about it."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from grader.errors import Unreadable
from grader.limits import Limits

BLOCK = 4 << 20
COMMA, QUOTE, LF, CR = b',"\n\r'
LONE_RETURN = "A carriage return stands alone, which some readers take for a line's end."
END_LINES = "End lines with LF or CRLF."
QUOTE_CELL = 'Quote the whole cell and double every quote inside it: "5"" pipe".'

Places = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """What the bytes of a delimited file are: its header record, data rows, byte-order mark and line endings."""

    header: bytes
    rows: int
    bom: bool
    crlf: int
    lf: int


def text_blocks(path: Path, file: str) -> Iterator[tuple[int, bytes]]:
    """Yield ``(offset, bytes)`` of a file that is strict UTF-8 without NUL, in blocks that may cut a character."""
    decoder, offset = codecs.getincrementaldecoder("utf-8")(), 0
    with path.open("rb") as stream:
        while block := stream.read(BLOCK):
            if (zero := block.find(0)) >= 0:
                raise Unreadable(
                    "It holds a NUL byte.", file=file, place=f"byte {offset + zero}", remedy="Write it as plain text."
                )
            _decode(decoder, block, offset, file, last=False)
            yield offset, block
            offset += len(block)
    _decode(decoder, b"", offset, file, last=True)


def scan_delimited(path: Path, file: str, limits: Limits) -> Scanned:
    """Scan a comma-separated file; raise Unreadable with the first row whose cells could be read in two ways."""
    scan = _Scan(file, limits)
    bom = False
    carried = b""
    for offset, block in text_blocks(path, file):
        bom = bom or (offset == 0 and block.startswith(codecs.BOM_UTF8))
        carried = scan.feed(carried + (block if offset else block.removeprefix(codecs.BOM_UTF8)))
    scan.finish(carried)
    if scan.header is None:
        raise Unreadable("It is empty.", file=file, remedy="Write a header and at least one row.")
    return Scanned(header=scan.header, rows=scan.records - 1, bom=bom, crlf=scan.crlf, lf=scan.lf)


def _decode(decoder: codecs.IncrementalDecoder, block: bytes, offset: int, file: str, *, last: bool) -> None:
    pending = len(decoder.getstate()[0])
    if block.isascii() and not pending:
        return
    try:
        decoder.decode(block, last)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "It is not UTF-8.", file=file, place=f"byte {offset - pending + error.start}", remedy="Save it in UTF-8."
        ) from error


class _Scan:
    """Counts records block by block; every block begins outside of quotes, at the start of a record."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.header: bytes | None = None
        self.separators = 0
        self.records = 0
        self.crlf = 0
        self.lf = 0

    def feed(self, block: bytes) -> bytes:
        """Take the whole records of ``block`` and return the rest."""
        data = np.frombuffer(block, dtype=np.uint8)
        quotes = np.flatnonzero(data == QUOTE)
        ends = _outside(np.flatnonzero(data == LF), quotes)
        whole = int(ends[-1]) + 1 if ends.size else 0
        inner = int(np.searchsorted(quotes, whole))
        if whole:
            self._take(block[:whole], quotes[:inner], ends)
        if len(block) - whole > self.limits.line:
            self._refuse_long(open_quote=bool((quotes.size - inner) % 2))
        return block[whole:]

    def finish(self, rest: bytes) -> None:
        """Take the last record, which has no line ending."""
        if not rest:
            return
        if rest.count(b'"') % 2:
            self._refuse(self.records, "A quote opens here and never closes.", QUOTE_CELL)
        if rest.endswith(b"\r"):
            self._refuse(self.records, LONE_RETURN, END_LINES)
        data = np.frombuffer(rest + b"\n", dtype=np.uint8)
        quotes = np.flatnonzero(data == QUOTE)
        self._take(rest + b"\n", quotes, np.array([len(rest)], dtype=np.int64))

    def _take(self, block: bytes, quotes: Places, ends: Places) -> None:
        data = np.frombuffer(block, dtype=np.uint8)
        separators = _outside(np.flatnonzero(data == COMMA), quotes)
        starts = np.concatenate(([0], ends[:-1] + 1))
        if self.header is None:
            self.header = block[: int(ends[0])].removesuffix(b"\r")
            self.separators = int(np.searchsorted(separators, ends[0]))
            if self.separators >= self.limits.columns:
                self._refuse_columns()
        self._check_returns(data, quotes, ends)
        self._check_quotes(data, quotes, ends)
        self._check_lengths(starts, ends, separators)
        blank = starts == ends - ((data[ends - 1] == CR) & (ends > starts))
        self._check_cells(blank, ends, separators)
        self.records += len(ends)
        if self.records - 1 > self.limits.rows:
            raise Unreadable(
                "It has too many rows.", file=self.file, limit=f"{self.limits.rows:,} rows", remedy="Hand in fewer."
            )

    def _check_returns(self, data: npt.NDArray[np.uint8], quotes: Places, ends: Places) -> None:
        returns = _outside(np.flatnonzero(data == CR), quotes)
        lone = returns[data[returns + 1] != LF]
        if lone.size:
            self._refuse(
                self.records + int(np.searchsorted(ends, lone[0])),
                LONE_RETURN,
                END_LINES,
            )
        self.crlf += len(returns)
        self.lf += len(ends) - len(returns)

    def _check_quotes(self, data: npt.NDArray[np.uint8], quotes: Places, ends: Places) -> None:
        opening, closing = quotes[::2], quotes[1::2]
        before = data[opening - 1]
        astray = opening[(opening > 0) & ~np.isin(before, (COMMA, LF, QUOTE))]
        astray = np.concatenate((astray, closing[~np.isin(data[closing + 1], (COMMA, LF, CR, QUOTE))]))
        if astray.size:
            row = self.records + int(np.searchsorted(ends, astray.min()))
            self._refuse(row, "A quote stands in the middle of a cell.", QUOTE_CELL)

    def _check_lengths(self, starts: Places, ends: Places, separators: Places) -> None:
        lengths = ends - starts
        if lengths.max() > self.limits.line:
            self._refuse_long_record(int(lengths.argmax()))
        if lengths.max() <= self.limits.field:
            return
        bounds = np.sort(np.concatenate((starts - 1, ends, separators)))
        cells = np.diff(bounds) - 1
        if cells.max() > self.limits.field:
            self._refuse(
                self.records + int(np.searchsorted(ends, bounds[int(cells.argmax())])),
                f"A cell is {int(cells.max()):,} bytes long.",
                "Shorten it, or keep long text in a file of its own.",
                limit=f"{self.limits.field:,} bytes",
            )

    def _check_cells(self, blank: npt.NDArray[np.bool_], ends: Places, separators: Places) -> None:
        upto = np.searchsorted(separators, ends)
        counts = np.diff(upto, prepend=0)
        ragged = np.flatnonzero((counts != self.separators) | blank)
        if ragged.size:
            first = int(ragged[0])
            cells = 0 if blank[first] else int(counts[first]) + 1
            self._refuse(
                self.records + first,
                f"It has {cells} cells where the header has {self.separators + 1}.",
                "Give every row one cell per column; quote cells that hold a comma or a line's end.",
            )

    def _refuse_long(self, *, open_quote: bool) -> NoReturn:
        if open_quote:
            self._refuse(self.records, "A quote opens here and does not close within the limit of a line.", QUOTE_CELL)
        self._refuse_long_record(0)

    def _refuse_long_record(self, record: int) -> NoReturn:
        self._refuse(self.records + record, "The line is too long.", "Shorten it.", limit=f"{self.limits.line:,} bytes")

    def _refuse_columns(self) -> NoReturn:
        raise Unreadable(
            f"It has {self.separators + 1:,} columns.",
            file=self.file,
            limit=f"{self.limits.columns} columns",
            remedy="Leave out the columns the brief does not ask for.",
        )

    def _refuse(self, record: int, sentence: str, remedy: str, *, limit: str | None = None) -> NoReturn:
        place = f"row {record}" if record else "the header"
        raise Unreadable(sentence, file=self.file, place=place, limit=limit, remedy=remedy)


def _outside(places: Places, quotes: Places) -> Places:
    """Return the places that have an even number of quotes before them."""
    if not quotes.size:
        return places
    outside: Places = places[np.searchsorted(quotes, places) % 2 == 0]
    return outside
