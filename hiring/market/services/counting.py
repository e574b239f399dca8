"""Counting the requests and messages of a fault plan, and telling the trail what one meets before it happens."""

from __future__ import annotations

from django.db import transaction

from grader.faults import Route, lane_of
from hiring.market.faults import Scheduled, fault_at
from hiring.market.locking import lock_world
from hiring.market.models import RequestCount, World
from hiring.market.services.trail import Deed, extend_trail


def plays_on(world: World, route: Route) -> bool:
    """Say whether a world's plan has a fault for a route."""
    return any(fault["route"] == route for fault in world.faults)


@transaction.atomic
def count_request(*, world: World, route: Route, subject: str, listing: str) -> list[Scheduled]:
    """Count a request for ``subject``, which is about ``listing`` if that is known, and return the faults it meets.

    Whoever comes back for what met a fault before is told in the trail, too; messages are sent and don't come back.
    """
    faults = [Scheduled(**fault) for fault in world.faults]
    lanes = {lane_of(route), lane_of(route, listing)}
    counted = list(RequestCount.objects.select_for_update().filter(world=world, lane__in=lanes).order_by("lane"))
    met: list[Scheduled] = []
    deeds: list[Deed] = []
    for lane in counted:
        lane.count += 1
        asked = {"route": str(route), "ordinal": lane.count, "subject": subject}
        if before := lane.awaited.pop(subject, None):
            deeds.append(Deed(kind="fault.followed", facts={"fault": before, **asked}))
        if fault := fault_at(faults, lane=lane.lane, ordinal=lane.count):
            if route is not Route.WEBHOOK:
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
