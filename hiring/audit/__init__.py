"""The hash-chained log of what was done, by whom, to what."""
