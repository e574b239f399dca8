"""Tests of the provenance checks."""
