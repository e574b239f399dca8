"""The quality checks, one file each."""
