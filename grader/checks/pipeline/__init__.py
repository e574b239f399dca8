"""The pipeline checks, one file each."""
