"""What every API view shares: whose market it is about, how often it may ask, and answering a write once."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

from oauth2_provider.contrib.rest_framework.permissions import TokenHasScope
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from grader.digests import digest_of
from grader.faults import Route
from hiring.api.authentication import TokenAuthentication
from hiring.api.throttles import MarketThrottle, Throttle
from hiring.lib.idempotency import Answer, answer_once
from hiring.market.services.faults import meet_faults


class ThrottledView(APIView):
    """A view that counts requests and says how many are left."""

    throttle_kind: ClassVar[type[Throttle]] = MarketThrottle

    @cached_property
    def throttle(self) -> Throttle:
        """The view's throttle, the same object for the whole request."""
        return self.throttle_kind()

    def get_throttles(self) -> list[Throttle]:  # type: ignore[override]
        """Return the view's throttle."""
        return [self.throttle]

    def check_permissions(self, request: Request) -> None:
        """Count the request, and then ask whether it may be made: whoever guesses is counted too."""
        super().check_throttles(request)
        super().check_permissions(request)

    def check_throttles(self, request: Request) -> None:
        """Leave it at that: the request is counted."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Add the rate limit's headers to whatever is answered."""
        answered = super().finalize_response(request, response, *args, **kwargs)
        for name, value in self.throttle.headers().items():
            answered[name] = value
        return answered


class MarketView(ThrottledView):
    """A view for the holder of a token: ``required_scopes`` says which scopes the token has to have.

    ``route`` is what fault plans call it, where they may.
    """

    authentication_classes = (TokenAuthentication,)
    permission_classes: tuple[type[BasePermission], ...] = (TokenHasScope,)
    required_scopes: ClassVar[tuple[str, ...]] = ()
    route: ClassVar[Route | None] = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the request in, unless the plan of the attempt's market has a fault for it; it ends with the attempt."""
        super().initial(request, *args, **kwargs)
        if not self.route or self.world.is_closed:
            return
        if request.method != "OPTIONS" and request.method in self.allowed_methods:
            subject = str(next(iter(kwargs.values()), ""))
            meet_faults(world=self.world, route=self.route, subject=subject)

    @property
    def world(self) -> Any:
        """The market of the attempt whose credential the token was issued for."""
        return self.credential.world

    @property
    def credential(self) -> Any:
        """The credential the token was issued for: the attempt's own, or a metered key."""
        token: Any = self.request.auth
        return token.application

    def once(self, request: Request, work: Callable[[], Answer], *, about: Any = None) -> Response:
        """Do a write; under an Idempotency-Key, do it once and answer the same ever after.

        ``about`` is what the write is about, where its body doesn't say it.
        """
        key = request.headers.get("Idempotency-Key")
        if key is None:
            return respond(work())
        body = json.dumps(request.data if about is None else about, sort_keys=True, default=str).encode()
        scope = f"{self.world.pk} {request.method} {request.path}"
        return respond(answer_once(scope=scope, key=key, body_digest=digest_of(body), work=work))


def respond(answer: Answer) -> Response:
    """Turn an answer into a response; one given before says so."""
    headers = {"Idempotency-Replayed": "true"} if answer.replayed else {}
    return Response(answer.body, status=answer.status, headers=headers)
