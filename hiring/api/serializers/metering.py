"""Usage, receipts and play money."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from hiring.market.services.metering import MOST_AT_ONCE, MOST_EVENTS

KINDS = ("fine_tune", "inference", "retrieval")
NAME = r"^[\x21-\x7e]{1,80}$"


class UsageEvent(serializers.Serializer[object]):
    """One use of a licensed dataset; ``event_id`` is the reporter's own and counts once.

    A retrieval may name the ``inference`` it served, so that its answer can be traced to the datasets behind it.
    """

    event_id = serializers.RegexField(NAME, max_length=80)
    licence = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_AT_ONCE)
    model = serializers.CharField(max_length=120)
    feature = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    occurred_at = serializers.DateTimeField()
    inference = serializers.RegexField(NAME, max_length=80, required=False)


class Events(serializers.ListField):
    """A list that is counted before anything in it is read: a million events are one fault and not a million."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the events, or say that there are too many."""
        if isinstance(data, list) and len(data) > MOST_EVENTS:
            sentence = f"A report holds at most {MOST_EVENTS} events, not {len(data):,}. Send several."
            raise serializers.ValidationError(sentence, code="max_length")
        read: list[Any] = super().to_internal_value(data)
        return read


class UsageReport(serializers.Serializer[object]):
    """A batch of uses: all are taken, or none."""

    events = Events(child=UsageEvent(), min_length=1, max_length=MOST_EVENTS)


class Receipt(serializers.Serializer[object]):
    """The market's signed answer to one use."""

    id = serializers.UUIDField()
    event_id = serializers.CharField(source="usage.event_id")
    charged_micro = serializers.IntegerField()
    receipt = serializers.CharField(source="token")


class Receipts(serializers.Serializer[object]):
    """One receipt an event, in the order given."""

    receipts = Receipt(many=True)


class AttributionQuery(serializers.Serializer[object]):
    """Which inference, by the name it was reported under."""

    inference = serializers.RegexField(NAME, max_length=80)


class Drawn(serializers.Serializer[object]):
    """What one inference drew from one dataset; the shares of all of them sum to one."""

    dataset = serializers.CharField()
    reports = serializers.IntegerField()
    retrieved = serializers.IntegerField()
    share = serializers.FloatField()
    charged_micro = serializers.IntegerField()


class Attribution(serializers.Serializer[object]):
    """The datasets behind one inference, the largest share first."""

    inference = serializers.CharField()
    retrieved = serializers.IntegerField()
    charged_micro = serializers.IntegerField()
    datasets = Drawn(many=True)


class Wallet(serializers.Serializer[object]):
    """Play money in micro-units; a credit is a million."""

    budget_micro = serializers.IntegerField()
    balance_micro = serializers.IntegerField()
    spent_micro = serializers.IntegerField()
    earned_micro = serializers.IntegerField(help_text="What own listings were paid. It can't be spent.")


class WalletEntry(serializers.Serializer[object]):
    """One line of the wallet."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField(source="created_at")
    reason = serializers.CharField(source="transfer.reason")
    subject = serializers.UUIDField(source="transfer.subject", allow_null=True)
    amount_micro = serializers.IntegerField()


class WalletEntries(serializers.Serializer[object]):
    """A page of the wallet's lines, latest first."""

    entries = WalletEntry(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class PageQuery(serializers.Serializer[object]):
    """Which page of a list."""

    cursor = serializers.CharField(max_length=500, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=200, required=False, default=50)
