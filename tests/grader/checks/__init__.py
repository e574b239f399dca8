"""Tests of the checks, by family."""
