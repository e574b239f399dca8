"""Bundles on their way."""

from __future__ import annotations

from rest_framework import serializers


class Upload(serializers.Serializer[object]):
    """A bundle that comes in parts: how much of it is here, and how much was announced."""

    id = serializers.UUIDField()
    address = serializers.URLField()
    bytes = serializers.IntegerField()
    received = serializers.IntegerField()
    most_part_bytes = serializers.IntegerField(help_text="How many bytes one part may have.")
    expires_at = serializers.DateTimeField()
