"""Metered keys."""

from __future__ import annotations

from rest_framework import serializers

from grader.strict import LARGEST_INTEGER
from hiring.market.scopes import scopes_of_keys


class KeyWish(serializers.Serializer[object]):
    """What a new key is for, may do and may spend."""

    label = serializers.CharField(max_length=60)  # type: ignore[assignment]  # a field's own label is text
    cap_micro = serializers.IntegerField(min_value=1, max_value=LARGEST_INTEGER)
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=scopes_of_keys()), min_length=1, max_length=len(scopes_of_keys())
    )


class Key(serializers.Serializer[object]):
    """A metered key, and what of its cap is spent."""

    client_id = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    scopes = serializers.ListField(child=serializers.CharField())
    cap_micro = serializers.IntegerField()
    spent_micro = serializers.IntegerField()
    created_at = serializers.DateTimeField(source="created")
    revoked_at = serializers.DateTimeField(allow_null=True)


class SecretKey(Key):
    """A metered key with its secret."""

    client_secret = serializers.CharField(
        allow_null=True, help_text="Shown once and kept nowhere: null where an earlier answer is repeated."
    )


class KeyList(serializers.Serializer[object]):
    """An attempt's metered keys."""

    keys = Key(many=True)
