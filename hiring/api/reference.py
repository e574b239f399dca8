"""The OpenAPI document as people read it: operations by subject, each with what it takes and gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

SUBJECTS = {
    "tokens": "Tokens",
    "discovery": "Discovery",
    "licences": "Licences and access",
    "delivery": "Bytes",
    "usage": "Usage",
    "listings": "Your listings",
    "payouts": "Payouts and disputes",
    "wallet": "Wallet",
    "evidence": "Evidence",
    "registry": "Models and lineage",
    "webhooks": "Webhooks",
    "submissions": "Submissions",
}
EXAMPLES = {"integer": 1, "number": 0.5, "boolean": True, "array": [], "object": {}}
FORMATS = {"uuid": "00000000-0000-4000-8000-000000000000", "date-time": "2026-01-31T12:00:00Z", "uri": "https://…"}


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One parameter in the address or a header."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, kw_only=True)
class Operation:
    """One call: how it is made, what it takes, and each answer it may give."""

    id: str
    method: str
    path: str
    words: str
    scopes: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    body: str
    answer: str
    success: str
    problems: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The operations about one thing."""

    id: str
    title: str
    operations: tuple[Operation, ...]


@cache
def schema_document() -> dict[str, Any]:
    """Return the OpenAPI document; it changes only with the code."""
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return document


def subjects() -> list[Subject]:
    """Return every operation, by subject."""
    document = schema_document()
    found: dict[str, list[Operation]] = {name: [] for name in SUBJECTS}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            found[operation["tags"][0]].append(read_operation(document, path, method, operation))
    return [Subject(id=name, title=title, operations=tuple(found[name])) for name, title in SUBJECTS.items()]


def read_operation(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Operation:
    """Return one operation."""
    responses = operation["responses"]
    success = min(code for code in responses if code.startswith("2"))
    body = next(iter(operation.get("requestBody", {}).get("content", {}).values()), None)
    scopes = (scope for way in operation.get("security", ()) for scopes in way.values() for scope in scopes)
    return Operation(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        words=operation.get("description", ""),
        scopes=tuple(scopes),
        parameters=tuple(parameters_of(operation)),
        body=written(document, body["schema"]) if body else "",
        answer=answer_of(document, responses[success]),
        success=success,
        problems=tuple((code, one.get("description", "")) for code, one in responses.items() if code >= "300"),
    )


def parameters_of(operation: dict[str, Any]) -> Iterator[Parameter]:
    """Yield an operation's parameters."""
    for one in operation.get("parameters", ()):
        yield Parameter(
            name=one["name"],
            place=one["in"],
            kind=one["schema"].get("format") or one["schema"].get("type", ""),
            required=one.get("required", False),
            description=one.get("description", ""),
        )


def answer_of(document: dict[str, Any], response: dict[str, Any]) -> str:
    """Return an example of a JSON answer, or nothing where the answer isn't JSON."""
    content = response.get("content", {}).get("application/json")
    return written(document, content["schema"]) if content else ""


def written(document: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return an example of a schema as indented JSON."""
    return json.dumps(example(document, schema), indent=2, ensure_ascii=False)


def example(document: dict[str, Any], schema: dict[str, Any]) -> Any:
    """Return a value that has a schema's shape."""
    if "$ref" in schema:
        return example(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for union in ("allOf", "oneOf", "anyOf"):
        if union in schema:
            return example(document, schema[union][0])
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type", "object")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object" and "properties" in schema:
        return {name: example(document, inner) for name, inner in schema["properties"].items()}
    if kind == "array":
        return [example(document, schema["items"])]
    if kind == "string":
        return FORMATS.get(schema.get("format", ""), "…")
    return EXAMPLES[kind]
