"""An import-linter contract for the floors inside every app, where most files need no floor of their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

REST = "*"


class InsideApps(Contract):
    """Each child of ``container`` stands in ``floors``, highest first; ``*`` is the floor of whatever is not named."""

    type_name = "inside_apps"
    container = fields.StringField()
    floors = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Find the imports inside one app that go up a floor."""
        container, floors = cast(str, self.container), cast(list[str], self.floors)  # fields hold what they parsed
        heights = {name: -row for row, floor in enumerate(floors) for name in floor.replace("|", " ").split()}
        upward = sorted(line for app in graph.find_children(container) for line in _upward(graph, app, heights))
        return ContractCheck(kept=not upward, metadata={"upward": upward})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Print each of them."""
        for line in check.metadata["upward"]:
            output.print_error(line)


def _upward(graph: ImportGraph, app: str, heights: dict[str, int]) -> Iterator[str]:
    for importer in graph.find_descendants(app):
        for imported in graph.find_modules_directly_imported_by(importer):
            inside = imported.startswith(f"{app}.")
            if inside and _height(importer, app, heights) < _height(imported, app, heights):
                yield f"{importer} imports {imported}, which stands above it"


def _height(module: str, app: str, heights: dict[str, int]) -> int:
    name = module.removeprefix(f"{app}.").partition(".")[0]
    return heights.get(name, heights[REST])
