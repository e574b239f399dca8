"""The candidate's pages, by what they are about."""
