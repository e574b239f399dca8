"""The servers of the embedded package, started for real."""
