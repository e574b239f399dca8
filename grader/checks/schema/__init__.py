"""The schema checks, one file each."""
