"""The careful candidate: mends what can be mended, labels by the reference, splits by time, reports use, publishes."""

from __future__ import annotations

import pandas as pd

from demo.diligence.publishing import publish
from demo.diligence.repair import agree, merge_events, respell, spell_out_codes, to_knots
from demo.diligence.rules import keep_rules, known_in_time, tidy
from kit import annotate, clean, lineage
from kit.home import Home
from kit.stages import STAGES as KIT

ANSWERS = """## left-out

Records whose day nobody knows, because no honest split can place them; the later of two records of one event, the
poorer report of the two; and the three cost columns, which are known only after the damage.

## weakest-label

Medium: the register says damage happened and not how bad it was. A team would see it confused with Minor more often
than with anything else, and should look at that confusion before it trusts the classes apart.

## one-more-week

I would read a hundred random records against their remarks, with a second person, and measure how often we agree.

## ai-use

I asked an assistant for the edit-distance function and tested it on pairs I made up. No data was shown to it.
"""


def mend(home: Home) -> str:
    """Mend what the table tells how to mend, then hold it to the brief's rules, which would blank or overlook it."""
    brief = home.brief
    raw = home.raw(brief["exercise"]["listing"])
    dirty = clean.read(raw)
    table = tidy(dirty, brief["placeholders"])
    table = spell_out_codes(table, "wildlife_size", {"S": "Small", "M": "Medium", "L": "Large"})
    table = to_knots(table)
    for column in ("airport", "operator", "species"):
        table = respell(table, column)
    for rule in brief["dependencies"]:
        table = agree(table, rule["determinant"], rule["dependent"])
    table = blank_contradictions(table)
    mended = merge_events(keep_rules(table, brief), [*brief["split"]["groups"], "phase", "time_of_day"])
    clean.write(mended, home, "work/clean.csv")
    lineage.record(home, "preparation", inputs=[raw], outputs=[home.path("work/clean.csv")])
    return f"{len(mended):,} of {len(dirty):,} records are kept, and mended where something tells how."


def blank_contradictions(table: pd.DataFrame) -> pd.DataFrame:
    """Blank the label of records that report a repair and no damage: nothing in them says which is right."""
    repaired = pd.to_numeric(table["cost_repair"], errors="coerce") > 0
    contradicts = repaired & (table["damage"] == "None")
    return table.assign(damage=table["damage"].mask(contradicts, ""))


def label(home: Home) -> str:
    """Take over what the checked reference says of the same records, and leave out what is known too late."""
    path = home.path("work/clean.csv")
    cleaned, checked = clean.read(path), clean.read(home.raw(home.brief["reference"]))
    shared = [name for name in cleaned.columns if name in checked.columns]
    trusted = checked.set_index("strike_id")[[name for name in shared if name != "strike_id"]]
    table = cleaned.set_index("strike_id")
    table.update(trusted)
    home.write("answers.md", ANSWERS)
    return annotate.make(home, known_in_time(table.reset_index(), home.brief))


STAGES = {**KIT, "clean": mend, "annotate": label, "publish": publish}
