"""The one way a stage says that it can't go on."""


class Stop(Exception):
    """A stage can't go on; the message says why and what to do."""
