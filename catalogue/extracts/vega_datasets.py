"""The listings made from the package vega-datasets."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from catalogue.extracts.extract import Extract, Row, cell, extract_of, number, read_rows, renamed
from catalogue.packages import Packages
from catalogue.strikes import curate_strikes, reference_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
QUAKE = {
    "mag": "magnitude",
    "magType": "magnitude_type",
    "place": "place",
    "nst": "stations",
    "gap": "azimuthal_gap_deg",
    "dmin": "nearest_station_deg",
    "rms": "residual_s",
    "sig": "significance",
    "net": "network",
    "status": "status",
    "type": "kind",
}
REGIONS = (
    "South Asia",
    "Europe and Central Asia",
    "Sub-Saharan Africa",
    "Americas",
    "East Asia and Pacific",
    "Middle East and North Africa",
)
FINANCES = {
    "Candidate_Identification": "candidate",
    "Incumbent_Challenger_Status": "status",
    "Party_Affiliation": "party",
    "Candidate_State": "state",
    "Total_Receipts": "receipts",
    "Total_Disbursements": "disbursements",
    "Beginning_Cash": "cash_at_start",
    "Ending_Cash": "cash_at_end",
    "Contributions_from_Candidate": "own_contributions",
    "Candidate_Loan_Repayments": "loans_repaid",
    "Debts_Owed_By": "debts",
    "Total_Individual_Contributions": "individual_contributions",
    "Coverage_End_Date": "covered_until",
}
NOT_SUPERSECTORS = ("month", "nonfarm_change")


def wildlife_strikes(packages: Packages) -> Extract:
    """Take the strike register, curated."""
    return extract_of(curate_strikes(_table(packages, "birdstrikes.csv")))


def wildlife_strikes_reference(packages: Packages) -> Extract:
    """Take four hundred records of the curated register."""
    return extract_of(reference_of(wildlife_strikes(packages).rows))


def airport_traffic(packages: Packages) -> Extract:
    """Take every route with its flights."""
    names = {"origin": "origin", "destination": "destination", "count": "flights"}
    return extract_of(renamed(row, names) for row in _table(packages, "flights-airport.csv"))


def two_city_weather(packages: Packages) -> Extract:
    """Take the daily weather of Seattle and New York."""
    return extract_of(_table(packages, "weather.csv"))


def county_habitat(packages: Packages) -> Extract:
    """Take the year-round habitat of four species by county."""
    rows = _table(packages, "species.csv")
    return extract_of({**row, "county_id": row["county_id"].zfill(5)} for row in rows)


def industry_unemployment(packages: Packages) -> Extract:
    """Take unemployment by industry and month."""
    return extract_of(
        {
            "industry": entry["series"],
            "month": f"{entry['year']}-{entry['month']:02d}",
            "unemployed_thousands": cell(entry["count"]),
            "unemployment_rate": cell(entry["rate"]),
        }
        for entry in _entries(packages, "unemployment-across-industries.json")
    )


def week_of_earthquakes(packages: Packages) -> Extract:
    """Take the events of the week in order of time, with what was measured of each."""
    features = json.loads(packages.text("vega-datasets", "package/data/earthquakes.json"))["features"]
    return extract_of(sorted((_quake(feature) for feature in features), key=lambda row: (row["time"], row["event"])))


def wheat_and_wages(packages: Packages) -> Extract:
    """Take the price of wheat and the wages of every fifth year."""
    return extract_of(
        {"year": entry["year"], "wheat_shillings": cell(entry["wheat"]), "wage_shillings": cell(entry.get("wages"))}
        for entry in _entries(packages, "wheat.json")
    )


def english_monarchs(packages: Packages) -> Extract:
    """Take the reigns in order, the interregnum marked."""
    return extract_of(
        {
            "order": cell(entry["index"] + 1),
            "ruler": entry["name"],
            "from_year": cell(entry["start"]),
            "to_year": cell(entry["end"]),
            "interregnum": "true" if entry.get("commonwealth") else "false",
        }
        for entry in _entries(packages, "monarchs.json")
    )


def monthly_carbon_dioxide(packages: Packages) -> Extract:
    """Take the monthly means, as measured and without the season."""
    return extract_of(
        {"month": row["Date"][:7], "co2_ppm": row["CO2"], "deseasonalised_ppm": row["adjusted CO2"]}
        for row in _table(packages, "co2-concentration.csv")
    )


def population_and_life(packages: Packages) -> Extract:
    """Take population, life expectancy and fertility by country and year, the region as words."""
    return extract_of(
        {
            "country": entry["country"],
            "year": cell(entry["year"]),
            "region": REGIONS[entry["cluster"]],
            "population": cell(entry["pop"]),
            "life_expectancy_years": cell(entry["life_expect"]),
            "children_per_woman": cell(entry["fertility"]),
        }
        for entry in _entries(packages, "gapminder.json")
    )


def campaign_accounts(packages: Packages) -> Extract:
    """Take the accounts of the campaigns without the candidates' names."""
    rows = [renamed(entry, FINANCES) for entry in _entries(packages, "political-contributions.json")]
    return extract_of(
        {name: _iso_date(cell(value)) if name == "covered_until" else cell(value) for name, value in row.items()}
        for row in rows
    )


def kansas_post_codes(packages: Packages) -> Extract:
    """Take the post codes of Kansas."""
    rows = [row for row in _table(packages, "zipcodes.csv") if row["state"] == "KS"]
    return extract_of({name: value for name, value in row.items() if name != "state"} for row in rows)


def london_boroughs(packages: Packages) -> Extract:
    """Take the centre of each borough, to a metre or so."""
    entries = _entries(packages, "londonCentroids.json")
    return extract_of(
        {"borough": entry["name"], "longitude": f"{entry['cx']:.5f}", "latitude": f"{entry['cy']:.5f}"}
        for entry in sorted(entries, key=lambda entry: str(entry["name"]))
    )


def deficit_forecasts(packages: Packages) -> Extract:
    """Take every forecast of the deficit with the year of the budget that made it."""
    names = {"budgetYear": "budget_year", "forecastYear": "forecast_year", "value": "balance_trillion"}
    rows = (renamed(entry, names) for entry in _entries(packages, "budgets.json"))
    return extract_of({name: cell(value) for name, value in row.items()} for row in rows)


def jobs_by_supersector(packages: Packages) -> Extract:
    """Take employment month by month, one row for each group of industries."""
    return extract_of(
        {"month": row["month"][:7], "supersector": name.replace("utilties", "utilities"), "jobs_thousands": jobs}
        for row in _table(packages, "us-employment.csv")
        for name, jobs in row.items()
        if name not in NOT_SUPERSECTORS
    )


def county_unemployment(packages: Packages) -> Extract:
    """Take each county's rate, the county with its leading zero."""
    rows = read_rows(packages, "vega-datasets", "package/data/unemployment.tsv", delimiter="\t")
    return extract_of({"county_id": row["id"].zfill(5), "unemployment_rate": number(row["rate"])} for row in rows)


def iowa_electricity(packages: Packages) -> Extract:
    """Take the electricity of each source by year."""
    return extract_of(
        {"year": row["year"][:4], "source": row["source"], "net_generation_gwh": row["net_generation"]}
        for row in _table(packages, "iowa-electricity.csv")
    )


def _table(packages: Packages, name: str) -> list[Row]:
    return read_rows(packages, "vega-datasets", f"package/data/{name}")


def _entries(packages: Packages, name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(packages.text("vega-datasets", f"package/data/{name}"))
    return entries


def _quake(feature: dict[str, Any]) -> Row:
    longitude, latitude, depth = feature["geometry"]["coordinates"]
    time = EPOCH + timedelta(milliseconds=feature["properties"]["time"])
    return {
        "event": feature["id"],
        "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "longitude": cell(longitude),
        "latitude": cell(latitude),
        "depth_km": cell(depth),
        **{new: cell(feature["properties"][old]) for old, new in QUAKE.items()},
    }


def _iso_date(text: str) -> str:
    month, day, year = text.split("/")
    return f"{year}-{month}-{day}"


EXTRACTS = {
    "wildlife-strikes": wildlife_strikes,
    "wildlife-strikes-reference": wildlife_strikes_reference,
    "airport-traffic": airport_traffic,
    "two-city-weather": two_city_weather,
    "county-habitat": county_habitat,
    "industry-unemployment": industry_unemployment,
    "week-of-earthquakes": week_of_earthquakes,
    "wheat-and-wages": wheat_and_wages,
    "english-monarchs": english_monarchs,
    "monthly-carbon-dioxide": monthly_carbon_dioxide,
    "population-and-life": population_and_life,
    "campaign-accounts": campaign_accounts,
    "kansas-post-codes": kansas_post_codes,
    "london-boroughs": london_boroughs,
    "deficit-forecasts": deficit_forecasts,
    "jobs-by-supersector": jobs_by_supersector,
    "county-unemployment": county_unemployment,
    "iowa-electricity": iowa_electricity,
}
