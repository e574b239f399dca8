"""Stage annotate: split by time, put the columns into the brief's order, and see how far the labels hold.

Labels stay as they are, and so does every column that the brief names: which labels can be vouched for, and which
columns belong into a sample, is yours to judge. The reference is looked at, not yet used to mend: where it has another
label for the same record, it is right.
"""

from __future__ import annotations

import json
from pathlib import Path
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
    sample = in_order(split_by_time(cleaned, home.brief), home.brief)
    write(sample, home, SAMPLE)
    claims = {"label_coverage": coverage(sample, home.brief), "accuracy": accuracy(home, sample)}
    home.write("work/claims.json", json.dumps(claims))
    sources = [home.path("work/clean.csv"), *reference_of(home)]
    lineage.record(home, "annotation", inputs=sources, outputs=[home.path(SAMPLE)])
    told = f"{len(sample):,} records, {claims['label_coverage']:.1%} labelled, about {claims['accuracy']:.0%} rightly"
    undated = int((sample[home.brief["split"]["column"]] == "").sum())
    return f"{told}; {undated:,} in neither part, their day not being like 2001-12-31." if undated else f"{told}."


def split_by_time(table: pd.DataFrame, brief: dict[str, Any]) -> pd.DataFrame:
    """Put what happened before the boundary into the first part, the rest into the second, days unread into neither."""
    rule, days = brief["split"], days_of(table, brief)
    before, after = rule["values"]
    part = (days < rule["boundary"]).map({True: before, False: after})
    return table.assign(**{rule["column"]: part.where(days.notna(), "")})


def days_of(table: pd.DataFrame, brief: dict[str, Any]) -> pd.Series[pd.Timestamp]:
    """Read the days that records are split by; what is not in ISO form is no day until you mend it."""
    written: pd.Series[str] = table[brief["split"]["order_by"]]
    return pd.to_datetime(written, format="ISO8601", errors="coerce")


def in_order(table: pd.DataFrame, brief: dict[str, Any]) -> pd.DataFrame:
    """Return the columns that the brief names, in its order."""
    return table[[column["name"] for column in brief["columns"] if column["name"] in table.columns]]


def coverage(sample: pd.DataFrame, brief: dict[str, Any]) -> float:
    """Return the share of records that carry a label of the brief."""
    label = brief["label"]
    return round(float(sample[label["column"]].isin(label["values"]).mean()), 4)


def accuracy(home: Home, sample: pd.DataFrame) -> float:
    """Return how often labels agree with the reference, less a little: a claim should hold on other records too."""
    if not reference_of(home):
        return 0.9
    label, key = home.brief["label"]["column"], home.brief["key"]
    checked = sample.merge(read(reference_of(home)[0])[[*key, label]], on=key, suffixes=("", "_checked"))
    checked = checked[checked[label] != ""]
    return round(float((checked[label] == checked[f"{label}_checked"]).mean()) - MODEST, 4)


def reference_of(home: Home) -> list[Path]:
    """Return the fetched reference, if the brief has one."""
    reference = home.brief.get("reference")
    return [home.raw(reference)] if reference else []
