"""Showing and reading by serializers of which one each is made, once: making one copies all of its fields."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from rest_framework.serializers import Serializer

Kind = type[Serializer[object]]


def shown(kind: Kind, told: object) -> dict[str, Any]:
    """Return what the API says of ``told``."""
    said: dict[str, Any] = shape_of(kind).to_representation(told)
    return said


def shown_each(kind: Kind, told: Iterable[object]) -> list[dict[str, Any]]:
    """Return what the API says of each of them."""
    return [shown(kind, one) for one in told]


@cache
def shape_of(kind: Kind) -> Serializer[object]:
    """Return the serializer of a kind; it keeps nothing of what it shows or reads, so every request may use it."""
    return kind()
