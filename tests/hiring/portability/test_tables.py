"""Nothing is forgotten: every kind of row travels with its attempt, or is left out for a reason."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

from hiring.portability.tables import LEFT_OUT, TABLE_OF, TABLES, Table, references


def refers_to_what_travels(model: type[Model]) -> bool:
    return any(field.related_model in TABLE_OF for field in model._meta.concrete_fields if field.is_relation)


def test_every_kind_of_row_travels_or_is_left_out_for_a_reason() -> None:
    ours = [one for one in apps.get_models() if one.__module__.startswith("hiring.") or refers_to_what_travels(one)]
    names = {model._meta.label_lower for model in ours}
    assert names == {table.name for table in TABLES} | LEFT_OUT.keys()
    assert not {table.name for table in TABLES} & LEFT_OUT.keys()


def test_parents_stand_before_their_children() -> None:
    places = {table.model: place for place, table in enumerate(TABLES)}
    for table in TABLES:
        assert all(places[parent.model] <= places[table.model] for _, parent in references(table)), table.name


def test_a_table_names_only_fields_there_are() -> None:
    for table in TABLES:
        names = {field.name for field in table.model._meta.concrete_fields}
        assert names_in(table) <= names, table.name


def names_in(table: Table) -> set[str]:
    """Every field that a table names."""
    shared = {*table.shared.by, *table.shared.same} if table.shared else set()
    files = {path.partition("__")[0] for path in table.files}
    named = {*table.theirs, *table.instead, *table.begins, table.called, *table.order, *files, *shared}
    return named - {"*"} | ({table.along, table.signed} - {""})
