"""Reading what a request says: its body, and what follows the question mark; what is unfit is refused by its name."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer

from hiring.api.problems import flatten
from hiring.lib.refused import Detail, Refused


def read_parameters(request: Request, kind: type[Serializer[object]]) -> Mapping[str, Any]:
    """Return the parameters of a request as ``kind`` declares them; a typing error never widens what is asked."""
    asked = kind(data=request.query_params)
    unknown = [name for name in request.query_params if name not in asked.fields]
    details = [_unknown(name, list(asked.fields)) for name in unknown]
    if not asked.is_valid():
        details += [Detail(**one) for one in flatten(asked.errors, "")]
    if details:
        first = details[0]
        raise Refused("invalid_parameters", f"{first.pointer[1:]}: {first.detail}", status=400, details=tuple(details))
    found: Mapping[str, Any] = asked.validated_data
    return found


def read_body(request: Request, kind: type[Serializer[object]]) -> Any:
    """Return the body of a request as ``kind`` declares it."""
    sent = kind(data=request.data)
    sent.is_valid(raise_exception=True)
    return sent.validated_data


def _unknown(name: str, known: list[str]) -> Detail:
    near = get_close_matches(name, known, n=1)
    remedy = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
    return Detail(pointer=f"/{name[:60]}", detail=f"There is no such parameter. {remedy}", code="unknown")
