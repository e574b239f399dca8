"""The schema family."""
