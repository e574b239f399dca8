"""The listings made from the data sets that travel with statsmodels, those whose makers call them public domain."""

from __future__ import annotations

from catalogue.extracts.extract import Extract, Row, blanked, extract_of, number, numbered, read_rows, renamed
from catalogue.packages import Packages

MODES = {"1": "air", "2": "train", "3": "bus", "4": "car"}
TRAVEL = {
    "individual": "traveller",
    "mode": "mode",
    "choice": "chosen",
    "ttme": "terminal_wait_min",
    "invc": "in_vehicle_cost",
    "invt": "in_vehicle_min",
    "gc": "generalised_cost",
    "hinc": "household_income",
    "psize": "party_size",
}


def health_visits(packages: Packages) -> Extract:
    """Take the person-years of the health insurance experiment, numbered."""
    return extract_of(numbered("person_year", _rows(packages, "randhie")))


def election_survey(packages: Packages) -> Extract:
    """Take the respondents of the 1996 election study, numbered and with column names in lower case."""
    rows = _rows(packages, "anes96", delimiter="\t", quote="'")
    return extract_of(numbered("respondent", (_in_lower_case(row) for row in rows)))


def yearly_sunspots(packages: Packages) -> Extract:
    """Take the sunspots of every year since 1700."""
    return extract_of(renamed(row, {"YEAR": "year", "SUNACTIVITY": "sunspots"}) for row in _rows(packages, "sunspots"))


def nino_sea_temperature(packages: Packages) -> Extract:
    """Take the temperature of the sea month by month, one row for each."""
    return extract_of(
        {"month": f"{row['YEAR']}-{month:02d}", "temperature_c": temperature}
        for row in _rows(packages, "elnino")
        for month, temperature in enumerate(list(row.values())[1:], start=1)
    )


def engel_food_budgets(packages: Packages) -> Extract:
    """Take the budgets of the Belgian households, numbered."""
    names = {"income": "income_francs", "foodexp": "food_francs"}
    return extract_of(numbered("household", (renamed(row, names) for row in _rows(packages, "engel"))))


def grunfeld_investment(packages: Packages) -> Extract:
    """Take the investment of eleven firms, firm and year first."""
    names = {"firm": "firm", "year": "year", "invest": "investment", "value": "market_value", "capital": "capital"}
    return extract_of(renamed(row, names) for row in _rows(packages, "grunfeld"))


def state_crime(packages: Packages) -> Extract:
    """Take the states' crime rates and what the same year's statistics say of their people."""
    return extract_of(_rows(packages, "statecrime"))


def travel_mode_choice(packages: Packages) -> Extract:
    """Take each traveller's four alternatives, with the modes as words."""
    rows = (renamed(row, TRAVEL) for row in _rows(packages, "modechoice", delimiter=";"))
    return extract_of({**row, "mode": MODES[row["mode"]]} for row in rows)


def nile_discharge(packages: Packages) -> Extract:
    """Take the river's discharge of a hundred years."""
    names = {"year": "year", "volume": "discharge"}
    return extract_of(renamed(row, names) for row in _rows(packages, "nile"))


def strike_durations(packages: Packages) -> Extract:
    """Take the strikes, numbered, decimals written in full."""
    return extract_of(
        numbered(
            "strike",
            (
                {"duration_days": row["duration"], "unexpected_production": number(row["iprod"])}
                for row in _rows(packages, "strikes")
            ),
        )
    )


def weekly_carbon_dioxide(packages: Packages) -> Extract:
    """Take the weekly means, dates written the ISO way."""
    rows = blanked(_rows(packages, "co2"))
    return extract_of({"week": _iso_date(row["date"]), "co2_ppm": row["co2"]} for row in rows)


def _rows(packages: Packages, name: str, *, delimiter: str = ",", quote: str = '"') -> list[Row]:
    member = f"statsmodels/datasets/{name}/{name}.csv"
    return read_rows(packages, "statsmodels", member, delimiter=delimiter, quote=quote)


def _in_lower_case(row: Row) -> Row:
    return {name.lower(): cell for name, cell in row.items()}


def _iso_date(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}"


EXTRACTS = {
    "health-visits": health_visits,
    "election-survey": election_survey,
    "yearly-sunspots": yearly_sunspots,
    "nino-sea-temperature": nino_sea_temperature,
    "engel-food-budgets": engel_food_budgets,
    "grunfeld-investment": grunfeld_investment,
    "state-crime": state_crime,
    "travel-mode-choice": travel_mode_choice,
    "nile-discharge": nile_discharge,
    "strike-durations": strike_durations,
    "weekly-carbon-dioxide": weekly_carbon_dioxide,
}
