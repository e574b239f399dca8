"""Tests of the pipeline checks."""
