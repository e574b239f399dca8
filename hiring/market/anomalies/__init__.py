"""Anomalies in what buyers are said to have used: pure statistics, the same whatever order uses arrive in."""
