"""Writing an attempt as one file, and taking such a file in."""
