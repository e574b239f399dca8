"""What a careful engineer would write in an hour: read a CSV with pandas, validate every row with jsonschema-rs.

`python -m bench.tools.peer BUNDLE` prints how many rows are not valid.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import jsonschema_rs
import pandas as pd

NUMBERS = {"integer": "Int64", "number": "Float64"}


def invalid_rows(bundle: Path) -> int:
    """Return how many rows of a bundle's sample are not valid by its schema."""
    schema = json.loads((bundle / "schema.json").read_bytes())
    types = {name: NUMBERS.get(kind_of(rules), "string") for name, rules in schema["properties"].items()}
    table = pd.read_csv(bundle / "data" / "sample.csv", dtype=types, keep_default_na=False, na_values=[""])
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    validator = jsonschema_rs.validator_for(schema, validate_formats=True)
    return sum(not validator.is_valid(row) for row in rows)


def kind_of(rules: dict[str, object]) -> str:
    """Return the type of a cell that is not null."""
    kinds = rules["type"]
    return str(kinds[0] if isinstance(kinds, list) else kinds)


if __name__ == "__main__":
    print(invalid_rows(Path(sys.argv[1])))
