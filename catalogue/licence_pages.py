"""The licence page of a listing: where the data come from, who allows what, and what was changed."""

from __future__ import annotations

from typing import Any

from catalogue.packages import Packages

LICENCE_TEXTS = {"airportsdata": "airportsdata-20260905.dist-info/licenses/LICENSE"}
ATTRIBUTION = "- To be named as: {text}\n"
PAGE = """# {title}: source and licence

- Source: {source_title}, published by {publisher}
- Address: <{uri}>
- Taken from: the package `{package}` {version}, SHA-256 `{sha256}`
- Licence of the data: `{licence}`, see <{licence_uri}>
{attribution}- What the package says of it, in {stated_in}:

> {statement}

## What was changed

{changes}

## The sandbox's terms

`listing.json` also holds terms and prices. They are part of the exercise: play terms, under a licence of the
sandbox or under the source's own, that bind an attempt inside the sandbox marketplace and nobody outside it. The data
themselves stay as free as their source made them.
"""


def licence_page(card: dict[str, Any], packages: Packages) -> str:
    """Return the page as Markdown, with the licence's text where the licence asks for it to travel along."""
    source, named = card["source"], card["terms"]["attribution"]
    page = PAGE.format(
        title=card["title"],
        source_title=source["title"],
        publisher=source["publisher"],
        uri=card["source_uri"],
        package=source["package"],
        version=source["package_version"],
        sha256=source["package_sha256"],
        licence=source["licence"],
        licence_uri=source["licence_uri"],
        attribution=ATTRIBUTION.format(text=named["text"]) if named["required"] else "",
        stated_in=source["licence_stated_in"],
        statement=source["licence_statement"],
        changes="\n".join(f"- {change}" for change in source["changes"]),
    )
    text = LICENCE_TEXTS.get(source["package"])
    return page if text is None else f"{page}\n## Licence text\n\n```\n{packages.text(source['package'], text)}```\n"
