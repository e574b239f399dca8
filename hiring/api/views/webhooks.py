"""Being told of what happens: endpoints, their secrets, and the log of what was sent there."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.parameters import read_body, read_parameters
from hiring.api.serializers import webhooks
from hiring.api.shapes import shown
from hiring.lib.idempotency import Answer
from hiring.webhooks.intake import ping_endpoint, replay, replay_all_failed
from hiring.webhooks.kinds import Kind
from hiring.webhooks.queries import endpoint_of, endpoints_of, page_of_deliveries
from hiring.webhooks.services.endpoints import (
    Secured,
    add_endpoint,
    remove_endpoint,
    reveal_secret,
    rotate_secret,
)


class WebhookView(MarketView):
    """What these calls share: their scope, and an answer that shows a secret it does not keep."""

    required_scopes = ("webhooks:write",)

    def once_with_secret(self, request: Request, secure: Callable[[], Secured]) -> Response:
        """Do a write that gives a secret; under an Idempotency-Key the answer is kept without it."""

        def work() -> Answer:
            made = secure()
            kept = {**shown(webhooks.Endpoint, made.endpoint), "secret_id": str(made.secret_id)}
            return Answer(status=201, body=kept)

        answered = self.once(request, work)
        answered.data["secret"] = reveal_secret(owner=self.world.pk, secret_id=UUID(answered.data["secret_id"]))
        answered["Cache-Control"] = "no-store"
        return answered


class Webhooks(WebhookView):
    """The endpoints of an attempt."""

    @extend_schema(operation_id="list_webhooks", tags=["webhooks"], responses=webhooks.EndpointList)
    def get(self, request: Request) -> Response:
        """List the attempt's endpoints, and whether each still takes messages."""
        return Response(shown(webhooks.EndpointList, {"webhooks": endpoints_of(self.world.pk)}))

    @extend_schema(
        operation_id="add_webhook",
        tags=["webhooks"],
        request=webhooks.EndpointWish,
        responses={201: webhooks.SecuredEndpoint},
    )
    def post(self, request: Request) -> Response:
        """Add an endpoint; the answer shows its signing secret, once."""
        wish = read_body(request, webhooks.EndpointWish)
        url, kinds = wish["url"], [Kind(kind) for kind in wish["kinds"]]
        return self.once_with_secret(request, lambda: add_endpoint(owner=self.world.pk, url=url, kinds=kinds))


class Webhook(WebhookView):
    """One endpoint."""

    @extend_schema(
        operation_id="remove_webhook",
        tags=["webhooks"],
        responses={204: OpenApiResponse(description="It is gone, with its secrets and its log.")},
    )
    def delete(self, request: Request, webhook: UUID) -> Response:
        """Remove an endpoint with everything about it; nothing more is sent there."""
        remove_endpoint(owner=self.world.pk, endpoint_id=webhook)
        return Response(status=204)


class WebhookSecret(WebhookView):
    """The secret of one endpoint."""

    @extend_schema(
        operation_id="rotate_webhook_secret",
        tags=["webhooks"],
        request=None,
        responses={201: webhooks.SecuredEndpoint},
    )
    def post(self, request: Request, webhook: UUID) -> Response:
        """Give an endpoint a new secret; the one before it signs beside it for 24 hours."""
        return self.once_with_secret(request, lambda: rotate_secret(owner=self.world.pk, endpoint_id=webhook))


class WebhookDeliveries(WebhookView):
    """The log of one endpoint."""

    @extend_schema(
        operation_id="list_deliveries",
        tags=["webhooks"],
        parameters=[webhooks.DeliveryQuery],
        responses=webhooks.DeliveryPage,
    )
    def get(self, request: Request, webhook: UUID) -> Response:
        """List what went to an endpoint or is on its way, latest first, each with its tries."""
        asked = read_parameters(request, webhooks.DeliveryQuery)
        page = page_of_deliveries(endpoint_of(self.world.pk, webhook), **asked)
        return Response(shown(webhooks.DeliveryPage, page))


class WebhookTest(WebhookView):
    """Trying one endpoint."""

    @extend_schema(operation_id="test_webhook", tags=["webhooks"], request=None, responses={202: webhooks.Delivery})
    def post(self, request: Request, webhook: UUID) -> Response:
        """Send an endpoint a ping; one that is disabled is turned on again when it takes it."""

        def work() -> Answer:
            delivery = ping_endpoint(owner=self.world.pk, endpoint_id=webhook)
            return Answer(status=202, body=shown(webhooks.Delivery, delivery))

        return self.once(request, work)


class WebhookReplay(WebhookView):
    """All that failed at one endpoint."""

    @extend_schema(
        operation_id="replay_failed",
        tags=["webhooks"],
        request=webhooks.ReplayWish,
        responses={202: webhooks.Replayed},
    )
    def post(self, request: Request, webhook: UUID) -> Response:
        """Send everything anew that failed at an endpoint since a moment, under the same ids."""
        since = read_body(request, webhooks.ReplayWish)["since"]

        def work() -> Answer:
            replayed = replay_all_failed(owner=self.world.pk, endpoint_id=webhook, since=since)
            return Answer(status=202, body={"replayed": replayed})

        return self.once(request, work)


class DeliveryReplay(WebhookView):
    """One delivery."""

    @extend_schema(operation_id="replay_delivery", tags=["webhooks"], request=None, responses={202: webhooks.Delivery})
    def post(self, request: Request, delivery: UUID) -> Response:
        """Send a delivery anew that has ended, under the same id."""

        def work() -> Answer:
            sent = replay(owner=self.world.pk, delivery_id=delivery)
            return Answer(status=202, body=shown(webhooks.Delivery, sent))

        return self.once(request, work)
