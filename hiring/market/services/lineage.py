"""Taking reports of lineage: OpenLineage run events, each kept once and as it came."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Sum

from grader.digests import canonical, digest_of
from grader.lineage import MOST_EVENTS
from hiring.lib.refused import Detail, Refused
from hiring.market.locking import lock_open_market, lock_world
from hiring.market.models import LineageEvent, World
from hiring.market.sent import MOST_TOLD
from hiring.market.services.trail import Deed, extend_trail
from hiring.market.told import faults_of_event, read_told

MOST_AT_ONCE = 100
MOST_BYTES = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Taken:
    """How many events were sent, and how many of them are ``new`` here."""

    events: int
    new: int


@transaction.atomic
def report_lineage(
    *, world: World, events: Sequence[Mapping[str, Any]], is_batch: bool = True, is_ours: bool = False
) -> Taken:
    """Keep run events that are not known yet: all of them, or none.

    They may come in any order, and again; ``is_batch`` says whether faults are told by their place in a list. What is
    ours, one event of each transform, is kept though the limit is reached: the work it tells of has been done.
    """
    if not 1 <= len(events) <= MOST_AT_ONCE:
        raise Refused("bad_batch", f"A report holds 1 to {MOST_AT_ONCE} events, not {len(events)}.", status=422)
    _refuse_faulty(events, is_batch=is_batch)
    lock = lock_world if is_ours else lock_open_market
    lock(world)
    new = {digest_of(body): body for body in (canonical(dict(event)) for event in events)}
    for digest in world.lineage_events.filter(digest__in=new).values_list("digest", flat=True):
        del new[digest]
    if new and not is_ours:
        _refuse_more(world, list(new.values()))
    if new:
        LineageEvent.objects.bulk_create(
            LineageEvent(world=world, digest=digest, size=len(body), body=body.decode()) for digest, body in new.items()
        )
        extend_trail(world=world, deeds=[Deed(kind="lineage.reported", facts=lineage_facts(new))])
    return Taken(events=len(events), new=len(new))


def lineage_facts(bodies: Mapping[str, bytes]) -> dict[str, Any]:
    """Return which jobs events tell of, of how many datasets, and the digest of the list of the events' digests."""
    told = [read_told(json.loads(body)) for body in bodies.values()]
    datasets = {(each.namespace, each.name) for one in told for each in (*one.inputs, *one.outputs)}
    return {
        "events": len(told),
        "jobs": sorted({one.job for one in told}),
        "datasets": len(datasets),
        "digest": digest_of(canonical(list(bodies))),
    }


def _refuse_faulty(events: Sequence[Mapping[str, Any]], *, is_batch: bool) -> None:
    faults: list[Detail] = []
    for index, event in enumerate(events):
        faults += faults_of_event(event, under=f"/{index}" if is_batch else "")
    if faults:
        sentence = "This is not what OpenLineage 2-0-2 says of run events, so nothing was kept. Mend what errors lists."
        raise Refused("lineage_refused", sentence, status=422, details=tuple(faults[:MOST_TOLD]))


def _refuse_more(world: World, bodies: Sequence[bytes]) -> None:
    kept = world.lineage_events.aggregate(events=Count("pk"), size=Sum("size", default=0))
    if kept["events"] + len(bodies) > MOST_EVENTS or kept["size"] + sum(map(len, bodies)) > MOST_BYTES:
        raise Refused(
            "lineage_full",
            f"Of one attempt at most {MOST_EVENTS:,} events of {MOST_BYTES:,} bytes together are kept, and with these "
            "there would be more. Report one COMPLETE event for each run, without facets that nobody reads.",
        )
