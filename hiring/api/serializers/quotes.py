"""Plans of use and what they would cost."""

from __future__ import annotations

from decimal import Decimal

from rest_framework import serializers

from hiring.market.pricing import GIGABYTE, Model
from hiring.market.quoting import RISES_PERCENT, Plan, Way
from hiring.market.services.metering import MOST_AT_ONCE

LEAST_GIGABYTES = Decimal(1) / GIGABYTE
DEAREST_MICRO = 10**12


def count(default: int) -> serializers.IntegerField:
    """A number of uses."""
    return serializers.IntegerField(min_value=0, max_value=MOST_AT_ONCE, default=default)


def compute(default: int, of: str) -> serializers.IntegerField:
    """What computing costs the buyer elsewhere."""
    words = f"What computing one {of} costs you elsewhere, in micro-units."
    return serializers.IntegerField(min_value=0, max_value=DEAREST_MICRO, default=default, help_text=words)


class PlanOfUse(serializers.Serializer[object]):
    """What you mean to do with a dataset while one licence lasts."""

    gigabytes = serializers.DecimalField(
        max_digits=16,
        decimal_places=9,
        min_value=LEAST_GIGABYTES,
        coerce_to_string=False,
        required=False,
        help_text="Fetched by all requests together; if left out, the whole file with each request.",
    )
    requests = count(Plan.requests)
    fine_tunes = count(Plan.fine_tunes)
    inferences = count(Plan.inferences)
    retrievals = count(Plan.retrievals)
    fine_tune_compute_micro = compute(Plan.fine_tune_compute_micro, "fine-tune")
    inference_compute_micro = compute(Plan.inference_compute_micro, "inference or retrieval")
    smaller_model_percent = serializers.IntegerField(
        min_value=1,
        max_value=100,
        default=Plan.smaller_model_percent,
        help_text="How much of the computing a smaller model takes.",
    )
    smaller_sample_percent = serializers.IntegerField(
        min_value=1,
        max_value=100,
        default=Plan.smaller_sample_percent,
        help_text="How much of the rows a smaller sample has.",
    )


class QuoteWish(serializers.Serializer[object]):
    """A plan of use for one dataset."""

    dataset = serializers.SlugField(max_length=60)
    plan = PlanOfUse()

    def to_plan(self) -> Plan:
        """Return the plan that was sent, its gigabytes as bytes."""
        said = dict(self.validated_data["plan"])
        return Plan(size=int(said.pop("gigabytes", 0) * GIGABYTE), **said)


class PlanPriced(serializers.Serializer[object]):
    """The plan that was priced."""

    bytes = serializers.IntegerField(source="size")
    requests = serializers.IntegerField()
    fine_tunes = serializers.IntegerField()
    inferences = serializers.IntegerField()
    retrievals = serializers.IntegerField()
    fine_tune_compute_micro = serializers.IntegerField()
    inference_compute_micro = serializers.IntegerField()
    smaller_model_percent = serializers.IntegerField()
    smaller_sample_percent = serializers.IntegerField()


class Scenario(serializers.Serializer[object]):
    """What it comes to once the licence costs more; the difference is to doing as planned at the same rise."""

    rise_percent = serializers.ChoiceField(choices=RISES_PERCENT)
    licence_micro = serializers.IntegerField()
    total_micro = serializers.IntegerField()
    difference_micro = serializers.IntegerField()


class Alternative(serializers.Serializer[object]):
    """One way to go about it; retrieval looks up a row for each inference and fine-tunes nothing."""

    way = serializers.ChoiceField(choices=[one.value for one in Way])
    compute_micro = serializers.IntegerField()
    scenarios = Scenario(many=True)


class Priced(serializers.Serializer[object]):
    """The plan under one pricing model."""

    pricing_model = serializers.ChoiceField(choices=[one.value for one in Model])
    price_micro = serializers.IntegerField()
    alternatives = Alternative(many=True)


class Quote(serializers.Serializer[object]):
    """What a plan of use would cost, the cheapest pricing model first; parts are rounded up to a micro-unit."""

    dataset = serializers.CharField(source="revision.listing.slug")
    revision = serializers.IntegerField(source="revision.number")
    plan = PlanPriced()
    models = Priced(many=True)
