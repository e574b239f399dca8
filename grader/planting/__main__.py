"""`python -m grader.planting`: plant a plan's defects into a listing, and say in one JSON line what was written."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from grader.answer_key import AnswerKey
from grader.digests import digest_of
from grader.errors import Unreadable
from grader.planting.draw import LONGEST_SEED, SHORTEST_SEED
from grader.planting.plan import Plan
from grader.planting.plant import NOTHING, plant
from grader.planting.table import Key, Table, key_of

UNREADABLE = 2


def main(arguments: list[str] | None = None) -> int:
    """Write data.csv and answer_key.json into the output folder; 0 when done, 2 when an input can't be used."""
    asked = _parser().parse_args(arguments)
    try:
        plan = Plan.parse(asked.plan.read_bytes())
        seed, cohort = _seeds(sys.stdin.read())
        reference = _keys_of(asked.reference, plan.planting.key) if asked.reference else NOTHING
        planted = plant(_read(asked.listing), plan, seed=seed, cohort=cohort, reference=reference)
    except (OSError, Unreadable) as problem:
        sys.stderr.write(f"{problem}\n")
        return UNREADABLE
    answers = planted.answer_key.to_json()
    asked.output.mkdir(parents=True, exist_ok=True)
    (asked.output / "data.csv").write_bytes(planted.data)
    (asked.output / "answer_key.json").write_bytes(answers)
    rows = len(planted.table.rows)
    sys.stdout.write(f"{_summary(planted.answer_key, rows=rows, size=len(planted.data), digest=digest_of(answers))}\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m grader.planting", description=__doc__)
    parser.add_argument("listing", type=Path, help="the clean listing, a CSV file")
    parser.add_argument("--plan", type=Path, required=True, help="the sandbox plan, plan.json")
    parser.add_argument("--reference", type=Path, help="rows that candidates can look up clean, a CSV file")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write to")
    parser.epilog = (
        "Two secrets are read from standard input, each 16 to 64 bytes as hexadecimal digits on a line: the variant's "
        "seed, and what all variants of a cohort share."
    )
    return parser


def _seeds(text: str) -> tuple[bytes, bytes]:
    try:
        seed, cohort = (bytes.fromhex(line) for line in text.splitlines())
    except ValueError as error:
        raise _no_seeds() from error
    if not all(SHORTEST_SEED <= len(one) <= LONGEST_SEED for one in (seed, cohort)):
        raise _no_seeds()
    return seed, cohort


def _no_seeds() -> Unreadable:
    return Unreadable(
        "It does not hold two seeds.",
        file="standard input",
        limit=f"{SHORTEST_SEED} to {LONGEST_SEED} bytes each",
        remedy="Write the variant's seed and the cohort's there, each on a line, in hexadecimal digits.",
    )


def _read(path: Path) -> Table:
    return Table.parse(path.read_bytes(), file=path.name)


def _keys_of(path: Path, columns: tuple[str, ...]) -> frozenset[Key]:
    return frozenset(key_of(row, columns) for row in _read(path).rows)


def _summary(key: AnswerKey, *, rows: int, size: int, digest: str) -> str:
    kinds = Counter(f"{defect.kind}/{defect.difficulty}" for defect in key.defects)
    written = {
        "data": {"file": "data.csv", "digest": key.revision, "bytes": size, "rows": rows},
        "answer_key": {"file": "answer_key.json", "digest": digest},
        "planted": dict(sorted(kinds.items())),
    }
    return json.dumps(written)


if __name__ == "__main__":
    sys.exit(main())
