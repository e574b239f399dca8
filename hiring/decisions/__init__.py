"""Reviews and decisions, made by people."""
