"""Offers, licences and grants of access."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from hiring.api.serializers.wishes import Region, UseCase
from hiring.api.shapes import shown
from hiring.market.countering import DECIDED_BY
from hiring.market.pricing import Model
from hiring.market.queries import counter_to
from hiring.market.signed_urls import LONGEST_SECONDS, SHORTEST_SECONDS


class PrivacyStated(serializers.Serializer[object]):
    """The differential privacy that a training run states."""

    epsilon = serializers.FloatField(min_value=0, max_value=1_000_000)
    delta = serializers.FloatField(min_value=0, max_value=1)


class OfferWish(serializers.Serializer[object]):
    """What someone wants to do with a dataset; privacy is stated once something was trained."""

    use_case = UseCase()
    region = Region()
    retention_days = serializers.IntegerField(min_value=1, max_value=36_500)
    pricing_model = serializers.ChoiceField(choices=[one.value for one in Model])
    privacy = PrivacyStated(required=False)


class CounterWish(serializers.Serializer[object]):
    """What is wished otherwise than in the offer that is answered; what is left out stays as it was."""

    use_case = UseCase(required=False)
    region = Region(required=False)
    retention_days = serializers.IntegerField(min_value=1, max_value=36_500, required=False)
    pricing_model = serializers.ChoiceField(choices=[one.value for one in Model], required=False)
    privacy = PrivacyStated(required=False)


class Clause(serializers.Serializer[object]):
    """One clause of the terms, and whether it allows the wish."""

    name = serializers.CharField()
    allowed = serializers.BooleanField()
    reason = serializers.CharField()


class Proposal(serializers.Serializer[object]):
    """The nearest wish that every clause allows, and which parts of it differ from what was asked."""

    use_case = serializers.CharField(source="wish.use_case")
    region = serializers.CharField(source="wish.region")
    retention_days = serializers.IntegerField(source="wish.retention_days")
    privacy = PrivacyStated(source="wish.privacy", allow_null=True)
    changed = serializers.ListField(child=serializers.ChoiceField(choices=[*DECIDED_BY]))


class Offer(serializers.Serializer[object]):
    """The market's answer to a wish, clause by clause.

    It may answer an earlier offer, whose place it takes. ``counter`` is the nearest wish that would be allowed, null
    where this one is or where none would.
    """

    id = serializers.UUIDField()
    answers = serializers.UUIDField(source="answers_id", allow_null=True)
    dataset = serializers.CharField(source="revision.listing.slug")
    revision = serializers.IntegerField(source="revision.number")
    use_case = serializers.CharField()
    region = serializers.CharField()
    retention_days = serializers.IntegerField()
    privacy = PrivacyStated(allow_null=True)
    pricing_model = serializers.CharField()
    price_micro = serializers.IntegerField()
    allowed = serializers.BooleanField()
    clauses = Clause(many=True)
    counter = serializers.SerializerMethodField()
    expires_at = serializers.DateTimeField()

    @extend_schema_field(Proposal(allow_null=True))
    def get_counter(self, offer: Any) -> Any:
        """Return what the market would allow."""
        proposal = counter_to(offer)
        return proposal and shown(Proposal, proposal)


class Negotiation(serializers.Serializer[object]):
    """An offer with those it answers and those that answer it, the first one first."""

    offers = Offer(many=True)


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
