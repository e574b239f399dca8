"""The product's addresses, three that do nothing (behind no door, the framework's, ours), and one that tells of the
process."""

from __future__ import annotations

import time

from django.urls import include, path
from oauth2_provider.contrib.rest_framework.authentication import OAuth2Authentication
from oauth2_provider.contrib.rest_framework.permissions import TokenHasScope
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from hiring.api.doors import MarketView


class Empty(APIView):
    """What the framework takes when it is asked for nothing."""

    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> Response:
        """Answer nothing."""
        return Response({})


class Process(Empty):
    """What the web process used."""

    def get(self, request: Request) -> Response:
        """Answer how many seconds of processors it used so far."""
        return Response({"processor_seconds": time.process_time()})


class ByToken(SimpleRateThrottle):
    """The framework's count of requests, by token."""

    rate = "1000000/min"

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Return whose requests are counted together."""
        return f"bench-{request.auth.pk}"


class FrameworksDoor(APIView):
    """The same behind what the framework and its OAuth library come with: a token, its scopes, a count of requests."""

    authentication_classes = (OAuth2Authentication,)
    permission_classes = (TokenHasScope,)
    throttle_classes = (ByToken,)
    required_scopes = ("catalogue:read",)

    def get(self, request: Request) -> Response:
        """Answer nothing to whoever may ask."""
        return Response({})


class Door(MarketView):
    """The same behind our door: whose token it is, what it may do, how often it asked."""

    required_scopes = ("catalogue:read",)

    def get(self, request: Request) -> Response:
        """Answer nothing to whoever may ask."""
        return Response({})


urlpatterns = [
    path("bench/empty", Empty.as_view()),
    path("bench/frameworks-door", FrameworksDoor.as_view()),
    path("bench/door", Door.as_view()),
    path("bench/process", Process.as_view()),
    path("", include("hiring.urls")),
]
