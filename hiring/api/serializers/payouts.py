"""Payouts, what they are held for, and disputes."""

from __future__ import annotations

from rest_framework import serializers

from hiring.market.anomalies.events import Kind
from hiring.market.services.disputes import MOST_CHARACTERS

STANDINGS = ("running", "held", "paid", "reduced", "kept_back", "failed")
RESOLUTIONS = ("release", "release_part", "keep_back")


class Anomaly(serializers.Serializer[object]):
    """Sales that a detector flagged: which, why, by what figure, and what they pay."""

    id = serializers.UUIDField()
    payout = serializers.UUIDField(source="payout_id")
    kind = serializers.ChoiceField(choices=[kind.value for kind in Kind])
    sentence = serializers.CharField()
    figure = serializers.FloatField()
    events = serializers.ListField(child=serializers.CharField())
    amount_micro = serializers.IntegerField()


class Anomalies(serializers.Serializer[object]):
    """Everything that payouts of an attempt were held for, latest first."""

    anomalies = Anomaly(many=True)


class Payout(serializers.Serializer[object]):
    """One market day of one listing; micro-units. What is owed is paid unless the day is held.

    A day that is failed could not be settled, which is our fault; nothing is owed for it.
    """

    id = serializers.UUIDField()
    listing = serializers.CharField(source="listing.slug")
    day = serializers.IntegerField()
    standing = serializers.ChoiceField(choices=STANDINGS)
    gross_micro = serializers.IntegerField()
    owed_micro = serializers.IntegerField()
    paid_micro = serializers.IntegerField(allow_null=True)
    settled_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(source="ends_at")
    dispute = serializers.UUIDField(source="dispute.pk", allow_null=True, default=None)


class Bought(serializers.Serializer[object]):
    """What one buyer bought on the day."""

    buyer = serializers.CharField()
    sales = serializers.IntegerField()
    amount_micro = serializers.IntegerField()


class WholePayout(Payout):
    """A payout with what was bought and what it is held for."""

    bought = Bought(many=True)
    anomalies = Anomaly(many=True)


class Payouts(serializers.Serializer[object]):
    """A page of payouts, latest first, with the sums of all of them."""

    payouts = Payout(many=True)
    owed_micro = serializers.IntegerField()
    paid_micro = serializers.IntegerField()
    held_micro = serializers.IntegerField()
    kept_back_micro = serializers.IntegerField()
    next_cursor = serializers.CharField(allow_null=True)


class Words(serializers.Serializer[object]):
    """What the creator says."""

    text = serializers.CharField(max_length=MOST_CHARACTERS)


class Message(serializers.Serializer[object]):
    """What one side said."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField(source="created_at")
    side = serializers.ChoiceField(choices=("creator", "market"))
    text = serializers.CharField()


class Resolution(serializers.Serializer[object]):
    """What a person of the organisation decided, and why."""

    at = serializers.DateTimeField(source="created_at")
    kind = serializers.ChoiceField(choices=RESOLUTIONS)
    amount_micro = serializers.IntegerField()
    reason = serializers.CharField()


class Dispute(serializers.Serializer[object]):
    """An objection to a payout; open until there is a resolution."""

    id = serializers.UUIDField()
    payout = serializers.UUIDField(source="payout_id")
    opened_at = serializers.DateTimeField(source="created_at")
    messages = Message(source="messages.all", many=True)
    resolution = Resolution(allow_null=True, default=None)
