"""The listing made from the package airportsdata."""

from __future__ import annotations

from catalogue.extracts.extract import Extract, extract_of, read_rows
from catalogue.packages import Packages
from catalogue.strikes import REGISTER_NAMES


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
        for row in read_rows(packages, "airportsdata", "airportsdata/airports.csv")
        if row["country"] == "US" and row["iata"]
    ]
    return extract_of(sorted(kept, key=lambda row: row["iata"]))


EXTRACTS = {"airport-directory": airport_directory}
