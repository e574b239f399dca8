"""One reported OpenLineage run event: what is wrong with it, or what it tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from grader.lineage import Dataset, read_dataset
from hiring.lib.refused import Detail
from hiring.market.sent import faults_of, unprintable

EVENT_BYTES = 128 << 10


@dataclass(frozen=True, kw_only=True)
class Told:
    """What one event tells: that a run of a job was in a ``state`` at a time, and what it took and gave."""

    namespace: str
    job: str
    run: str
    state: str
    at: datetime
    inputs: tuple[Dataset, ...]
    outputs: tuple[Dataset, ...]


def faults_of_event(event: Mapping[str, Any], *, under: str) -> list[Detail]:
    """Return what keeps an event from being kept; ``under`` is where in the request it stands."""
    faults = faults_of(event, format_name="lineage.v1", under=under, most_bytes=EVENT_BYTES)
    if faults:
        return faults
    faults = [fault for pointer, name in _names(event) if (fault := unprintable(name, pointer=f"{under}{pointer}"))]
    try:
        datetime.fromisoformat(event["eventTime"])
    except ValueError:
        sentence = "It is no time that a calendar has. Write it like 2026-11-02T09:00:00Z."
        faults.append(Detail(pointer=f"{under}/eventTime", code="format", detail=sentence))
    return faults


def read_told(event: Mapping[str, Any]) -> Told:
    """Return what an event tells that has no faults."""
    return Told(
        namespace=event["job"]["namespace"],
        job=event["job"]["name"],
        run=event["run"]["runId"].lower(),
        state=event["eventType"],
        at=datetime.fromisoformat(event["eventTime"]),
        inputs=tuple(read_dataset(each) for each in event.get("inputs", ())),
        outputs=tuple(read_dataset(each) for each in event.get("outputs", ())),
    )


def _names(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    named = [("/job", event["job"])]
    for side in ("inputs", "outputs"):
        named += [(f"/{side}/{index}", dataset) for index, dataset in enumerate(event.get(side, ()))]
    for place, one in named:
        yield f"{place}/namespace", one["namespace"]
        yield f"{place}/name", one["name"]
