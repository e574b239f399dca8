"""Playing the fault plan on requests; what each meets is counted and stands in the trail before it happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from django.db import transaction

from grader.faults import REFUSALS, Change, Fault, Kind, Route
from hiring.lib.carried import name_in_logs
from hiring.lib.refused import Refused
from hiring.market.faults import Scheduled, schedule
from hiring.market.models import Licence, Offer, RequestCount, World
from hiring.market.services.counting import count_request, plays_on
from hiring.market.services.licensing import revoke_licence
from hiring.market.services.revising import revise_for_world

REVOKED_BECAUSE = "Its creator has ended the terms it was issued under."
NAMED: Mapping[Route, tuple[type[Offer | Licence], str]] = {
    Route.COUNTER: (Offer, "pk"),
    Route.ACCEPT: (Offer, "pk"),
    Route.ACCESS: (Licence, "pk"),
    Route.BYTES: (Licence, "revision__digest"),
}
"""What the subject of a call names by which field, where it is not the listing itself."""


@transaction.atomic
def plan_faults(*, world: World, faults: tuple[Fault, ...], seed: bytes) -> World:
    """Put a fault plan into a new world: ``seed`` is the cohort's, so that everyone in it meets the same faults."""
    scheduled = schedule(faults, seed=seed)
    world.faults = [asdict(fault) for fault in scheduled]
    world.save(update_fields=("faults",))
    lanes = sorted({fault.lane for fault in scheduled})
    RequestCount.objects.bulk_create([RequestCount(world=world, lane=lane) for lane in lanes])
    return world


def meet_faults(*, world: World, route: Route, subject: str = "") -> None:
    """Count a request for ``subject`` and play the faults that the plan has for it.

    Refuses where a fault is a refusal, after all others were played. What was met is committed first, so that it stands
    though the request fails; a flaw in what is answered is for whoever answers to take (``take_flaw``).
    """
    if not plays_on(world, route):
        return
    of_listings = any(fault["route"] == route and fault["listing"] for fault in world.faults)
    listing = _listing_of(world, route, subject) if of_listings else ""
    met = count_request(world=world, route=route, subject=subject, listing=listing)
    if met and (about := listing or _listing_of(world, route, subject)):
        name_in_logs(dataset_id=about)
    for fault in sorted(met, key=lambda fault: fault.kind in REFUSALS):
        _play(fault, world, subject)


def _listing_of(world: World, route: Route, subject: str) -> str:
    """Return the listing that is asked about, where the address tells."""
    if route in {Route.CARD, Route.OFFER}:
        return subject
    if route not in NAMED:
        return ""
    model, field = NAMED[route]
    named = model.objects.filter(world=world, **{field: subject}).values_list("revision__listing__slug", flat=True)
    return named.first() or ""


def _play(fault: Scheduled, world: World, subject: str) -> None:
    kind = Kind(fault.kind)
    if kind is Kind.BUSY:
        sentence = f"Request was throttled. Expected available in {fault.retry_after} seconds."
        raise Refused("throttled", sentence, status=429, retry_after=fault.retry_after, planned=True)
    if kind is Kind.DOWN:
        sentence = "The market can't answer at the moment, and nothing was done. Try again after a pause."
        raise Refused("unavailable", sentence, status=503, planned=True)
    if kind is Kind.REVOKED:
        licence = Licence.objects.select_related("world__attempt", "revision__listing").get(world=world, pk=subject)
        revoke_licence(licence=licence, reason=REVOKED_BECAUSE)
    if kind is Kind.COLUMNS:
        revise_for_world(world=world, slug=fault.listing, column=fault.column, change=Change(fault.change))
