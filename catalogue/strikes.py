"""The wildlife strike register, curated: what is renamed, left out, sampled and numbered, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

Row = dict[str, str]

SEED = "wildlife-strikes"
RECORDS = 6_000
REFERENCE_RECORDS = 400
STRAY_CODES = ("B", "C")
LEVELS = ("None", "Minor", "Medium", "Substantial")
COLUMNS = {
    "Flight Date": "flight_date",
    "Airport Name": "airport",
    "Origin State": "state",
    "Aircraft Airline Operator": "operator",
    "Aircraft Make Model": "aircraft",
    "Phase of flight": "phase",
    "Time of day": "time_of_day",
    "Wildlife Size": "wildlife_size",
    "Wildlife Species": "species",
    "Speed IAS in knots": "speed_knots",
    "Effect Amount of damage": "damage",
    "Cost Repair": "cost_repair",
    "Cost Other": "cost_other",
    "Cost Total $": "cost_total",
}
REGISTER_NAMES = {
    "ATL": "ATLANTA INTL",
    "ACY": "ATLANTIC CITY INTL",
    "AUS": "AUSTIN-BERGSTROM INTL",
    "BWI": "BALTIMORE WASH INTL",
    "BAD": "BARKSDALE AIR FORCE BASE ARPT",
    "CHS": "CHARLESTON AFB/INTL ARPT",
    "CLT": "CHARLOTTE/DOUGLAS INTL ARPT",
    "MDW": "CHICAGO MIDWAY INTL ARPT",
    "ORD": "CHICAGO O'HARE INTL ARPT",
    "CVG": "CINCINNATI/NORTHERN KENTUCKY INTL ARPT",
    "CLE": "CLEVELAND-HOPKINS INTL ARPT",
    "DFW": "DALLAS/FORT WORTH INTL ARPT",
    "DEN": "DENVER INTL AIRPORT",
    "DTW": "DETROIT METRO WAYNE COUNTY ARPT",
    "OMA": "EPPLEY AIRFIELD",
    "FLL": "FORT LAUDERDALE/HOLLYWOOD INTL",
    "IAH": "GEORGE BUSH INTERCONTINENTAL",
    "PIT": "GREATER PITTSBURGH",
    "HNL": "HONOLULU INTL ARPT",
    "HOU": "HOUSTON-HOBBY",
    "IND": "INDIANAPOLIS INTL",
    "JFK": "JOHN F KENNEDY INTL",
    "MCI": "KANSAS CITY INTL",
    "LGA": "LAGUARDIA NY",
    "STL": "LAMBERT-ST LOUIS INTL",
    "LIH": "LIHUE ARPT",
    "BOS": "LOGAN INTL",
    "LAX": "LOS ANGELES INTL",
    "SDF": "LOUISVILLE INTL ARPT",
    "MEM": "MEMPHIS INTL",
    "OAK": "METRO OAKLAND INTL",
    "SJC": "MINETA SAN JOSE INTL",
    "MSP": "MINNEAPOLIS-ST PAUL INTL",
    "BNA": "NASHVILLE INTL",
    "MSY": "NEW ORLEANS INTL",
    "EWR": "NEWARK LIBERTY INTL ARPT",
    "MCO": "ORLANDO INTL",
    "PHL": "PHILADELPHIA INTL",
    "PHX": "PHOENIX SKY HARBOR",
    "CMH": "PORT COLUMBUS INTL",
    "PDX": "PORTLAND INTL (OR)",
    "DCA": "RONALD REAGAN WASHINGTON NATL",
    "SMF": "SACRAMENTO INTL",
    "SLC": "SALT LAKE CITY INTL",
    "SAT": "SAN ANTONIO INTL",
    "SFO": "SAN FRANCISCO INTL ARPT",
    "SEA": "SEATTLE-TACOMA INTL",
    "TEB": "TETERBORO AIRPORT",
    "IAD": "WASHINGTON DULLES INTL ARPT",
    "OKC": "WILL ROGERS WORLD ARPT",
}
EVENT = ("airport", "flight_date", "aircraft", "operator", "phase", "time_of_day")
ODD_SIZES = {("Short-eared owl", "Medium"), ("Zebra dove", "Medium")}


def curate_strikes(register: Sequence[Row]) -> list[Row]:
    """Return six thousand records of the register in order of date, each with a ``strike_id``.

    Left out are later reports of an event already there, records that report no damage and a repair bill, and two
    whose size of bird contradicts the species everywhere else: with them, no answer key could say what is right.
    """
    numbered = [_numbered(row, place) for place, row in enumerate(register)]
    events: set[tuple[str, ...]] = set()
    kept: list[Row] = []
    for row in numbered:
        event = tuple(row[name] for name in EVENT)
        if event not in events and not _contradicts_itself(row):
            kept.append(row)
        events.add(event)
    stray = [row for row in kept if row["damage"] in STRAY_CODES]
    rest = sorted((row for row in kept if row["damage"] not in STRAY_CODES), key=_lot)
    return sorted(stray + rest[: RECORDS - len(stray)], key=lambda row: (row["flight_date"], row["strike_id"]))


def reference_of(curated: Sequence[Row]) -> list[Row]:
    """Return four hundred of the curated records, in order of date; none has a stray code."""
    sound = [row for row in curated if row["damage"] in LEVELS]
    drawn = sorted(sound, key=lambda row: _digest("reference", row["strike_id"]))[:REFERENCE_RECORDS]
    return sorted(drawn, key=lambda row: (row["flight_date"], row["strike_id"]))


def _numbered(row: Row, place: int) -> Row:
    renamed = {new: " ".join(row[old].split()) for old, new in COLUMNS.items()}
    return {"strike_id": _strike_id(place), **renamed}


def _strike_id(place: int) -> str:
    """Give a place in the register its own six-digit number; none comes twice, since the modulus is prime."""
    return str(100_000 + (place * 611_953 + 424_243) % 899_981)


def _contradicts_itself(row: Row) -> bool:
    unpaid_repair = row["damage"] == "None" and row["cost_repair"] != "0"
    return unpaid_repair or (row["species"], row["wildlife_size"]) in ODD_SIZES


def _lot(row: Row) -> str:
    return _digest("sample", row["strike_id"])


def _digest(purpose: str, text: str) -> str:
    return hashlib.sha256(f"{SEED}/{purpose}/{text}".encode()).hexdigest()
