"""The sample's files as tables."""
