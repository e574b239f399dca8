"""Writes the data card from what is known of the sample. Read it, and put in what only you know."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kit.annotate import days_of
from kit.home import Home


def write_card(home: Home, sample: pd.DataFrame) -> str:
    """Return DATACARD.md: eight sections, with every figure taken from the sample itself."""
    cards = [home.card(licence.dataset) for licence in home.licences]
    sections = {
        "Origin": " ".join(_origin(card) for card in cards),
        "Collection": _collection(cards),
        "Annotation": _annotation(home.brief, sample),
        "Composition": _composition(home.brief, sample),
        "Intended use": " ".join(cards[0]["card"]["intended_use"]) + f" Here: {home.brief['use_case']}.",
        "Forbidden use": " ".join(cards[0]["card"]["forbidden_use"]),
        "Limits": " ".join(cards[0]["card"]["limits"]),
        "Maintenance": "Whoever handed the bundle in answers questions and mends errors; a mended sample gets a new "
        "fingerprint, and this card says what changed.",
    }
    return "".join([f"# {home.brief['title']}\n", *(f"\n## {name}\n\n{text}\n" for name, text in sections.items())])


def _origin(card: dict[str, Any]) -> str:
    source = card["card"]["source"]
    return f"{card['title']}: {source['title']}, published by {source['publisher']} ({card['card']['source_uri']})."


def _collection(cards: list[dict[str, Any]]) -> str:
    taken = [f"{card['slug']} revision {card['revision']} under {card['terms']['licence']}" for card in cards]
    attributions = [card["terms"]["attribution"]["text"] for card in cards if card["terms"]["attribution"]["required"]]
    return f"Fetched from the sandbox market: {', '.join(taken)}. {' '.join(dict.fromkeys(attributions))}"


def _annotation(brief: dict[str, Any], sample: pd.DataFrame) -> str:
    label = brief["label"]
    blank = int((sample[label["column"]] == "").sum())
    return f"The label is {label['column']}. {label['definition']} It is blank in {blank} rows."


def _composition(brief: dict[str, Any], sample: pd.DataFrame) -> str:
    rule = brief["split"]
    parts = sample[rule["column"]].value_counts()
    days = days_of(sample, brief)
    described = {column["name"]: column["description"] for column in brief["columns"]}
    gaps = (sample == "").mean()
    lines = [
        f"{len(sample)} rows, {rule['order_by']} from {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}: "
        + ", ".join(f"{parts.get(value, 0)} for {value}" for value in rule["values"])
        + ".",
        "",
        "| column | holds | blank |",
        "|---|---|---|",
        *(f"| {name} | {described[name]} | {gaps[name]:.1%} |" for name in sample.columns),
    ]
    return "\n".join(lines)
