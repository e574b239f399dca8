"""Reading JSON strictly: what two readers could disagree about, or could not read to its end, is refused."""

from __future__ import annotations

import json
import zlib
from typing import IO, Any, ClassVar

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from grader.strict import decode
from hiring.lib.refused import Refused

GZIP = 16 + zlib.MAX_WBITS


class StrictJsonParser(BaseParser):
    """Reads JSON of at most ``most_bytes``: names once, finite numbers, whole characters, few levels."""

    media_type = "application/json"
    most_bytes: ClassVar[int] = 512 << 10

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the document in a body."""
        data = stream.read(self.most_bytes + 1)
        if parser_context["request"].headers.get("Content-Encoding") == "gzip":
            data = unpack(data, most=self.most_bytes + 1)
        if len(data) > self.most_bytes:
            sentence = f"A body here has at most {self.most_bytes:,} bytes. Send a smaller document, or several."
            raise Refused("too_large", sentence, status=413)
        try:
            return decode(data)
        except UnicodeDecodeError as error:
            raise ParseError(f"The body is not UTF-8: see byte {error.start}.") from error
        except json.JSONDecodeError as error:
            raise ParseError(f"The body is not JSON: {error.msg} (line {error.lineno}, {error.colno}).") from error
        except ValueError as error:
            raise ParseError(f"The body can't be read. {error}") from error


def unpack(data: bytes, *, most: int) -> bytes:
    """Return the first ``most`` bytes of what was packed by gzip."""
    unpacker = zlib.decompressobj(wbits=GZIP)
    try:
        unpacked = unpacker.decompress(data, most)
    except zlib.error as error:
        raise ParseError("The body is not what its Content-Encoding says, gzip.") from error
    if not unpacker.eof and len(unpacked) < most:
        raise ParseError("The body ends before what was packed by gzip does.")
    return unpacked
