"""Metered keys: made, listed, given new secrets and revoked by the attempt's own credential."""

from __future__ import annotations

from collections.abc import Callable

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from hiring.api.doors import MarketView
from hiring.api.parameters import read_body
from hiring.api.serializers import keys
from hiring.api.shapes import shown
from hiring.lib.idempotency import Answer
from hiring.market.queries import keys_of
from hiring.market.services.keys import Keyed, issue_key, revoke_key, rotate_key


class KeyView(MarketView):
    """What these calls share: their scope, and an answer that shows a secret it does not keep."""

    required_scopes = ("keys:write",)

    def once_with_secret(self, request: Request, make: Callable[[], Keyed]) -> Response:
        """Do a write that gives a secret; under an Idempotency-Key the answer is kept without it."""
        secrets: list[str] = []

        def work() -> Answer:
            made = make()
            secrets.append(made.secret.client_secret)
            return Answer(status=201, body=shown(keys.Key, made.key))

        answered = self.once(request, work)
        answered.data["client_secret"] = secrets[0] if secrets else None
        answered["Cache-Control"] = "no-store"
        return answered


class Keys(KeyView):
    """The metered keys of an attempt."""

    @extend_schema(operation_id="list_keys", tags=["wallet"], responses=keys.KeyList)
    def get(self, request: Request) -> Response:
        """List the attempt's metered keys, latest first, with what each has spent."""
        return Response(shown(keys.KeyList, {"keys": keys_of(self.world)}))

    @extend_schema(operation_id="issue_key", tags=["wallet"], request=keys.KeyWish, responses={201: keys.SecretKey})
    def post(self, request: Request) -> Response:
        """Make a key with scopes and a cap of its own; the answer shows its secret, once."""
        wish = read_body(request, keys.KeyWish)
        return self.once_with_secret(request, lambda: issue_key(world=self.world, **wish))


class Key(KeyView):
    """One metered key."""

    @extend_schema(
        operation_id="revoke_key",
        tags=["wallet"],
        responses={204: OpenApiResponse(description="It and its tokens have ended.")},
    )
    def delete(self, request: Request, key: str) -> Response:
        """End a key and its tokens; what it spent stays spent."""
        revoke_key(world=self.world, client_id=key)
        return Response(status=204)


class KeySecret(KeyView):
    """The secret of one metered key."""

    @extend_schema(operation_id="rotate_key", tags=["wallet"], request=None, responses={201: keys.SecretKey})
    def post(self, request: Request, key: str) -> Response:
        """Give a key a new secret; the old one and its tokens end at once."""
        return self.once_with_secret(request, lambda: rotate_key(world=self.world, client_id=key))
