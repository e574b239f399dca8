"""The engine named in the settings."""

from __future__ import annotations

from select import POLLIN, poll
from typing import Any

from django.db.backends.postgresql import base, operations
from psycopg.pq import TransactionStatus

WORKING = (TransactionStatus.IDLE, TransactionStatus.INTRANS)


class DatabaseOperations(operations.DatabaseOperations):
    """Knows what was asked of a prepared statement, of which the driver keeps no text."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> str:
        """Return the statement, for logs."""
        return str(super().last_executed_query(cursor, sql, params) or sql)


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, asked for no more turns than it takes."""

    ops_class = DatabaseOperations

    def get_connection_params(self) -> dict[str, Any]:
        """Return what to connect with: a statement is prepared when it comes again on a cursor for such ones."""
        return {**super().get_connection_params(), "prepare_threshold": 1}

    def prepared_cursor(self) -> Any:
        """Return a cursor for statements that come again and again: the server reads and plans each of them once."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(base.ServerBindingCursor(self.connection))  # type: ignore[attr-defined, call-arg]

    def is_usable(self) -> bool:
        """Say whether it takes statements, without a turn: between two the server says nothing but that it closes."""
        if self.connection is None or self.connection.info.transaction_status not in WORKING:
            return False
        line = poll()
        line.register(self.connection.fileno(), POLLIN)
        return not line.poll(0)
