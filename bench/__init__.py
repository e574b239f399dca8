"""Benchmarks: what we take, beside what others take for the same in the same run. docs/benchmarks.md tells more."""
