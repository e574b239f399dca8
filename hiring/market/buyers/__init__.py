"""Simulated buyers of what attempts publish: pure, so that a market day is the same however often it is made."""
