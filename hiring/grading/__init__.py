"""Runs: the road from a submission to its report."""
