"""How well near repeats are found: planted in real tables, and in corrupted person records, beside two peers.

`python -m bench.tools.detecting.near --seed 11` prints the tables and keeps the figures. No threshold was chosen on
anything that is measured here: QUA004's were on `catalogue/` and on made-up persons.
"""

from __future__ import annotations

import argparse
import string
import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import fmean

import polars as pl

from bench.tools.detecting.peers import ask_peer
from bench.tools.telling import keep, show
from grader.measures.cells import counted, kind_of
from grader.measures.coded import Field
from grader.measures.near import near_duplicates

PEER = Path(__file__).with_name("near_peer.py")
OURS = "QUA004"
SHARE = 0.05
MOST_CELLS = 2
LARGEST_GROUP = 10
PERSONS = ("febrl1", "febrl2", "febrl3", "febrl4")

Pair = tuple[int, int]
Row = dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Known:
    """A table whose near repeats are known, as pairs of rows."""

    name: str
    rows: pl.DataFrame
    pairs: frozenset[Pair]


@dataclass(frozen=True, kw_only=True)
class Score:
    """How the pairs found agree with those that are there."""

    precision: float
    recall: float
    f1: float


def main() -> None:
    """Plant, find, print tables and keep the figures."""
    parser = argparse.ArgumentParser(prog="near", description=__doc__)
    parser.add_argument("--seed", type=int, default=11)
    seed = parser.parse_args().seed
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        names = ask_peer(PEER, "tables", home)
        clean = {name: pl.read_csv(home / f"{name}.csv", infer_schema=False) for name in names}
        planted = [plant(name, table, Random(f"{seed} {name}")) for name, table in clean.items()]
        persons = [linked(name, pl.read_csv(home / f"{name}.csv", infer_schema=False), seed) for name in PERSONS]
        figures = {
            "planted": told(f"one row in {round(1 / SHARE)} repeated nearly, seed {seed}", planted, home),
            "persons": told(f"corrupted person records, shuffled by seed {seed}", persons, home),
        }
    false = {name: len(ours(table)) for name, table in clean.items()}
    print(f"\nPairs found in the {len(false)} tables as they are: {sum(false.values())}.")
    keep("near", {"seed": seed, **figures, "clean": false})


def plant(name: str, table: pl.DataFrame, chance: Random) -> Known:
    """Return a table with every so many rows in it twice, one or two cells of the second changed by accident."""
    rows = [{column: cell or "" for column, cell in row.items()} for row in table.to_dicts()]
    marked = list(enumerate(rows))
    for place in chance.sample(range(len(rows)), round(SHARE * len(rows))):
        copy = dict(rows[place])
        filled = [column for column, cell in copy.items() if cell]
        for column in chance.sample(filled, min(len(filled), chance.randint(1, MOST_CELLS))):
            copy[column] = slip(copy[column], chance)
        if copy != rows[place]:
            marked.append((place, copy))
    return shuffled(name, marked, chance)


def slip(cell: str, chance: Random) -> str:
    """Return a cell after an accident: blank, a digit wrong, a decimal lost, other capitals, more blanks, a slip."""
    kind = chance.random()
    digits = [place for place, letter in enumerate(cell) if letter.isdigit()]
    if kind < 1 / 5:
        return ""
    if is_number(cell):
        decimals = cell.partition(".")[2]
        if kind < 1 / 2 and len(decimals) > 1:
            return f"{float(cell):.{len(decimals) - 1}f}"
        place = chance.choice(digits)
        return cell[:place] + chance.choice(string.digits.replace(cell[place], "")) + cell[place + 1 :]
    if kind < 2 / 5:
        return cell.swapcase() if kind < 3 / 10 else f" {cell.replace(' ', '  ')}"
    place, letter = chance.randrange(len(cell)), chance.choice(string.ascii_lowercase)
    head, here, tail = cell[:place], cell[place], cell[place + 1 :]
    return chance.choice(
        [head + tail, head + letter + here + tail, head + letter + tail, head + tail[:1] + here + tail[1:]]
    )


def is_number(cell: str) -> bool:
    """Tell whether a cell is a finite decimal."""
    return cell.replace(".", "", 1).removeprefix("-").isdecimal()


def linked(name: str, table: pl.DataFrame, seed: int) -> Known:
    """Return person records, those of one person known by their number, which is taken away."""
    persons = table["rec_id"].str.extract(r"rec-(\d+)").to_list()
    rows = [{column: cell or "" for column, cell in row.items()} for row in table.drop("rec_id").to_dicts()]
    return shuffled(name, list(zip(map(int, persons), rows, strict=True)), Random(seed))


def shuffled(name: str, marked: list[tuple[int, Row]], chance: Random) -> Known:
    """Return rows in another order, and the pairs that bear the same mark and are not the same entirely."""
    chance.shuffle(marked)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for place, (mark, _) in enumerate(marked):
        groups[mark].append(place)
    pairs = {
        (one, two) for group in groups.values() for one, two in in_pairs(group) if marked[one][1] != marked[two][1]
    }
    return Known(name=name, rows=pl.DataFrame([row for _, row in marked]), pairs=frozenset(pairs))


def told(title: str, tables: Sequence[Known], home: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Print each table's F1 by us and by the peers, at the one threshold that suits a peer best for all of them."""
    scores: defaultdict[str, dict[str, Score]] = defaultdict(dict)
    for known in tables:
        path = home / "asked.csv"
        known.rows.write_csv(path)
        scores[OURS][known.name] = score(ours(known.rows), known.pairs)
        for peer, found in ask_peer(PEER, "find", path).items():
            for threshold, pairs in found.items():
                scores[f"{peer} {threshold}"][known.name] = best(map(tuple, pairs), known.pairs)
    columns = [OURS, *(best_of(scores, peer) for peer in ("datasketch", "Datalab"))]
    print(f"\n{title}: precision, recall and F1 of ours, F1 of the peers")
    show(
        [
            ("", "rows", "near", "precision", "recall", *columns),
            *(line(known, scores, columns) for known in tables),
            ("mean", "", "", "", "", *(f"{mean(scores[column]):.3f}" for column in columns)),
        ]
    )
    return {by: {name: vars(one) for name, one in found.items()} for by, found in scores.items()}


def line(known: Known, scores: Mapping[str, Mapping[str, Score]], columns: Sequence[str]) -> tuple[str, ...]:
    """Return one table's line."""
    own = scores[OURS][known.name]
    return (
        known.name,
        f"{known.rows.height:,}",
        f"{len(known.pairs):,}",
        f"{own.precision:.3f}",
        f"{own.recall:.3f}",
        *(f"{scores[column][known.name].f1:.3f}" for column in columns),
    )


def ours(rows: pl.DataFrame) -> set[Pair]:
    """Return the pairs that QUA004 finds in rows without a key."""
    fields = []
    for cells in rows.select(pl.all().replace({"": None})):
        counts = counted(cells)
        fields.append(Field(name=cells.name, cells=cells, counts=counts, kind=kind_of(counts)))
    near = near_duplicates(fields, rows.height)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for row, first in zip(near.rows.to_list(), near.first.to_list(), strict=True):
        groups[first].append(row)
    return {pair for first, others in groups.items() for pair in in_pairs(sorted([first, *others]))}


def in_pairs(group: Sequence[int]) -> list[Pair]:
    """Return every two of a group, the smaller first."""
    return [(one, two) for place, one in enumerate(group) for two in group[place + 1 :]]


def score(found: Collection[Pair], there: frozenset[Pair]) -> Score:
    """Return how found pairs agree with those that are there."""
    right = len(there.intersection(found))
    precision, recall = right / max(len(found), 1), right / max(len(there), 1)
    return Score(precision=precision, recall=recall, f1=2 * right / max(len(found) + len(there), 1))


def best(found: Iterable[Pair], there: frozenset[Pair]) -> Score:
    """Return the better score of pairs as they are and of all that is alike through others, in groups of up to ten."""
    pairs = set(found)
    groups: dict[int, set[int]] = {}
    for one, two in sorted(pairs):
        joined = groups.get(one, {one}) | groups.get(two, {two})
        if len(joined) <= LARGEST_GROUP:
            groups.update(dict.fromkeys(joined, joined))
    whole = pairs.union(*(in_pairs(sorted(group)) for group in groups.values()))
    return max(score(pairs, there), score(whole, there), key=lambda one: one.f1)


def best_of(scores: Mapping[str, Mapping[str, Score]], peer: str) -> str:
    """Return the threshold, with its peer, that has the best mean."""
    return max((by for by in scores if by.startswith(peer)), key=lambda by: mean(scores[by]))


def mean(scores: Mapping[str, Score]) -> float:
    """Return the mean F1."""
    return fmean(one.f1 for one in scores.values())


if __name__ == "__main__":
    main()
