"""Edge transforms: what is asked for, and what became of it."""

from __future__ import annotations

import json
from typing import Any

from rest_framework import serializers

from grader.errors import Unreadable
from grader.strict import LARGEST_INTEGER
from grader.subschemas import refuse_hostile
from hiring.market.sent import NO_NULL, null_in

MOST_STEPS = 8
MOST_COLUMNS = 64
MOST_ROWS = 100_000
MOST_SCHEMA_BYTES = 64 * 1024
SORTS = ("email", "telephone", "card", "iban", "social_security")
FORMATS = ("csv", "jsonl")
FIELDS = {
    "convert": ({"to"}, set()),
    "validate": ({"schema"}, {"failing"}),
    "sample": ({"seed"}, {"rows", "share"}),
    "redact": (set(), {"columns", "sorts"}),
}
DEFAULTS: dict[str, dict[str, Any]] = {"validate": {"failing": "refuse"}, "redact": {"columns": [], "sorts": []}}


class Step(serializers.Serializer[object]):
    """One step. ``convert`` takes to; ``validate`` schema and failing; ``sample`` seed and either rows or share;
    ``redact`` columns, sorts or both.
    """

    kind = serializers.ChoiceField(choices=[*FIELDS])
    to = serializers.ChoiceField(choices=FORMATS, required=False)
    schema = serializers.DictField(
        required=False,
        help_text="A JSON Schema (2020-12) of one row; it may refer to parts of itself, #/…, and not without end.",
    )
    failing = serializers.ChoiceField(
        choices=["refuse", "set_aside"], required=False, help_text="What becomes of a row that fails; refuse ends all."
    )
    rows = serializers.IntegerField(min_value=1, max_value=MOST_ROWS, required=False)
    share = serializers.FloatField(min_value=0, max_value=1, required=False)
    seed = serializers.IntegerField(min_value=0, max_value=LARGEST_INTEGER, required=False)
    columns = serializers.ListField(
        child=serializers.CharField(max_length=200), max_length=MOST_COLUMNS, required=False
    )
    sorts = serializers.ListField(child=serializers.ChoiceField(choices=SORTS), required=False)

    def validate_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Refuse what is too large to be looked at, could not be kept, or refers to what is no part of it."""
        if len(json.dumps(schema)) > MOST_SCHEMA_BYTES:
            raise serializers.ValidationError(f"A schema has at most {MOST_SCHEMA_BYTES:,} bytes.")
        if (place := null_in(schema)) is not None:
            raise serializers.ValidationError(f"{place or '/'}: {NO_NULL}")
        try:
            refuse_hostile(schema)
        except Unreadable as fault:
            raise serializers.ValidationError(str(fault).removeprefix(f"{fault.file} at ")) from fault
        return schema

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what a kind of step does not take, and what it can't do without."""
        kind = attrs["kind"]
        needed, possible = FIELDS[kind]
        given = set(attrs) - {"kind"}
        if missing := needed - given:
            raise serializers.ValidationError(f"A step that does {kind} needs {', '.join(sorted(missing))}.")
        if foreign := given - needed - possible:
            raise serializers.ValidationError(f"A step that does {kind} takes no {', '.join(sorted(foreign))}.")
        if kind == "sample" and ("rows" in given) == ("share" in given):
            raise serializers.ValidationError("A sample is of so many rows or of a share of them: say one of the two.")
        if kind == "redact" and not attrs.get("columns") and not attrs.get("sorts"):
            raise serializers.ValidationError("Say which columns to redact, or which sorts of personal data.")
        return {**DEFAULTS.get(kind, {}), **attrs}


class TransformWish(serializers.Serializer[object]):
    """A signed URL of a grant of access, as it was given, and the steps its rows pass, in order."""

    url = serializers.CharField(max_length=2000)
    steps = serializers.ListField(child=Step(), min_length=1, max_length=MOST_STEPS)


class Transform(serializers.Serializer[object]):
    """A transform: queued, leased, done or failed.

    ``cause`` says why it failed. Once done it has a digest, a manifest and a lineage event, and while the licence is
    in force a ``url`` to fetch the artefact from until ``expires_at``; each reading gives a fresh one.
    """

    id = serializers.UUIDField(source="transform.id")
    state = serializers.ChoiceField(source="transform.state", choices=["queued", "leased", "done", "failed"])
    cause = serializers.CharField(source="transform.cause")
    created_at = serializers.DateTimeField(source="transform.created_at")
    finished_at = serializers.DateTimeField(source="transform.finished_at", allow_null=True)
    digest = serializers.CharField(source="transform.digest")
    bytes = serializers.IntegerField(source="transform.size", allow_null=True)
    media_type = serializers.CharField(source="transform.media_type")
    manifest = serializers.DictField(source="transform.manifest", allow_null=True)
    lineage = serializers.DictField(source="transform.lineage", allow_null=True)
    url = serializers.URLField(allow_null=True)
    expires_at = serializers.DateTimeField(allow_null=True)
