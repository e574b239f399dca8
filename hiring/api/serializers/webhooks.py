"""Endpoints, and what was delivered to them."""

from __future__ import annotations

from rest_framework import serializers

from hiring.webhooks.kinds import OF_THE_MARKET


class EndpointWish(serializers.Serializer[object]):
    """An address to be told of some kinds of things."""

    url = serializers.CharField(max_length=500, help_text="Begins with https:// and is on the public internet.")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=[kind.value for kind in OF_THE_MARKET]), min_length=1, max_length=20
    )


class Endpoint(serializers.Serializer[object]):
    """An endpoint; one that is disabled is told nothing but pings, and says why."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    kinds = serializers.ListField(child=serializers.CharField())
    created_at = serializers.DateTimeField()
    disabled_at = serializers.DateTimeField(allow_null=True)
    disabled_because = serializers.CharField()


class EndpointList(serializers.Serializer[object]):
    """The endpoints of an attempt."""

    webhooks = Endpoint(many=True)


class SecuredEndpoint(Endpoint):
    """An endpoint with the secret it was just given; it is shown in this answer and nowhere else."""

    secret_id = serializers.UUIDField()
    secret = serializers.CharField(help_text="whsec_ and the base64 of what signs.")


class Try(serializers.Serializer[object]):
    """One sending: the status answered, if any, and in a sentence what was wrong with it, if anything."""

    at = serializers.DateTimeField(source="created_at")
    status = serializers.IntegerField(allow_null=True)
    milliseconds = serializers.IntegerField()
    answer = serializers.CharField(help_text="How the answer begins.")
    problem = serializers.CharField()


class Delivery(serializers.Serializer[object]):
    """One message on its way to one endpoint; ``message`` is its webhook-id."""

    id = serializers.UUIDField()
    message = serializers.CharField(source="message.name")
    kind = serializers.CharField(source="message.kind")
    occurred_at = serializers.DateTimeField(source="message.occurred_at")
    state = serializers.ChoiceField(choices=["queued", "leased", "delivered", "failed"])
    cause = serializers.CharField()
    next_try_at = serializers.DateTimeField(allow_null=True)
    tries = Try(many=True)


class DeliveryPage(serializers.Serializer[object]):
    """A page of an endpoint's deliveries, latest first."""

    deliveries = Delivery(many=True)
    next_cursor = serializers.CharField(allow_null=True)


class DeliveryQuery(serializers.Serializer[object]):
    """Which page of an endpoint's deliveries."""

    cursor = serializers.CharField(max_length=500, required=False, help_text="next_cursor of the page before.")
    limit = serializers.IntegerField(min_value=1, max_value=100, required=False, default=50)


class ReplayWish(serializers.Serializer[object]):
    """From when on what failed is sent anew."""

    since = serializers.DateTimeField()


class Replayed(serializers.Serializer[object]):
    """How many deliveries are sent anew."""

    replayed = serializers.IntegerField()
