"""The product's addresses, two that do nothing, without our door and behind it, and one that tells of the process."""

from __future__ import annotations

import time

from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
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


class Door(MarketView):
    """The same behind our door: whose token it is, what it may do, how often it asked."""

    required_scopes = ("catalogue:read",)

    def get(self, request: Request) -> Response:
        """Answer nothing to whoever may ask."""
        return Response({})


urlpatterns = [
    path("bench/empty", Empty.as_view()),
    path("bench/door", Door.as_view()),
    path("bench/process", Process.as_view()),
    path("", include("hiring.urls")),
]
