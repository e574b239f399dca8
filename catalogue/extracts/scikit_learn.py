"""The listings made from the data sets that travel with scikit-learn."""

from __future__ import annotations

import csv
import io
from itertools import product

from catalogue.extracts.extract import Extract, Row, extract_of, numbered
from catalogue.packages import Packages

WINE = (
    "alcohol",
    "malic_acid",
    "ash",
    "alcalinity_of_ash",
    "magnesium",
    "total_phenols",
    "flavanoids",
    "nonflavanoid_phenols",
    "proanthocyanins",
    "colour_intensity",
    "hue",
    "od280_od315",
    "proline",
)
NUCLEUS = (
    "radius",
    "texture",
    "perimeter",
    "area",
    "smoothness",
    "compactness",
    "concavity",
    "concave_points",
    "symmetry",
    "fractal_dimension",
)
DIAGNOSES = {"0": "malignant", "1": "benign"}
SIDE = range(8)


def italian_wines(packages: Packages) -> Extract:
    """Take the chemical analyses of wines of three cultivars, numbered."""
    return extract_of(numbered("wine", _labelled(packages, "wine_data.csv", (*WINE, "cultivar"))))


def breast_tumour_nuclei(packages: Packages) -> Extract:
    """Take the measurements of cell nuclei, numbered, with the diagnosis as a word."""
    columns = tuple(f"{name}_{kind}" for kind, name in product(("mean", "error", "worst"), NUCLEUS))
    rows = _labelled(packages, "breast_cancer.csv", (*columns, "diagnosis"))
    return extract_of(numbered("mass", ({**row, "diagnosis": DIAGNOSES[row["diagnosis"]]} for row in rows)))


def handwritten_digits(packages: Packages) -> Extract:
    """Take the digits as eight lines of eight pixels, numbered, as whole numbers."""
    text = packages.text("scikit-learn", "sklearn/datasets/data/digits.csv.gz")
    columns = (*(f"pixel_{line}_{place}" for line, place in product(SIDE, SIDE)), "digit")
    rows = csv.reader(io.StringIO(text))
    whole = [dict(zip(columns, (str(int(float(cell))) for cell in row), strict=True)) for row in rows]
    return extract_of(numbered("image", whole))


def _labelled(packages: Packages, member: str, columns: tuple[str, ...]) -> list[Row]:
    """Read a table whose first line holds its size and the names of its classes."""
    text = packages.text("scikit-learn", f"sklearn/datasets/data/{member}")
    _, *rows = csv.reader(io.StringIO(text))
    return [dict(zip(columns, row, strict=True)) for row in rows]


EXTRACTS = {
    "italian-wines": italian_wines,
    "breast-tumour-nuclei": breast_tumour_nuclei,
    "handwritten-digits": handwritten_digits,
}
