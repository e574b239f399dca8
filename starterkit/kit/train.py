"""Stage train: a plain model, so that the sample is seen to teach something. The data is weighed, not the score."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import balanced_accuracy_score, f1_score
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from kit import lineage
from kit.annotate import SAMPLE
from kit.clean import read
from kit.home import Home

SEED = 7
NAME = "baseline"
MODEL = f"work/{NAME}.joblib"
RAREST = 25


def run(home: Home) -> str:
    """Train on the first part of the split, measure on the second, and keep the model."""
    sample = read(home.path(SAMPLE))
    label, rule = home.brief["label"]["column"], home.brief["split"]
    labelled = sample[sample[label].isin(home.brief["label"]["values"])]
    parts = {name: labelled[labelled[rule["column"]] == name] for name in rule["values"]}
    trained, held_out = (parts[name] for name in rule["values"])
    numbers, words = features_of(sample, home.brief)
    model = build(numbers, words).fit(as_numbers(trained, numbers), trained[label])
    predicted = model.predict(as_numbers(held_out, numbers))
    metrics = {
        "balanced_accuracy": round(float(balanced_accuracy_score(held_out[label], predicted)), 4),
        "macro_f1": round(float(f1_score(held_out[label], predicted, average="macro")), 4),
    }
    keep(home, model)
    facts = {"rows": len(trained), "features": [*numbers, *words], "metrics": metrics}
    home.write("work/training.json", json.dumps(facts))
    lineage.record(home, "training", inputs=[home.path(SAMPLE)], outputs=[home.path(MODEL)])
    reached = metrics["balanced_accuracy"]
    return f"trained on {len(trained):,} records; balanced accuracy {reached:.2f} on the {len(held_out):,} held out."


def trained_at(home: Home) -> str:
    """Return when the model was trained."""
    return datetime.fromtimestamp(home.path(MODEL).stat().st_mtime, tz=UTC).isoformat()


def keep(home: Home, model: Pipeline) -> None:
    """Write the model; the same bytes again are the same model, trained when it first was."""
    packed = io.BytesIO()
    joblib.dump(model, packed)
    if not home.path(MODEL).exists() or home.path(MODEL).read_bytes() != packed.getvalue():
        home.write(MODEL, packed.getvalue())


def features_of(sample: pd.DataFrame, brief: dict[str, Any]) -> tuple[list[str], list[str]]:
    """Return the feature columns, numbers and words; dates and columns known only after the outcome are not used."""
    usable = [c for c in brief["columns"] if c.get("role") == "feature" and not c.get("known_after_outcome")]
    present = [column for column in usable if column["name"] in sample.columns]
    numbers = [column["name"] for column in present if column["type"] in {"integer", "number"}]
    words = [column["name"] for column in present if column["type"] in {"string", "boolean"}]
    return numbers, words


def build(numbers: list[str], words: list[str]) -> Pipeline:
    """Return an untrained model that copes with gaps and with words it has never seen."""
    counted = make_pipeline(SimpleImputer(strategy="median", add_indicator=True), StandardScaler())
    named = OneHotEncoder(handle_unknown="infrequent_if_exist", min_frequency=RAREST)
    chosen = ColumnTransformer([("numbers", counted, numbers), ("words", named, words)])
    return make_pipeline(chosen, LogisticRegression(class_weight="balanced", max_iter=1000, random_state=SEED))


def as_numbers(table: pd.DataFrame, numbers: list[str]) -> pd.DataFrame:
    """Return the table with its numeric columns as numbers; a gap is a gap, and so is what is no number."""
    return table.assign(**{name: pd.to_numeric(table[name], errors="coerce").astype(np.float64) for name in numbers})
