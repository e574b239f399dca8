"""The product's addresses, and two that do nothing: one without our door, one behind it."""

from __future__ import annotations

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


class Door(MarketView):
    """The same behind our door: whose token it is, what it may do, how often it asked."""

    required_scopes = ("catalogue:read",)

    def get(self, request: Request) -> Response:
        """Answer nothing to whoever may ask."""
        return Response({})


urlpatterns = [
    path("bench/empty", Empty.as_view()),
    path("bench/door", Door.as_view()),
    path("", include("hiring.urls")),
]
