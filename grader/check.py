"""What a check is: a coded question about a bundle, asked by one function."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from grader.families import Family, Visibility
from grader.finding import Finding
from grader.inputs import Inputs

__all__ = ["Check", "Family", "Measured", "NotAsked", "Run", "Visibility", "check"]


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a check measured.

    ``measure`` runs from 0 (nothing right) to 1 (nothing wrong) and is what points are given by; ``interval`` is its
    90 % interval where sampling makes one; ``summary`` is one sentence for people.
    """

    measure: float
    summary: str
    findings: tuple[Finding, ...] = ()
    interval: tuple[float, float] | None = None


@dataclass(frozen=True, kw_only=True)
class NotAsked:
    """The brief or bundle gives the check nothing to look at; it costs no points. ``cause`` says why."""

    cause: str


Run = Callable[[Inputs], Measured | NotAsked]


@dataclass(frozen=True, kw_only=True)
class Check:
    """A check of the catalogue.

    ``requires`` names checks that must not have failed outright before this one makes sense; ``needs`` names the
    inputs (attributes of ``Inputs``) that must be readable; it passes when its measure reaches ``threshold``. What is
    not ``weighed`` is evidence for a person: it brings and costs no points, whatever a rubric says.
    """

    code: str
    family: Family
    title: str
    doc: str
    requires: tuple[str, ...]
    needs: tuple[str, ...]
    visibility: Visibility
    threshold: float
    weighed: bool
    run: Run


def check(
    code: str,
    family: Family,
    *,
    requires: tuple[str, ...] = (),
    needs: tuple[str, ...] = (),
    visibility: Visibility = Visibility.PUBLIC,
    threshold: float = 1.0,
    weighed: bool = True,
) -> Callable[[Run], Check]:
    """Make a Check of a function; the first line of its docstring is the title, the rest is what `explain` prints."""

    def make(run: Run) -> Check:
        doc = inspect.getdoc(run)
        if not doc:
            raise TypeError(f"{code} has no docstring, and `assay explain` prints it")
        title, _, rest = doc.partition("\n")
        return Check(
            code=code,
            family=family,
            title=title.rstrip("."),
            doc=rest.strip(),
            requires=requires,
            needs=needs,
            visibility=visibility,
            threshold=threshold,
            weighed=weighed,
            run=run,
        )

    return make
