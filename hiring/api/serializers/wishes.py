"""What a wish names: a use case and a region. A slip of the pen is told as one, and never answered as a wish."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from grader.licences import USE_CASES
from grader.regions import WORLDWIDE, slip_in_region

CODES = {"type": "string", "pattern": rf"^([A-Z]{{2}}|{WORLDWIDE})$"}


class UseCase(serializers.ChoiceField):
    """What data may be used for; a use case that no terms can name is refused."""

    def __init__(self, *, required: bool = True) -> None:
        unknown = f'"{{input}}" is no use case. There are {", ".join(USE_CASES)}.'
        super().__init__(choices=USE_CASES, required=required, error_messages={"invalid_choice": unknown})


@extend_schema_field(CODES)
class Region(serializers.CharField):
    """Where data may be used; a code that stands for no region is refused, with the one that may be meant."""

    def __init__(self, *, required: bool = True) -> None:
        words = f"Where the data are used: an ISO 3166-1 alpha-2 code, EU or {WORLDWIDE}."
        super().__init__(max_length=20, required=required, help_text=words)

    def to_internal_value(self, data: str) -> str:
        """Return the code."""
        region = super().to_internal_value(data)
        if slip := slip_in_region(region):
            raise serializers.ValidationError(slip)
        return region
