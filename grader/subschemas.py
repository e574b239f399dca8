"""The parts of a JSON Schema written by a stranger: found, followed, bounded and compiled without fetching anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import unquote

import jsonschema_rs

from grader.errors import Unreadable
from grader.formats import pointer_of

NAME = "schema.json"
MOST = 10_000
DEEPEST = 64
REGEX_BYTES = 1 << 20
MASK = "The value"

LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
SINGLES = (
    "items",
    "additionalProperties",
    "propertyNames",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
)
REFUSED = ("$dynamicRef", "$recursiveRef", "$vocabulary")


def compile_schema(document: Mapping[str, Any]) -> jsonschema_rs.Validator:
    """Return the validator of ``document``: formats asserted, linear-time patterns, nothing echoed, nothing fetched."""
    try:
        return jsonschema_rs.Draft202012Validator(
            dict(document),
            validate_formats=True,
            pattern_options=jsonschema_rs.RegexOptions(size_limit=REGEX_BYTES),
            mask=MASK,
            offline=True,
        )
    except jsonschema_rs.ValidationError as error:
        raise Unreadable(
            f"It is not a valid JSON Schema: {error.message[:200]}.",
            file=NAME,
            place=pointer_of(error.instance_path),
            remedy="Mend it there; patterns may not use look-around or back-references.",
        ) from error
    except (jsonschema_rs.ReferencingError, ValueError) as error:
        raise Unreadable(
            f"It can't be compiled: {str(error)[:200]}.", file=NAME, remedy="Use `#/…` references and plain patterns."
        ) from error


def refuse_hostile(document: Mapping[str, Any]) -> None:
    """Raise Unreadable when the schema refers outside of itself, to itself without end, or unfolds to too much."""
    if _Unfolding(document).size(document, [], depth=0) > MOST:
        refuse(
            "With its references followed it is too large to check rows by.",
            [],
            remedy="Say the same with fewer references.",
            limit=f"{MOST:,} subschemas",
        )


def target_of(document: Mapping[str, Any], reference: object) -> Any:
    """Return the subschema a ``#/…`` reference names; raise Unreadable when it names anything else."""
    if not isinstance(reference, str) or not reference.startswith("#/"):
        refuse("It refers to something outside of itself.", [], remedy="Use `#/$defs/…` references only.")
    target: Any = document
    for part in unquote(reference[2:]).split("/"):
        step = part.replace("~1", "/").replace("~0", "~")
        if isinstance(target, list) and step.isdecimal() and int(step) < len(target):
            target = target[int(step)]
        elif isinstance(target, dict) and step in target:
            target = target[step]
        else:
            refuse(f"It refers to {reference[:120]}, which it does not hold.", [], remedy="Mend the reference.")
    return target


def children(subschema: Mapping[str, Any]) -> Iterator[tuple[list[str | int], Any]]:
    """Yield every direct subschema with the path to it."""
    for keyword in LISTS:
        if isinstance(subschema.get(keyword), list):
            for index, child in enumerate(subschema[keyword]):
                yield [keyword, index], child
    for keyword in MAPS:
        if isinstance(subschema.get(keyword), dict):
            for name, child in subschema[keyword].items():
                yield [keyword, name], child
    for keyword in SINGLES:
        if keyword in subschema:
            yield [keyword], subschema[keyword]


def refuse(sentence: str, path: list[str | int], *, remedy: str, limit: str | None = None) -> NoReturn:
    """Raise Unreadable about a place in the schema."""
    raise Unreadable(sentence, file=NAME, place=pointer_of(path), limit=limit, remedy=remedy)


class _Unfolding:
    """How many subschemas a document has once every reference stands for what it names; never more than can be."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.known: dict[str, int] = {}
        self.open: set[str] = set()

    def size(self, subschema: Any, path: list[str | int], *, depth: int) -> int:
        if not isinstance(subschema, dict):
            return 1
        if depth > DEEPEST:
            refuse("It is nested too deeply.", path, remedy="Flatten it.", limit=f"{DEEPEST} levels")
        for keyword in REFUSED:
            if keyword in subschema:
                refuse(f"It uses {keyword}.", path, remedy="Use `$ref` with `#/$defs/…` only.")
        if path and "$id" in subschema:
            refuse("It gives a part of itself another address.", path, remedy="Keep `$id` at the top, or leave it out.")
        total = 1 + sum(self.size(child, [*path, *step], depth=depth + 1) for step, child in children(subschema))
        return total + (self._referred(subschema["$ref"], path, depth) if "$ref" in subschema else 0)

    def _referred(self, reference: object, path: list[str | int], depth: int) -> int:
        if reference == "#" or (isinstance(reference, str) and reference in self.open):
            endless = "It refers to itself without end."
            refuse(endless, [*path, "$ref"], remedy="Write out the levels a row really has.")
        if not isinstance(reference, str) or not reference.startswith("#/"):
            refuse(
                "It refers to something outside of itself, and the gate fetches nothing.",
                [*path, "$ref"],
                remedy="Copy what it refers to under `$defs` and use a `#/$defs/…` reference.",
            )
        if reference not in self.known:
            self.open.add(reference)
            target = target_of(self.document, reference)
            self.known[reference] = self.size(target, list(reference[2:].split("/")), depth=depth + 1)
            self.open.discard(reference)
        return self.known[reference]
