"""Organisations, people, members and sign-in."""
