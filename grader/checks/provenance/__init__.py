"""The provenance checks, one file each."""
