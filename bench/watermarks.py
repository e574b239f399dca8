"""How surely watermarks are found in copies that were worked on and in parts of them, and how often by chance."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from bench.tools.processes import ROOT
from bench.tools.telling import keep, show
from grader.measures.watermarks import Sighted, sighted_in
from grader.planting.plan import Plan
from grader.planting.plant import plant
from grader.planting.table import Table, key_of
from grader.watermark import Carrier, Watermark, Watermarks, watermark_seed

VARIANTS = 20
RIVALS = 100
COHORT = b"the secret of the benchmark"
KEY = ("strike_id",)
SHARES = (0.5, 0.3, 0.2, 0.1)
KEPT = (1.0, 0.5, 0.25)


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One attempt's variant: its name, its rows as text, and its watermark."""

    name: str
    cells: pl.DataFrame
    watermark: Watermark


def half_the_rows(cells: pl.DataFrame) -> pl.DataFrame:
    """Drop every other row, by chance."""
    return cells.sample(fraction=0.5, seed=1)


def least_of_the_brief(cells: pl.DataFrame) -> pl.DataFrame:
    """Keep as few rows as the brief allows."""
    return cells.sample(n=1_500, seed=2)


def half_the_columns(cells: pl.DataFrame) -> pl.DataFrame:
    """Keep the key and the columns beside it."""
    return cells.select(cells.columns[: len(cells.columns) // 2])


def sorted_otherwise(cells: pl.DataFrame) -> pl.DataFrame:
    """Put the rows into the order of another column."""
    return cells.sort(cells.columns[2], descending=True)


def reformatted(cells: pl.DataFrame) -> pl.DataFrame:
    """Write keys with thousands and decimals, and everything else in capitals."""
    key = pl.format(" {},{}.0", pl.col(*KEY).str.slice(0, 3), pl.col(*KEY).str.slice(3))
    return cells.select(key.alias(*KEY), pl.exclude(KEY).str.to_uppercase())


def rounded(cells: pl.DataFrame) -> pl.DataFrame:
    """Round every number to tens, but for the key, and blank what is none."""
    tens = (pl.exclude(KEY).cast(pl.Float64, strict=False) / 10).round() * 10
    return cells.with_columns(tens.cast(pl.String))


def all_of_it(cells: pl.DataFrame) -> pl.DataFrame:
    """Do all of these, from the least rows of the brief, and drop half of those."""
    return reformatted(rounded(half_the_columns(sorted_otherwise(half_the_rows(least_of_the_brief(cells))))))


CHANGES: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "half the rows": half_the_rows,
    "1,500 rows": least_of_the_brief,
    "half the columns": half_the_columns,
    "sorted": sorted_otherwise,
    "reformatted": reformatted,
    "rounded": rounded,
    "all of it, from 1,500 rows": all_of_it,
}


def main() -> None:
    """Plant variants, find their watermarks, print tables and keep the figures."""
    argparse.ArgumentParser(prog="run.py bench watermarks", description=__doc__).parse_args()
    variants = planted()
    copies = {name: found_in_copies(variants, change) for name, change in CHANGES.items()}
    splices = {
        f"{share:.0%}": {f"{kept:.0%}": found_in_splices(variants, share, kept) for kept in KEPT} for share in SHARES
    }
    false, pairs = by_chance(variants)
    show([("copies", "found", "of"), *((name, str(found), str(VARIANTS)) for name, found in copies.items())])
    show(
        [
            (f"rows borrowed, found of {VARIANTS}", *(f"{kept:.0%} of rows kept" for kept in KEPT)),
            *((share, *map(str, found.values())) for share, found in splices.items()),
        ]
    )
    show([("unrelated pairs", "false matches"), (f"{pairs:,}", str(false))])
    keep("watermarks", {"copies": copies, "splices": splices, "pairs": pairs, "false": false, "variants": VARIANTS})


def planted() -> list[Variant]:
    """Return the flagship's variants of one cohort."""
    plan = Plan.parse((ROOT / "library/wildlife_strikes/plan.json").read_bytes())
    table, reference = (
        Table.parse((ROOT / "catalogue" / slug / "data.csv").read_bytes(), file=slug)
        for slug in (plan.exercise_listing, str(plan.reference_listing))
    )
    known = frozenset(key_of(row, KEY) for row in reference.rows)
    variants = []
    for at in range(VARIANTS):
        made = plant(table, plan, seed=seed_of(at), cohort=COHORT, reference=known)
        if made.answer_key.watermark is None:
            raise ValueError("The flagship's plan wants no watermark.")
        cells = pl.read_csv(made.data, infer_schema=False)
        variants.append(Variant(name=f"variant {at}", cells=cells, watermark=made.answer_key.watermark))
    return variants


def seed_of(at: int) -> bytes:
    """Return the seed of one variant."""
    return b"variant %016d" % at


def strangers(count: int, *, among: str = "") -> tuple[Carrier, ...]:
    """Return watermarks that nothing here was made with, others for each purpose named."""
    names = (f"stranger {among} {at}" for at in range(count))
    return tuple(Carrier(name=name, seed=watermark_seed(f"{name:>24}".encode()[:64])) for name in names)


def seen(cells: pl.DataFrame, by: Variant, others: tuple[Carrier, ...]) -> Sighted:
    """Return what a sample that was handed in for one variant tells of others."""
    return sighted_in(cells, KEY, by.watermark, Watermarks(others=others))


def found_in_copies(variants: list[Variant], change: Callable[[pl.DataFrame], pl.DataFrame]) -> int:
    """Count the variants found, among a hundred, in changed copies that another attempt hands in."""
    return sum(source_found(change(source.cells), variants, at) for at, source in enumerate(variants))


def found_in_splices(variants: list[Variant], share: float, kept: float) -> int:
    """Count the variants found when that share of their rows replaces others' own, and a part of all is kept."""
    count = 0
    for at, source in enumerate(variants):
        borrowed = source.cells.sample(fraction=share, seed=at)
        own = handed_in_for(variants, at).cells.join(borrowed, on=KEY, how="anti")
        count += source_found(pl.concat([borrowed, own]).sample(fraction=kept, seed=at), variants, at)
    return count


def source_found(cells: pl.DataFrame, variants: list[Variant], at: int) -> bool:
    """Say whether the variant ``at``, and no other, is found in what the next one's attempt hands in."""
    source = Carrier(name=variants[at].name, seed=watermark_seed(seed_of(at)))
    others = seen(cells, handed_in_for(variants, at), (source, *strangers(RIVALS - 1))).others
    return [name for name, match in others.items() if match.found] == [source.name]


def handed_in_for(variants: list[Variant], at: int) -> Variant:
    """Return the variant of the attempt that hands in the copy of the variant ``at``."""
    return variants[(at + 1) % len(variants)]


def by_chance(variants: list[Variant]) -> tuple[int, int]:
    """Count the strangers found in own work of every size and in the whole dataset, and the pairs looked at."""
    false = pairs = 0
    for at, own in enumerate(variants):
        for part in range(5):
            cells = own.cells.sample(fraction=1 - part / 6, seed=part)
            others = seen(cells, own, strangers(RIVALS, among=f"{at} {part}")).others
            false += sum(match.found for match in others.values())
            pairs += len(others)
    return false, pairs


if __name__ == "__main__":
    main()
