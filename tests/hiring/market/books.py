"""What always holds of every market, asked of the database itself in one statement, so of one moment."""

from __future__ import annotations

from typing import Any, Protocol

from grader.chain import START

BROKEN = {
    "the accounts of a world do not sum to zero": """
        SELECT world_id FROM market_account GROUP BY world_id HAVING SUM(balance_micro) <> 0
    """,
    "a transfer does not sum to zero": """
        SELECT transfer_id FROM market_entry GROUP BY transfer_id HAVING SUM(amount_micro) <> 0
    """,
    "a balance is not the sum of its entries": """
        SELECT account.id FROM market_account account LEFT JOIN market_entry entry ON entry.account_id = account.id
        GROUP BY account.id HAVING account.balance_micro <> COALESCE(SUM(entry.amount_micro), 0)
    """,
    "a balance is below zero": """
        SELECT id FROM market_account WHERE kind <> 'mint' AND balance_micro < 0
    """,
    "a key counts other spending than it paid": """
        SELECT key.id FROM market_credential key
        LEFT JOIN market_transfer transfer ON transfer.credential_id = key.id
        LEFT JOIN market_entry entry ON entry.transfer_id = transfer.id
        AND entry.account_id IN (SELECT id FROM market_account WHERE kind = 'wallet')
        WHERE key.cap_micro IS NOT NULL
        GROUP BY key.id HAVING key.spent_micro <> COALESCE(-SUM(entry.amount_micro), 0)
    """,
    "a key spent more than its cap": """
        SELECT id FROM market_credential WHERE spent_micro > cap_micro
    """,
    "a use has no receipt, or two": """
        SELECT usage.id FROM market_usageevent usage LEFT JOIN market_receipt receipt ON receipt.usage_id = usage.id
        GROUP BY usage.id HAVING COUNT(receipt.id) <> 1
    """,
    "an event id was receipted twice": """
        SELECT usage.world_id FROM market_receipt receipt JOIN market_usageevent usage ON usage.id = receipt.usage_id
        GROUP BY usage.world_id, usage.event_id HAVING COUNT(*) > 1
    """,
    "a receipt says another price than was paid": """
        SELECT receipt.id FROM market_receipt receipt
        LEFT JOIN market_transfer transfer ON transfer.subject = receipt.usage_id
        LEFT JOIN market_entry entry ON entry.transfer_id = transfer.id
        AND entry.account_id IN (SELECT id FROM market_account WHERE kind = 'wallet')
        GROUP BY receipt.id HAVING receipt.charged_micro <> COALESCE(-SUM(entry.amount_micro), 0)
    """,
    "a trail is not one chain": f"""
        SELECT id FROM (
            SELECT id, previous, sequence,
            ROW_NUMBER() OVER chain AS place, LAG(hash, 1, '{START}') OVER chain AS before
            FROM market_trailentry WINDOW chain AS (PARTITION BY world_id ORDER BY sequence)
        ) entry WHERE previous <> before OR sequence <> place
    """,
    "a trail tells of other spending than its wallet": """
        SELECT world.id FROM market_world world
        JOIN market_account wallet ON wallet.world_id = world.id AND wallet.kind = 'wallet'
        LEFT JOIN market_trailentry paid ON paid.world_id = world.id AND paid.kind = 'money.charged'
        GROUP BY world.id, wallet.id
        HAVING world.budget_micro - wallet.balance_micro <> COALESCE(SUM((paid.facts->>'amount_micro')::bigint), 0)
    """,
    "a trail was ever beyond its budget": """
        SELECT paid.id FROM market_trailentry paid JOIN market_world world ON world.id = paid.world_id
        WHERE paid.kind = 'money.charged' AND (paid.facts->>'spent_micro')::bigint > world.budget_micro
    """,
}
WHAT_IS_BROKEN = "\nUNION ALL\n".join(
    f"SELECT '{sentence}' AS sentence, broken.*::text AS it FROM ({query}) broken" for sentence, query in BROKEN.items()
)
UNBALANCED_COMMITS = "SELECT xmin FROM market_entry GROUP BY xmin HAVING SUM(amount_micro) <> 0"
"""What one transaction wrote sums to zero: so does what any number of them wrote, in whatever order they came."""


class Cursor(Protocol):
    """A cursor of Django's connection or of any other."""

    def execute(self, query: Any) -> Any: ...
    def fetchall(self) -> list[Any]: ...


def assert_whole(cursor: Cursor) -> None:
    """Assert that every book balances and every trail is one chain, as of one moment."""
    cursor.execute(WHAT_IS_BROKEN)
    assert cursor.fetchall() == []
