"""Planting: a clean table, a plan and a seed become a damaged table and the key to everything that was done to it."""

from __future__ import annotations

from dataclasses import dataclass

from grader.answer_key import AnswerKey, CleanTable
from grader.digests import digest_of
from grader.planting.bed import Bed
from grader.planting.draw import Draw
from grader.planting.plan import Plan
from grader.planting.table import Key, Table
from grader.planting.watermark import lay_watermark

NOTHING: frozenset[Key] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Planted:
    """The damaged table, the bytes of its CSV file, and its answer key."""

    table: Table
    data: bytes
    answer_key: AnswerKey


def plant(table: Table, plan: Plan, *, seed: bytes, cohort: bytes, reference: frozenset[Key] = NOTHING) -> Planted:
    """Plant what ``plan`` says into ``table``, at places that only ``seed`` decides, and put the rows out of order.

    ``seed`` has 16 to 64 bytes, and so has ``cohort``, the secret of all variants that are to be told apart;
    ``reference`` holds the keys of the rows that candidates can look up clean. Every recipe plants exactly its count,
    each row takes at most one defect, and the same arguments give the same bytes. The rows that the watermark leaves
    out stay in the clean table. Raises Unreadable when the table's key is not unique or a recipe finds too few rows.
    """
    bed = Bed(table, plan.planting, draw=Draw(seed), reference=reference)
    watermark = lay_watermark(table, plan.planting, seed=seed, cohort=cohort, reference=reference)
    if watermark:
        bed.leave_out(watermark.left_out)
    for rule in plan.planting.natural:
        bed.note(rule)
    for recipe in plan.planting.recipes:
        bed.follow(recipe)
    damaged = Table(columns=table.columns, rows=bed.shuffled())
    clean = Table(columns=table.columns, rows=list(bed.clean.values()))
    data = damaged.to_csv()
    answer_key = AnswerKey(
        version=1,
        listing=plan.exercise_listing,
        revision=digest_of(data),
        seed=digest_of(seed),
        key=plan.planting.key,
        defects=tuple(bed.defects),
        equivalents=plan.planting.equivalents,
        clean=CleanTable(columns=clean.columns, rows=len(clean.rows), csv=clean.to_csv()),
        watermark=watermark,
    )
    return Planted(table=damaged, data=data, answer_key=answer_key)
