"""Signing keys, their rotation and their public set."""
