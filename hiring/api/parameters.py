"""Reading what a request says: its body, and what follows the question mark; what is unfit is refused by its name."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from hiring.api.problems import flatten
from hiring.api.shapes import Kind, shape_of
from hiring.lib.refused import Detail, Refused


def read_parameters(request: Request, kind: Kind) -> Mapping[str, Any]:
    """Return the parameters of a request as ``kind`` declares them; a typing error never widens what is asked."""
    shape = shape_of(kind)
    details = [_unknown(name, list(shape.fields)) for name in request.query_params if name not in shape.fields]
    found: Mapping[str, Any] = {}
    try:
        found = shape.run_validation(request.query_params)
    except ValidationError as error:
        details += [Detail(**one) for one in flatten(error.detail, "")]
    if details:
        first = details[0]
        raise Refused("invalid_parameters", f"{first.pointer[1:]}: {first.detail}", status=400, details=tuple(details))
    return found


def read_body(request: Request, kind: Kind) -> Any:
    """Return the body of a request as ``kind`` declares it."""
    return shape_of(kind).run_validation(request.data)


def _unknown(name: str, known: list[str]) -> Detail:
    near = get_close_matches(name, known, n=1)
    remedy = f"Did you mean {near[0]}?" if near else f"There are {', '.join(known)}."
    return Detail(pointer=f"/{name[:60]}", detail=f"There is no such parameter. {remedy}", code="unknown")
