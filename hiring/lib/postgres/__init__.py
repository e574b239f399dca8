"""Django's engine for PostgreSQL, with a cheaper way to learn whether a connection still is one."""
