"""Everything the gate is given, each part read when first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

from grader.answer_key import FILE as ANSWER_KEY, LARGEST_KEY, AnswerKey
from grader.brief import FILE as BRIEF, Brief
from grader.bundle import Bundle
from grader.columns import Asked, columns_of
from grader.datacard import NAME as DATACARD, DataCard, read_datacard
from grader.digests import digest_of, digest_of_stream
from grader.errors import Absent, Unreadable
from grader.headings import read_prose
from grader.limits import DEFAULT, Limits
from grader.lineage import NAME as LINEAGE, Lineage, parse_lineage
from grader.manifest import NAME as MANIFEST, Manifest, read_manifest
from grader.measures.coded import Field
from grader.measures.near import Near, near_duplicates
from grader.model_manifest import NAME as MODEL, ModelManifest, parse_model
from grader.pipeline import FOLDER as PIPELINE, NAME as RUN, Pipeline, read_pipeline
from grader.rubric import FILE as RUBRIC, Rubric
from grader.schema import Schema, read_schema
from grader.subschemas import NAME as SCHEMA
from grader.tables import Sample, read_sample
from grader.trail import MAX_BYTES as LARGEST_TRAIL, Trail, parse_trail
from grader.watermark import FILE as WATERMARKS, LARGEST as LARGEST_WATERMARKS, Watermarks

TRAIL = "trail.json"
ANSWERS = "answers.md"

Given = Path | bytes | None
T = TypeVar("T")


class Part(Generic[T]):
    """A part of the inputs that is read once; a refusal to read it is kept and raised again as well."""

    def __init__(self, read: Callable[[Inputs], T]) -> None:
        self.read = read
        self.name = read.__name__
        self.__doc__ = read.__doc__

    def __get__(self, inputs: Inputs, owner: type[Inputs] | None = None) -> T:
        """Return the part, read now or before."""
        if self.name not in inputs.parts:
            try:
                inputs.parts[self.name] = self.read(inputs)
            except (Absent, Unreadable) as refusal:
                inputs.parts[self.name] = refusal
        part = inputs.parts[self.name]
        if isinstance(part, Absent | Unreadable):
            raise part.with_traceback(None)
        return part  # type: ignore[no-any-return]


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """A bundle and what it is to be judged by.

    Every attribute raises Unreadable when its part is there but can't be read, and Absent when it is not there;
    ``Absent.from_bundle`` tells whose part it is. What was read once is kept, and so is the reason it could not be.
    """

    path: Path
    limits: Limits = DEFAULT
    given: Mapping[str, bytes] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        bundle: Path,
        *,
        brief: Given = None,
        rubric: Given = None,
        trail: Given = None,
        answer_key: Given = None,
        watermarks: Given = None,
        limits: Limits = DEFAULT,
    ) -> Inputs:
        """Gather a bundle and the documents beside it, given as paths or bytes; raise Unreadable for a missing path."""
        if not bundle.exists():
            raise Unreadable("There is no such file or folder.", file=bundle.name, remedy="Name the bundle's path.")
        most = limits.document
        asked = (
            (BRIEF, brief, most),
            (RUBRIC, rubric, most),
            (TRAIL, trail, LARGEST_TRAIL),
            (ANSWER_KEY, answer_key, LARGEST_KEY),
            (WATERMARKS, watermarks, LARGEST_WATERMARKS),
        )
        given = {name: _bytes(name, source, most) for name, source, most in asked if source is not None}
        return cls(path=bundle, limits=limits, given=given)

    @Part
    def bundle(self) -> Bundle:
        """The files handed in."""
        return Bundle(self.path, limits=self.limits)

    @Part
    def manifest(self) -> Manifest:
        """The manifest, valid by its format."""
        return read_manifest(self.bundle.read(MANIFEST))

    @Part
    def schema(self) -> Schema:
        """The schema of one row, safe to check by."""
        return read_schema(self.bundle.read(SCHEMA))

    @Part
    def sample(self) -> Sample:
        """The rows."""
        return read_sample(self.bundle, self.schema)

    @Part
    def columns(self) -> tuple[Asked, ...]:
        """The sample's columns beside what the brief asks of them."""
        return columns_of(self.sample, self.brief)

    @Part
    def near(self) -> Near:
        """The rows that nearly repeat an earlier one, key and split aside."""
        aside = {*self.brief.key, self.brief.split.column}
        fields = (
            Field(name=one.name, cells=one.cells, counts=one.counts, kind=one.kind)
            for one in self.columns
            if one.name not in aside
        )
        return near_duplicates(tuple(fields), self.sample.rows)

    @Part
    def key(self) -> tuple[str, ...]:
        """The columns that name a row, by the brief or else by the manifest."""
        try:
            return self.brief.key
        except Absent:
            return self.manifest.key

    @Part
    def datacard(self) -> DataCard:
        """The data card."""
        return read_datacard(self.bundle.read(DATACARD))

    @Part
    def lineage(self) -> Lineage:
        """The stages the bundle declares."""
        return parse_lineage(self.bundle.read(LINEAGE))

    @Part
    def model(self) -> ModelManifest:
        """The model manifest; its signature is for a check to judge."""
        return parse_model(self.bundle.read(MODEL))

    @Part
    def pipeline(self) -> Pipeline:
        """What the pipeline declares, and its files."""
        files = tuple(name for name in self.bundle.names if name.startswith(PIPELINE))
        return read_pipeline(self.bundle.read(RUN), files=files)

    @Part
    def answers(self) -> str:
        """The replies to the brief's questions, as Markdown."""
        return read_prose(self.bundle.read(ANSWERS), file=ANSWERS)

    @Part
    def brief(self) -> Brief:
        """The brief."""
        return Brief.parse(self._given(BRIEF))

    @Part
    def rubric(self) -> Rubric:
        """The rubric."""
        return Rubric.parse(self._given(RUBRIC))

    @Part
    def keys(self) -> Mapping[str, Any]:
        """The JWKS whose signatures count, from the brief."""
        if not self.brief.trusted_keys:
            raise Absent("The brief names no keys to trust.", from_bundle=False)
        return self.brief.trusted_keys

    @Part
    def trail(self) -> Trail:
        """The trail, proven whole and signed by a key the brief trusts."""
        return parse_trail(self._given(TRAIL), file=TRAIL, jwks=self.keys)

    @Part
    def answer_key(self) -> AnswerKey:
        """The list of planted defects."""
        return AnswerKey.parse(self._given(ANSWER_KEY))

    @Part
    def watermarks(self) -> Watermarks:
        """The watermarks of the other attempts of the cohort."""
        return Watermarks.parse(self._given(WATERMARKS))

    @Part
    def digests(self) -> Mapping[str, str]:
        """The digest of every input that was given, by name, without ``.json``; a folder nobody can list has none."""
        documents = {name.removesuffix(".json"): digest_of(data) for name, data in self.given.items()}
        if self.path.is_file():
            with self.path.open("rb") as stream:
                return {"bundle": digest_of_stream(stream)[0], **documents}
        try:
            return {"bundle": self.bundle.digest, **documents}
        except Unreadable:
            return documents

    def _given(self, name: str) -> bytes:
        if name not in self.given:
            raise Absent(f"No {name} was given.", from_bundle=False)
        return self.given[name]


def _bytes(name: str, source: Path | bytes, most: int) -> bytes:
    if isinstance(source, bytes):
        return source
    try:
        with source.open("rb") as stream:
            data = stream.read(most + 1)
    except OSError as error:
        raise Unreadable(
            f"It can't be opened: {error.strerror}.", file=source.name, remedy=f"Name the path of {name}."
        ) from error
    if len(data) > most:
        raise Unreadable(
            "It is too large.", file=source.name, limit=f"{most:,} bytes", remedy=f"Is it really the {name}?"
        )
    return data
