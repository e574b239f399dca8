"""The gate: a pure library and the `assay` command, with no knowledge of the web."""

__version__ = "0.1.0"
