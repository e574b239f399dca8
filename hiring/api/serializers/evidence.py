"""The trail, attestations and keys: what proves what happened."""

from __future__ import annotations

from rest_framework import serializers


class TrailEntry(serializers.Serializer[object]):
    """One entry, chained to the one before by its hash."""

    sequence = serializers.IntegerField()
    at = serializers.CharField()
    kind = serializers.CharField()
    facts = serializers.JSONField()
    previous = serializers.CharField()
    hash = serializers.CharField()


class Trail(serializers.Serializer[object]):
    """Everything an attempt did, in order, signed: trail.v1."""

    version = serializers.IntegerField()
    attempt = serializers.UUIDField()
    as_of = serializers.CharField()
    budget_micro = serializers.IntegerField()
    entries = TrailEntry(many=True)
    signature = serializers.CharField()


class Envelope(serializers.Serializer[object]):
    """An in-toto statement in a DSSE envelope."""

    payload = serializers.CharField()
    payloadType = serializers.CharField()  # noqa: N815 - DSSE spells it so
    signatures = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))


class Token(serializers.Serializer[object]):
    """An access token (RFC 6749, section 5.1)."""

    access_token = serializers.CharField()
    token_type = serializers.CharField()
    expires_in = serializers.IntegerField()
    scope = serializers.CharField()


class TokenRequest(serializers.Serializer[object]):
    """Client credentials go by HTTP Basic; the body says what is asked for."""

    grant_type = serializers.ChoiceField(choices=["client_credentials"])
    scope = serializers.CharField(required=False)


class OAuthError(serializers.Serializer[object]):
    """An error as OAuth 2 spells it (RFC 6749, section 5.2)."""

    error = serializers.CharField()
    error_description = serializers.CharField(required=False)


class TokenToRevoke(serializers.Serializer[object]):
    """A token to end (RFC 7009)."""

    token = serializers.CharField()
    token_type_hint = serializers.CharField(required=False)


class TokenAskedAbout(serializers.Serializer[object]):
    """A token to be told about (RFC 7662)."""

    token = serializers.CharField()
    token_type_hint = serializers.CharField(required=False)


class Introspected(serializers.Serializer[object]):
    """What a token is (RFC 7662, section 2.2); of one that is not active, nothing else is told."""

    active = serializers.BooleanField()
    scope = serializers.CharField(required=False)
    client_id = serializers.CharField(required=False)
    token_type = serializers.CharField(required=False)
    exp = serializers.IntegerField(required=False)
