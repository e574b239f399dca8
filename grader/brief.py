"""The brief: what an assessment asks of a sample, parsed and proven to be about its own columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from grader.errors import Unreadable
from grader.formats import read_format

FILE = "brief.json"

Scalar: TypeAlias = str | int | float | bool


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column the sample may hold; ``required`` is about the column, ``nullable`` about its cells.

    ``known_after_outcome`` marks what is known only once the label is: holding it leaks.
    """

    name: str
    type: str
    description: str
    required: bool = True
    nullable: bool = False
    unit: str | None = None
    enum: tuple[Scalar, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    known_after_outcome: bool = False
    role: str | None = None


@dataclass(frozen=True, kw_only=True)
class Label:
    """The column to predict, the values it may take, what they mean and what to do with odd ones."""

    column: str
    values: tuple[str, ...]
    definition: str
    edge_cases: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Split:
    """The parts of the sample: by time, the first value before ``boundary`` in ``order_by``, the second from it on."""

    column: str
    values: tuple[str, str]
    method: str
    order_by: str
    boundary: str | None
    groups: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Dependency:
    """Columns whose values decide the value of another."""

    determinant: tuple[str, ...]
    dependent: str


@dataclass(frozen=True, kw_only=True)
class Format:
    """How the values of one column are written: by a regular expression or by a strftime form, never both."""

    column: str
    pattern: str | None = None
    date: str | None = None


@dataclass(frozen=True, kw_only=True)
class Question:
    """One question that answers.md answers under a heading with its id."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """The listing with planted defects, and the columns that name its rows."""

    listing: str
    key: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """Whether the sample may hold personal data, and what that means here."""

    allowed: bool
    note: str


@dataclass(frozen=True, kw_only=True)
class Brief:
    """Everything the gate knows of what was asked; money in micro-units, ``reference`` the slug of a listing."""

    version: int
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    label: Label
    split: Split
    minimum_rows: int
    maximum_rows: int
    label_coverage: float
    dependencies: tuple[Dependency, ...]
    placeholders: tuple[str, ...]
    formats: tuple[Format, ...]
    allowed_licences: tuple[str, ...]
    use_case: str
    region: str
    retention_days: int
    budget_micro: int
    stages: tuple[str, ...]
    questions: tuple[Question, ...]
    source_schemes: tuple[str, ...]
    exercise: Exercise
    personal_data: PersonalData
    reference: str | None
    trusted_keys: dict[str, Any] | None
    attempt: str | None

    @classmethod
    def parse(cls, data: bytes) -> Brief:
        """Return the brief in ``data``; raise Unreadable naming the pointer and the reason when it can't be one."""
        document = read_format("brief.v1", data, file=FILE)
        plain: dict[str, Any] = {name: document.get(name) for name in _PLAIN}
        brief = cls(
            **plain,
            columns=tuple(
                Column(**{**column, "enum": tuple(column.get("enum", ()))}) for column in document["columns"]
            ),
            key=tuple(document["key"]),
            label=_label(document["label"]),
            split=_split(document["split"]),
            dependencies=tuple(
                Dependency(determinant=tuple(item["determinant"]), dependent=item["dependent"])
                for item in document["dependencies"]
            ),
            placeholders=tuple(document["placeholders"]),
            formats=tuple(Format(column=column, **form) for column, form in document["formats"].items()),
            allowed_licences=tuple(document["allowed_licences"]),
            stages=tuple(document["stages"]),
            questions=tuple(Question(**question) for question in document["questions"]),
            source_schemes=tuple(document["source_schemes"]),
            exercise=Exercise(listing=document["exercise"]["listing"], key=tuple(document["exercise"]["key"])),
            personal_data=PersonalData(**document["personal_data"]),
        )
        _refuse_contradictions(brief)
        return brief

    def column(self, name: str) -> Column | None:
        """Return the column of that name, if the brief has it."""
        return next((column for column in self.columns if column.name == name), None)


_PLAIN = (
    "version",
    "title",
    "minimum_rows",
    "maximum_rows",
    "label_coverage",
    "use_case",
    "region",
    "retention_days",
    "budget_micro",
    "reference",
    "trusted_keys",
    "attempt",
)


def _label(item: dict[str, Any]) -> Label:
    return Label(**{**item, "values": tuple(item["values"]), "edge_cases": tuple(item["edge_cases"])})


def _split(item: dict[str, Any]) -> Split:
    train, test = item["values"]
    return Split(
        column=item["column"],
        values=(train, test),
        method=item["method"],
        order_by=item["order_by"],
        boundary=item.get("boundary"),
        groups=tuple(item.get("groups", ())),
    )


def _refuse_contradictions(brief: Brief) -> None:
    names = [column.name for column in brief.columns]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise _unsound(f"/columns/{place}", f"The column {name!r} is described twice.")
    for pointer, name in _mentions(brief):
        if name not in names:
            raise _unsound(pointer, f"No column is called {name!r}.")
    if brief.minimum_rows > brief.maximum_rows:
        raise _unsound("/minimum_rows", "It asks for more rows at least than at most.")
    label = brief.column(brief.label.column)
    if label and label.enum and set(label.enum) != set(brief.label.values):
        raise _unsound("/label/values", f"They are not the values that the column {label.name!r} lists.")


def _mentions(brief: Brief) -> Iterator[tuple[str, str]]:
    """Yield every place that names a column, with the name."""
    yield "/label/column", brief.label.column
    yield "/split/column", brief.split.column
    yield "/split/order_by", brief.split.order_by
    listed = {"/key": brief.key, "/exercise/key": brief.exercise.key, "/split/groups": brief.split.groups}
    for pointer, names in listed.items():
        yield from ((f"{pointer}/{place}", name) for place, name in enumerate(names))
    for place, dependency in enumerate(brief.dependencies):
        yield f"/dependencies/{place}/dependent", dependency.dependent
        yield from ((f"/dependencies/{place}/determinant", name) for name in dependency.determinant)
    yield from ((f"/formats/{form.column}", form.column) for form in brief.formats)


def _unsound(pointer: str, sentence: str) -> Unreadable:
    return Unreadable(sentence, file=FILE, place=pointer, remedy="Make the brief agree with its own columns.")
