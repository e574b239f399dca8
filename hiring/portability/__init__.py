"""Everything of an attempt as one signed file, written for its candidate or an operator, and taken in elsewhere."""
