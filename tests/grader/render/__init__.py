"""A report in the forms people and machines read."""
