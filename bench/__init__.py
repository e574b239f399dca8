"""Benchmarks: each measures one promise beside a named peer, in the same run, and prints the ratio."""
