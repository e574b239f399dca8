"""Bundles handed in, stored by digest."""
