"""Real servers on this machine without installing any: PostgreSQL, Valkey and the processes of a demonstration."""
