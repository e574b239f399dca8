"""Commands for operators, one file each."""
