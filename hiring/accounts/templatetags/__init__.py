"""Template tags that know who is signed in."""
