"""Negotiation: an offer answers a wish clause by clause, an accepted offer is a licence, a licence grants access."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from grader.faults import Route
from grader.licences import Privacy, Wish
from hiring.api.doors import MarketView
from hiring.api.parameters import read_body
from hiring.api.serializers import licensing
from hiring.api.shapes import shown
from hiring.lib.idempotency import Answer
from hiring.lib.refused import Refused
from hiring.market.countering import Counter
from hiring.market.queries import licence_of, licences_of, negotiation_of
from hiring.market.services.access import grant_access, note_refused_access
from hiring.market.services.licensing import accept_offer, counter_offer, make_offer


class Offers(MarketView):
    """Ask for terms."""

    required_scopes = ("licences:write",)
    route = Route.OFFER

    @extend_schema(
        operation_id="make_offer",
        tags=["licences"],
        request=licensing.OfferWish,
        responses={201: licensing.Offer},
    )
    def post(self, request: Request, slug: str) -> Response:
        """Say what you want to do with a dataset; the answer allows or denies each clause, with its reason."""
        wish = wish_in(read_body(request, licensing.OfferWish))
        pricing_model = wish.pop("pricing_model")

        def work() -> Answer:
            offer = make_offer(world=self.world, listing=slug, wish=Wish(**wish), pricing_model=pricing_model)
            return Answer(status=201, body=shown(licensing.Offer, offer))

        return self.once(request, work)


class Negotiation(MarketView):
    """One offer, and what was said before and after it."""

    required_scopes = ("licences:write",)

    @extend_schema(operation_id="read_offer", tags=["licences"], responses=licensing.Negotiation)
    def get(self, request: Request, offer: UUID) -> Response:
        """Read an offer with those it answers and those that answer it; only the last can be accepted."""
        return Response(shown(licensing.Negotiation, {"offers": negotiation_of(self.world, offer)}))


class Counters(MarketView):
    """Answer an offer."""

    required_scopes = ("licences:write",)
    route = Route.COUNTER

    @extend_schema(
        operation_id="counter_offer",
        tags=["licences"],
        request=licensing.CounterWish,
        responses={201: licensing.Offer},
    )
    def post(self, request: Request, offer: UUID) -> Response:
        """Ask for something else instead; the new offer takes the place of the one it answers."""
        counter = Counter(**wish_in(read_body(request, licensing.CounterWish)))

        def work() -> Answer:
            made = counter_offer(world=self.world, offer_id=offer, counter=counter)
            return Answer(status=201, body=shown(licensing.Offer, made))

        return self.once(request, work)


class Acceptance(MarketView):
    """Accept an offer."""

    required_scopes = ("licences:write",)
    route = Route.ACCEPT

    @extend_schema(operation_id="accept_offer", tags=["licences"], request=None, responses={201: licensing.Licence})
    def post(self, request: Request, offer: UUID) -> Response:
        """Turn an offer into a licence; accepting it again returns the same licence."""

        def work() -> Answer:
            licence = accept_offer(world=self.world, offer_id=offer, credential=self.credential)
            return Answer(status=201, body=shown(licensing.Licence, licence))

        return self.once(request, work)


class Licences(MarketView):
    """The licences of an attempt."""

    required_scopes = ("licences:write",)

    @extend_schema(operation_id="list_licences", tags=["licences"], responses=licensing.LicenceList)
    def get(self, request: Request) -> Response:
        """List the attempt's licences, latest first, with whether each is still in force."""
        return Response(shown(licensing.LicenceList, {"licences": licences_of(self.world)}))


class Licence(MarketView):
    """One licence."""

    required_scopes = ("licences:write",)

    @extend_schema(operation_id="read_licence", tags=["licences"], responses=licensing.Licence)
    def get(self, request: Request, licence: UUID) -> Response:
        """Read one licence; one that was revoked says when and why."""
        return Response(shown(licensing.Licence, licence_of(self.world, licence)))


class AccessGrants(MarketView):
    """Access under a licence."""

    required_scopes = ("data:read",)
    route = Route.ACCESS

    @extend_schema(
        operation_id="grant_access",
        tags=["licences"],
        request=licensing.AccessWish,
        responses={201: licensing.Access},
    )
    def post(self, request: Request, licence: UUID) -> Response:
        """Get a signed URL for a while, with an attestation of the bytes it gives."""
        seconds = read_body(request, licensing.AccessWish)["seconds"]

        def work() -> Answer:
            access = grant_access(world=self.world, licence_id=licence, seconds=seconds, credential=self.credential)
            url = f"{settings.PUBLIC_URL}{access.signed_path}"
            given = {"grant": access.grant, "envelope": access.envelope, "url": url}
            return Answer(status=201, body=shown(licensing.Access, given), lasting=not access.flawed)

        try:
            return self.once(request, work)
        except Refused as refusal:
            note_refused_access(world=self.world, licence_id=licence, refusal=refusal)
            raise


def wish_in(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a body wishes by the names of a wish, its privacy as one."""
    privacy = said.get("privacy")
    return {**said, "privacy": Privacy(**privacy) if privacy else None}
