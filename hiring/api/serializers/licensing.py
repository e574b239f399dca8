"""Offers, licences and grants of access."""

from __future__ import annotations

from rest_framework import serializers

from hiring.market.pricing import Model
from hiring.market.signed_urls import LONGEST_SECONDS, SHORTEST_SECONDS


class OfferWish(serializers.Serializer[object]):
    """What someone wants to do with a dataset."""

    use_case = serializers.CharField(max_length=60)
    region = serializers.CharField(max_length=20, help_text="ISO 3166-1 alpha-2, or EU.")
    retention_days = serializers.IntegerField(min_value=1, max_value=36_500)
    pricing_model = serializers.ChoiceField(choices=[one.value for one in Model])


class Clause(serializers.Serializer[object]):
    """One clause of the terms, and whether it allows the wish."""

    name = serializers.CharField()
    allowed = serializers.BooleanField()
    reason = serializers.CharField()


class Offer(serializers.Serializer[object]):
    """The market's answer to a wish, clause by clause."""

    id = serializers.UUIDField()
    dataset = serializers.CharField(source="revision.listing.slug")
    revision = serializers.IntegerField(source="revision.number")
    use_case = serializers.CharField()
    region = serializers.CharField()
    retention_days = serializers.IntegerField()
    pricing_model = serializers.CharField()
    price_micro = serializers.IntegerField()
    allowed = serializers.BooleanField()
    clauses = Clause(many=True)
    expires_at = serializers.DateTimeField()


class Licence(serializers.Serializer[object]):
    """Accepted terms with their signed proof."""

    id = serializers.UUIDField()
    dataset = serializers.CharField(source="revision.listing.slug")
    revision = serializers.IntegerField(source="revision.number")
    digest = serializers.CharField(source="revision.digest")
    pricing_model = serializers.CharField(source="offer.pricing_model")
    license_token = serializers.CharField(source="token")
    expires_at = serializers.DateTimeField()
    revoked_at = serializers.DateTimeField(allow_null=True)
    revoked_because = serializers.CharField()


class LicenceList(serializers.Serializer[object]):
    """An attempt's licences."""

    licences = Licence(many=True)


class AccessWish(serializers.Serializer[object]):
    """How long a signed URL should live."""

    seconds = serializers.IntegerField(min_value=SHORTEST_SECONDS, max_value=LONGEST_SECONDS, default=300)


class Access(serializers.Serializer[object]):
    """A signed URL and the attestation of what it gives."""

    grant = serializers.UUIDField(source="grant.id")
    url = serializers.URLField()
    expires_at = serializers.DateTimeField(source="grant.expires_at")
    digest = serializers.CharField(source="grant.licence.revision.digest")
    bytes = serializers.IntegerField(source="grant.licence.revision.size")
    attestation_id = serializers.UUIDField(source="grant.attestation_id")
    attestation = serializers.JSONField(source="envelope")
