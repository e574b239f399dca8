"""A reference pipeline: from a token of the sandbox market to a bundle handed in, one file per stage. Change any."""
