"""A report in the forms people and machines read: one file each, each a pure function."""
