"""What the catalogue holds, read from the source of its checks: listing them needs no data library."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.families import Family, Visibility

CHECKS = Path(__file__).parent / "checks"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One check as the catalogue tells of it; ``file`` is where it is written."""

    code: str
    family: Family
    title: str
    doc: str
    needs: tuple[str, ...]
    requires: tuple[str, ...]
    visibility: Visibility
    threshold: float
    file: str


def read_contents() -> tuple[Entry, ...]:
    """Return every check in the order of the catalogue: by family, then by code."""
    entries = [entry for family in Family for path in (CHECKS / family).glob("*.py") for entry in _entries(path)]
    order = list(Family)
    return tuple(sorted(entries, key=lambda entry: (order.index(entry.family), entry.code)))


def _entries(path: Path) -> Iterator[Entry]:
    for node in ast.parse(path.read_bytes()).body:
        if isinstance(node, ast.FunctionDef):
            for mark in node.decorator_list:
                if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Name) and mark.func.id == "check":
                    yield _entry(node, mark, path)


def _entry(function: ast.FunctionDef, mark: ast.Call, path: Path) -> Entry:
    given: dict[str, Any] = {word.arg: _value(word.value) for word in mark.keywords if word.arg}
    title, _, doc = inspect.cleandoc(ast.get_docstring(function) or "").partition("\n")
    return Entry(
        code=_value(mark.args[0]),
        family=_value(mark.args[1]),
        title=title.rstrip("."),
        doc=doc.strip(),
        needs=given.get("needs", ()),
        requires=given.get("requires", ()),
        visibility=given.get("visibility", Visibility.PUBLIC),
        threshold=float(given.get("threshold", 1.0)),
        file=path.relative_to(CHECKS.parent.parent).as_posix(),
    )


def _value(node: ast.expr) -> Any:
    """Return a literal, or the member of Family or Visibility that is named."""
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        return {"Family": Family, "Visibility": Visibility}[node.value.id][node.attr]
    return ast.literal_eval(node)
