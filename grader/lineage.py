"""Lineage: the stages a pipeline declares, what each took and what each gave, read from OpenLineage run events."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grader.errors import Unreadable
from grader.formats import read_format

NAME = "lineage.jsonl"
MOST_EVENTS = 2_000
LINE_BYTES = 1 << 20


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Something a stage took or gave; ``digest`` is that of its bytes, where the event states it."""

    namespace: str
    name: str
    digest: str | None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One finished run of one named step; ``line`` is where in the file it is told."""

    name: str
    run: str
    line: int
    inputs: tuple[Dataset, ...]
    outputs: tuple[Dataset, ...]


@dataclass(frozen=True, kw_only=True)
class Lineage:
    """Every stage, in the order of the file."""

    stages: tuple[Stage, ...]

    @cached_property
    def makers(self) -> Mapping[str, Stage]:
        """The first stage that made each digest; a stage that only hands bytes on did not make them."""
        makers: dict[str, Stage] = {}
        for stage in self.stages:
            taken = {source.digest for source in stage.inputs}
            for output in stage.outputs:
                if output.digest and output.digest not in taken:
                    makers.setdefault(output.digest, stage)
        return makers

    def named(self, name: str) -> tuple[Stage, ...]:
        """Return the runs of the stage called ``name``, whatever the case of its letters."""
        return tuple(stage for stage in self.stages if stage.name.casefold() == name.casefold())

    def ancestors(self, digests: Iterable[str], *, origins: Collection[str] = ()) -> frozenset[str]:
        """Return ``digests`` and everything they were made of, going back no further than ``origins``."""
        seen: set[str] = set()
        ahead = list(digests)
        while ahead:
            digest = ahead.pop()
            if digest in seen:
                continue
            seen.add(digest)
            maker = None if digest in origins else self.makers.get(digest)
            ahead += [source.digest for source in maker.inputs if source.digest] if maker else []
        return frozenset(seen)

    def roots(self, digests: Iterable[str], *, origins: Collection[str]) -> frozenset[str]:
        """Return what ``digests`` were made of in the end: ``origins``, and whatever no stage made."""
        walked = self.ancestors(digests, origins=origins)
        return frozenset(digest for digest in walked if digest in origins or digest not in self.makers)


def parse_lineage(data: bytes, *, file: str = NAME) -> Lineage:
    """Return the lineage in ``data``, one event a line; raise Unreadable naming the line that can't be read."""
    lines = [(number, line) for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()]
    if len(lines) > MOST_EVENTS:
        raise Unreadable(
            f"It holds {len(lines):,} events.",
            file=file,
            limit=f"{MOST_EVENTS:,} events",
            remedy="Keep one COMPLETE event for each stage.",
        )
    events = [(number, _read_event(line, number, file=file)) for number, line in lines]
    finished = [(number, event) for number, event in events if event["eventType"] == "COMPLETE"]
    return Lineage(stages=tuple(_read_stage(event, number) for number, event in finished))


def _read_event(line: bytes, number: int, *, file: str) -> Mapping[str, Any]:
    try:
        return read_format("lineage.v1", line, file=file, limit=LINE_BYTES)
    except Unreadable as error:
        within = error.place.removeprefix("line 1, ") if error.place else "the whole of it"
        raise Unreadable(
            error.sentence,
            file=file,
            place=f"line {number}, {within}",
            limit=error.limit,
            remedy=f"Mend line {number}. {error.remedy}",
        ) from error


def _read_stage(event: Mapping[str, Any], line: int) -> Stage:
    return Stage(
        name=event["job"]["name"],
        run=event["run"]["runId"],
        line=line,
        inputs=tuple(read_dataset(each) for each in event.get("inputs", ())),
        outputs=tuple(read_dataset(each) for each in event.get("outputs", ())),
    )


def read_dataset(dataset: Mapping[str, Any]) -> Dataset:
    """Return a dataset of an event in format ``lineage.v1``."""
    facet = dataset.get("facets", {}).get("assay_digest")
    return Dataset(namespace=dataset["namespace"], name=dataset["name"], digest=facet["digest"] if facet else None)
