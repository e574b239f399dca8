"""Counting the requests and messages of a fault plan, and telling the trail what one meets before it happens."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from grader.faults import FLAWS, Kind, Route, lane_of
from hiring.market.faults import Scheduled, fault_at
from hiring.market.locking import lock_world
from hiring.market.models import RequestCount, World
from hiring.market.services.trail import Deed, extend_trail


def plays_on(world: World, route: Route) -> bool:
    """Say whether a world's plan has a fault for a route."""
    return any(fault["route"] == route for fault in world.faults)


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """A fault that an answer has to have, and what the trail says of it."""

    kind: Kind
    told: Deed


@transaction.atomic
def count_request(*, world: World, route: Route, subject: str, listing: str) -> list[Scheduled]:
    """Count a request for ``subject``, which is about ``listing`` if that is known, and return the faults it meets.

    Whoever comes back for what met a fault before is told in the trail, too; messages are sent and don't come back.
    A flaw that is met is due from now on: whoever answers takes it.
    """
    lock_world(world)
    counted = _lanes(world, route, listing)
    met: list[Scheduled] = []
    deeds: list[Deed] = []
    for lane in counted:
        lane.count += 1
        if before := lane.awaited.pop(subject, None):
            deeds.append(Deed(kind="fault.followed", facts={"fault": before, **_asked(lane, route, subject)}))
        if not (fault := fault_at(_scheduled(world), lane=lane.lane, ordinal=lane.count)):
            continue
        if fault.kind in FLAWS:
            lane.due.append(fault.id)
            continue
        if route is not Route.WEBHOOK:
            lane.awaited[subject] = fault.id
        deeds.append(_played(fault, lane, route, subject))
        met.append(fault)
    RequestCount.objects.bulk_update(counted, ("count", "awaited", "due"))
    if deeds:
        extend_trail(world=world, deeds=deeds)
    return met


def take_flaw(*, world: World, route: Route, subject: str, listing: str) -> Flaw | None:
    """Return the flaw that what is answered now has to have, if one is due.

    The caller holds the world's lock, puts the flaw into its answer and writes what is told of it into the trail.
    """
    if not any(fault.route == route and fault.kind in FLAWS for fault in _scheduled(world)):
        return None
    lane = next((lane for lane in _lanes(world, route, listing) if lane.due), None)
    if lane is None:
        return None
    name = lane.due.pop(0)
    lane.awaited[subject] = name
    lane.save(update_fields=("due", "awaited"))
    [fault] = [fault for fault in _scheduled(world) if fault.id == name]
    return Flaw(kind=Kind(fault.kind), told=_played(fault, lane, route, subject))


def _scheduled(world: World) -> list[Scheduled]:
    return [Scheduled(**fault) for fault in world.faults]


def _lanes(world: World, route: Route, listing: str) -> list[RequestCount]:
    lanes = {lane_of(route), lane_of(route, listing)}
    return list(RequestCount.objects.filter(world=world, lane__in=lanes).order_by("lane"))


def _asked(lane: RequestCount, route: Route, subject: str) -> dict[str, str | int]:
    return {"route": str(route), "ordinal": lane.count, "subject": subject}


def _played(fault: Scheduled, lane: RequestCount, route: Route, subject: str) -> Deed:
    said = {"kind": fault.kind, "retry_after": fault.retry_after, "listing": fault.listing}
    return Deed(kind="fault.played", facts={"fault": fault.id, **_asked(lane, route, subject), **said})
