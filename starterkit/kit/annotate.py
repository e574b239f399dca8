"""Stage annotate: settle the label, split by time, keep the columns that were asked for, and see how far labels hold.

The reference is looked at, not yet used to mend: where it has another label for the same record, it is right.
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from kit import lineage
from kit.clean import read, write
from kit.home import Home

SAMPLE = "data/sample.csv"
MODEST = 0.02


def run(home: Home) -> str:
    """Make the sample of the cleaned records."""
    return make(home, read(home.path("work/clean.csv")))


def make(home: Home, cleaned: pd.DataFrame) -> str:
    """Make the sample of these records, and write down what can be claimed of its labels."""
    sample = select(split_by_time(keep_known_labels(cleaned, home.brief), home.brief), home.brief)
    write(sample, home, SAMPLE)
    claims = {"label_coverage": coverage(sample, home.brief), "accuracy": accuracy(home, sample)}
    home.write("work/claims.json", json.dumps(claims))
    sources = [home.path("work/clean.csv"), *reference_of(home)]
    lineage.record(home, "annotation", inputs=sources, outputs=[home.path(SAMPLE)])
    return f"{len(sample):,} records, {claims['label_coverage']:.1%} labelled, about {claims['accuracy']:.0%} rightly."


def keep_known_labels(table: pd.DataFrame, brief: dict[str, Any]) -> pd.DataFrame:
    """Blank labels that are none of the brief's: nobody can tell what they mean, and guessing is worse than a gap."""
    label = brief["label"]
    known = table[label["column"]].isin(label["values"])
    return table.assign(**{label["column"]: table[label["column"]].where(known, "")})


def split_by_time(table: pd.DataFrame, brief: dict[str, Any]) -> pd.DataFrame:
    """Put what happened before the boundary into the first part and the rest into the second."""
    rule = brief["split"]
    before, after = rule["values"]
    is_before = table[rule["order_by"]] < rule["boundary"]
    return table.assign(**{rule["column"]: is_before.map({True: before, False: after})})


def select(table: pd.DataFrame, brief: dict[str, Any]) -> pd.DataFrame:
    """Keep the brief's columns, in its order, but none known only after the outcome: it gives the answer away."""
    asked = [column["name"] for column in brief["columns"] if not column.get("known_after_outcome")]
    return table[[name for name in asked if name in table.columns]]


def coverage(sample: pd.DataFrame, brief: dict[str, Any]) -> float:
    """Return the share of records that carry a label."""
    return round(float((sample[brief["label"]["column"]] != "").mean()), 4)


def accuracy(home: Home, sample: pd.DataFrame) -> float:
    """Return how often labels agree with the reference, less a little: a claim should hold on other records too."""
    if not reference_of(home):
        return 0.9
    label, key = home.brief["label"]["column"], home.brief["key"]
    checked = sample.merge(read(reference_of(home)[0])[[*key, label]], on=key, suffixes=("", "_checked"))
    checked = checked[checked[label] != ""]
    return round(float((checked[label] == checked[f"{label}_checked"]).mean()) - MODEST, 4)


def reference_of(home: Home) -> list[Any]:
    """Return the fetched reference, if the brief has one."""
    reference = home.brief.get("reference")
    return [home.raw(reference)] if reference else []
