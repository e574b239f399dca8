"""A running installation with a cohort that goes through it: `python -m demo`."""
