"""Puts made-up listings on offer, so many in all; for a shell that has Django set up.

Words, licences and regions are drawn by a fixed seed, common ones far more often than rare ones, as in real catalogues.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate
from typing import TypeVar

from django.db import connection, transaction

SEED = 7
WORDS, DOMAINS, TAGS = 4000, 60, 300
LICENCES = ("CC0-1.0", "MIT", "CC-BY-4.0", "ODbL-1.0", "CC-BY-SA-4.0", "Apache-2.0", "CC-BY-NC-4.0", "PDDL-1.0")
REGIONS = (("worldwide",), ("EU",), ("US",), ("GB", "EU"), ("US", "CA"), ("CH",), ("DE",), ("JP", "KR"))
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xa yo".split()
COLUMNS = ("slug", "title", "description", "domain", "tags", "licence", "regions", "rows", "price", "coverage", "card")

Thing = TypeVar("Thing")
Row = tuple[str | int | float | None, ...]

LOAD = """
    INSERT INTO market_listing (id, created_at, slug, title, description, creator, domain, tags, search)
    SELECT gen_random_uuid(), now(), slug, title, description, 'Bench', domain, tags::jsonb,
           setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', description), 'B')
    FROM made;
    INSERT INTO market_revision (id, created_at, listing_id, number, digest, size, media_type, rows, licence_id,
                                 regions, label_coverage, price_per_request_micro, terms, pricing, card)
    SELECT gen_random_uuid(), now(), listing.id, 1, 'sha256:' || repeat('0', 64), 1, 'text/csv', rows, licence,
           regions::jsonb, coverage, price, '{}', jsonb_build_object('per_request', price), card::jsonb
    FROM made JOIN market_listing AS listing USING (slug);
    ANALYZE market_listing, market_revision;
"""


def main(count: int) -> None:
    """Add what is missing to ``count`` listings."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM market_listing")
        offered = cursor.fetchone()[0]
        cursor.execute(
            "CREATE TEMPORARY TABLE made (slug text, title text, description text, domain text, tags text,"
            " licence text, regions text, rows bigint, price bigint, coverage float, card text) ON COMMIT DROP"
        )
        with cursor.copy(f"COPY made ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            for row in made(offered, count):
                copy.write_row(row)
        cursor.execute(LOAD)


def made(first: int, beyond: int) -> Iterator[Row]:
    """Yield the facts of listings ``first`` to ``beyond``."""
    chance = random.Random(f"{SEED} {first}")
    words, domains, tags = named(WORDS), named(DOMAINS, "domain-"), named(TAGS, "tag-")
    for number in range(first, beyond):
        price = chance.choice((None, chance.randrange(0, 100) * 500_000))
        coverage = chance.choice((None, round(chance.uniform(0.5, 1), 3)))
        quality = {"missing_share": round(chance.betavariate(1, 12), 4), "label_coverage": coverage}
        yield (
            f"made-{number:06}",
            " ".join(drawn(chance, words, 4)).capitalize(),
            " ".join(drawn(chance, words, 25)),
            drawn(chance, domains, 1)[0],
            json.dumps(sorted(set(drawn(chance, tags, 4)))),
            drawn(chance, LICENCES, 1)[0],
            json.dumps(drawn(chance, REGIONS, 1)[0]),
            int(chance.lognormvariate(9, 2)) + 1,
            price,
            coverage,
            json.dumps({"quality_metrics": quality}),
        )


def named(count: int, prefix: str = "") -> list[str]:
    """Return made-up words, the most frequent first."""
    chance = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < count:
        found[prefix + "".join(chance.choices(SYLLABLES, k=4))] = None
    return list(found)


def drawn(chance: random.Random, things: Sequence[Thing], count: int) -> list[Thing]:
    """Draw some things, each about half as often as one that stands half as far down (Zipf)."""
    return chance.choices(things, cum_weights=weights(len(things)), k=count)


@cache
def weights(count: int) -> list[float]:
    """Return the summed weights of so many things."""
    return list(accumulate(1 / (rank + 10) for rank in range(count)))
