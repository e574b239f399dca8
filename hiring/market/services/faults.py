"""Playing the fault plan: each request is counted once, and what it meets stands in the trail before it happens."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from grader.faults import Fault, Kind, Route, lane_of
from hiring.lib.refused import Refused
from hiring.market.faults import Scheduled, fault_at, schedule
from hiring.market.locking import lock_world
from hiring.market.models import Licence, RequestCount, World
from hiring.market.services.licensing import revoke_licence
from hiring.market.services.trail import Deed, extend_trail

REVOKED_BECAUSE = "Its creator has ended the terms it was issued under."


@transaction.atomic
def plan_faults(*, world: World, faults: tuple[Fault, ...], seed: bytes) -> World:
    """Put a fault plan into a new world: ``seed`` is the cohort's, so that everyone in it meets the same faults."""
    scheduled = schedule(faults, seed=seed)
    world.faults = [asdict(fault) for fault in scheduled]
    world.save(update_fields=("faults",))
    lanes = sorted({fault.lane for fault in scheduled})
    RequestCount.objects.bulk_create([RequestCount(world=world, lane=lane) for lane in lanes])
    return world


def meet_faults(*, world: World, route: Route, subject: str = "") -> Kind | None:
    """Count a request for ``subject`` and play the faults that the plan has for it.

    Refuses where a fault is a refusal, and returns the kind of one that is in what is answered, for the caller to put
    there. What was met is committed first, so that it stands though the request fails.
    """
    if not any(fault["route"] == route for fault in world.faults):
        return None
    kinds = [_play(fault, world, subject) for fault in _note_request(world, route, subject)]
    return next(filter(None, kinds), None)


@transaction.atomic
def _note_request(world: World, route: Route, subject: str) -> list[Scheduled]:
    faults = [Scheduled(**fault) for fault in world.faults]
    lanes = {lane_of(route), lane_of(route, _listing_of(world, route, subject))}
    counted = list(RequestCount.objects.select_for_update().filter(world=world, lane__in=lanes).order_by("lane"))
    met: list[Scheduled] = []
    deeds: list[Deed] = []
    for lane in counted:
        lane.count += 1
        asked = {"route": str(route), "ordinal": lane.count, "subject": subject}
        if before := lane.awaited.pop(subject, None):
            deeds.append(Deed(kind="fault.followed", facts={"fault": before, **asked}))
        if fault := fault_at(faults, lane=lane.lane, ordinal=lane.count):
            lane.awaited[subject] = fault.id
            deeds.append(Deed(kind="fault.played", facts={"fault": fault.id, **asked, **_told(fault)}))
            met.append(fault)
    RequestCount.objects.bulk_update(counted, ("count", "awaited"))
    if deeds:
        lock_world(world)
        extend_trail(world=world, deeds=deeds)
    return met


def _told(fault: Scheduled) -> dict[str, str | int]:
    return {"kind": fault.kind, "retry_after": fault.retry_after, "listing": fault.listing}


def _listing_of(world: World, route: Route, subject: str) -> str:
    """Return the listing whose licence access is asked under, where some fault is about one listing alone."""
    if not any(fault["route"] == route and fault["listing"] for fault in world.faults):
        return ""
    named = Licence.objects.filter(world=world, pk=subject).values_list("revision__listing__slug", flat=True)
    return named.first() or ""


def _play(fault: Scheduled, world: World, subject: str) -> Kind | None:
    kind = Kind(fault.kind)
    if kind is Kind.BUSY:
        sentence = f"Request was throttled. Expected available in {fault.retry_after} seconds."
        raise Refused("throttled", sentence, status=429, retry_after=fault.retry_after)
    if kind is Kind.DOWN:
        sentence = "The market can't answer at the moment, and nothing was done. Try again after a pause."
        raise Refused("unavailable", sentence, status=503)
    if kind is Kind.REVOKED:
        licence = Licence.objects.select_related("world__attempt", "revision__listing").get(world=world, pk=subject)
        revoke_licence(licence=licence, reason=REVOKED_BECAUSE)
        return None
    return kind
