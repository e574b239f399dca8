"""The quality checks, each asked about bundles that satisfy it, nearly do, and don't."""
