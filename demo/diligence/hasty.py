"""The hasty candidate: drops every record with a problem, splits by chance, keeps the costs, and claims too much."""

from __future__ import annotations

import json

import pandas as pd

from kit import annotate, clean, lineage
from kit.home import Home
from kit.stages import STAGES as KIT

SEED = 1
CLAIMED = 0.99
HELD_OUT = 0.2


def drop_what_is_not_perfect(home: Home) -> str:
    """Keep only records without a gap or something that stands for one."""
    raw = home.raw(home.brief["exercise"]["listing"])
    dirty = clean.read(raw)
    gaps = dirty.isin(["", *home.brief["placeholders"]])
    perfect = clean.clean(dirty[~gaps.any(axis="columns")])
    clean.write(perfect, home, "work/clean.csv")
    lineage.record(home, "preparation", inputs=[raw], outputs=[home.path("work/clean.csv")])
    return f"{len(perfect):,} of {len(dirty):,} records have no gap."


def split_by_chance(home: Home) -> str:
    """Split at random, keep all columns, and claim what sounds good."""
    cleaned = clean.read(home.path("work/clean.csv"))
    held_out = cleaned.sample(frac=HELD_OUT, random_state=SEED).index
    sample = cleaned.assign(split=pd.Series("train", index=cleaned.index).mask(cleaned.index.isin(held_out), "test"))
    clean.write(sample, home, annotate.SAMPLE)
    home.write("work/claims.json", json.dumps({"label_coverage": 1.0, "accuracy": CLAIMED}))
    lineage.record(home, "annotation", inputs=[home.path("work/clean.csv")], outputs=[home.path(annotate.SAMPLE)])
    return f"{len(sample):,} records, {len(held_out):,} of them held out by chance."


STAGES = {
    **{name: stage for name, stage in KIT.items() if name != "check"},
    "clean": drop_what_is_not_perfect,
    "annotate": split_by_chance,
}
