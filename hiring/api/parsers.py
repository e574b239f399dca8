"""Reading signed and reported documents strictly: what two readers of JSON could disagree about is refused."""

from __future__ import annotations

import json
from typing import IO, Any, ClassVar

from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from grader.strict import decode
from hiring.lib.refused import Refused


class StrictJsonParser(BaseParser):
    """Reads JSON of at most ``most_bytes``: names once, finite numbers, whole characters, few levels."""

    media_type = "application/json"
    most_bytes: ClassVar[int] = 512 << 10

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return the document in a body."""
        data = stream.read(self.most_bytes + 1)
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
