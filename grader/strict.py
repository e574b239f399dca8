"""JSON read so that every reader would agree on what it says: names once, finite numbers, whole characters, shallow."""

from __future__ import annotations

import json
import re
from itertools import chain
from math import isfinite
from typing import Any, NoReturn, cast

from grader.digests import Json

DEPTH = 32
LARGEST_INTEGER = (1 << 53) - 1
SAFE_DIGITS = 15

# Signs of what readers disagree about, of lists, and of a quote that stands apart from its colon.
_DOUBTFUL = ("[", "\r", "NaN", "Infinity", "\\u", '" ', '"\t', '"\n')
_STRINGS = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)


def decode(text: str | bytes) -> Json:
    """Return the JSON value in ``text``; raise ValueError with a sentence when readers could disagree about it.

    Bytes must be UTF-8 (UnicodeDecodeError otherwise, a kind of ValueError, as json.JSONDecodeError is).
    """
    read = text.decode("utf-8") if isinstance(text, bytes) else text
    _refuse_depth(read)
    value = cast("Json", _DECODER.decode(read))
    if "\\u" in read:
        _refuse_half_characters(value)
    return value


def decode_lines(text: str) -> list[dict[str, Json]] | None:
    """Return the objects in lines of plain JSON, none with a list or an object within; None where that might not be so.

    They are read together, which is several times as fast, and just as strictly. With one brace at each end of a line
    and none between, no line can hold more or less than one object. With every quote touching its colon, there are at
    least as many of the two together as names, and as many as were read only if no name came twice in one object.
    """
    lines = text.count("\n")
    if not text.startswith("{") or not text.endswith("}\n") or any(sign in text for sign in _DOUBTFUL):
        return None
    if any(text.count(mark) != lines - missing for mark, missing in (("{", 0), ("}", 0), ("}\n{", 1))):
        return None
    try:
        read = cast("list[dict[str, Json]]", _PLAIN.decode(f"[{text[:-1].replace(chr(10), ',')}]"))
    except ValueError:
        return None
    numbers: list[Any] = [value for value in chain.from_iterable(map(dict.values, read)) if value.__class__ in _NUMBERS]
    if sum(map(len, read)) != text.count('":') or max(map(abs, numbers), default=0) > LARGEST_INTEGER:
        return None
    return read


def _refuse_depth(text: str) -> None:
    if text.count("[") + text.count("{") <= DEPTH:
        return
    depth = 0
    for mark in re.findall(r"[\[\]{}]", _STRINGS.sub("", text)):
        depth += 1 if mark in "[{" else -1
        if depth > DEPTH:
            raise ValueError(f"It is nested more than {DEPTH} deep.")


def _refuse_half_characters(value: Json) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        raise ValueError("It holds half of a surrogate pair, which is no character.") from error


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError(f"{digits[:40]} is beyond every number a reader can hold.")
    return number


def _whole(digits: str) -> int:
    if len(digits) <= SAFE_DIGITS:
        return int(digits)
    if len(digits) > SAFE_DIGITS + 2 or abs(int(digits)) > LARGEST_INTEGER:
        raise ValueError(f"The integer {digits[:20]} is beyond 2^53 - 1, where readers begin to round.")
    return int(digits)


def _without_repeats(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    read = dict(pairs)
    if len(read) < len(pairs):
        raise ValueError(f"The name {_first_repeat(pairs)[:80]!r} stands twice in one object.")
    return read


def _first_repeat(pairs: list[tuple[str, Json]]) -> str:
    seen: set[str] = set()
    return next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a JSON number.")


_PLAIN = json.JSONDecoder()
_NUMBERS = {int, float}
_DECODER = json.JSONDecoder(
    object_pairs_hook=_without_repeats, parse_int=_whole, parse_float=_finite, parse_constant=_refuse_constant
)
