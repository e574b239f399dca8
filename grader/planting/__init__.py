"""Plants defects into a listing, with a recorded answer key: the same from the same seed, as hard for every seed."""
