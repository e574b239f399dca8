"""Letters: rows that are sent, so that a mail server that is away loses none."""
