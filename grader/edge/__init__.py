"""Edge transforms: rows pass one file's declared steps as a stream; run as ``python -m grader.edge``."""
