"""The listings made from the package palmerpenguins."""

from __future__ import annotations

from catalogue.extracts.extract import Extract, blanked, extract_of, numbered, read_rows, renamed
from catalogue.packages import Packages

FIELD_NOTES = {
    "studyName": "study",
    "Sample Number": "sample_number",
    "Species": "species",
    "Region": "region",
    "Island": "island",
    "Stage": "stage",
    "Individual ID": "individual",
    "Clutch Completion": "clutch_complete",
    "Date Egg": "egg_date",
    "Culmen Length (mm)": "culmen_length_mm",
    "Culmen Depth (mm)": "culmen_depth_mm",
    "Flipper Length (mm)": "flipper_length_mm",
    "Body Mass (g)": "body_mass_g",
    "Sex": "sex",
    "Delta 15 N (o/oo)": "delta_15_n",
    "Delta 13 C (o/oo)": "delta_13_c",
    "Comments": "comments",
}


def penguin_field_notes(packages: Packages) -> Extract:
    """Take the penguins as written down in the field, with plain column names."""
    rows = read_rows(packages, "palmerpenguins", "palmerpenguins/data/penguins-raw.csv")
    return extract_of(blanked(renamed(row, FIELD_NOTES) for row in rows))


def penguin_measurements(packages: Packages) -> Extract:
    """Take the tidied measurements of the same penguins, numbered."""
    return extract_of(
        blanked(numbered("penguin", read_rows(packages, "palmerpenguins", "palmerpenguins/data/penguins.csv")))
    )


EXTRACTS = {"penguin-field-notes": penguin_field_notes, "penguin-measurements": penguin_measurements}
