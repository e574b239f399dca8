"""Rows against schemas."""
