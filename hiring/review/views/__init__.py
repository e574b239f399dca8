"""The review pages, by what they are about."""
