"""Commands of the demonstration, one file each."""
