"""Measures each detector on data with known truth, beside a peer that does the same."""
