"""Runs hostile data and hostile code where they can do no harm, or says why this machine can't."""

from hiring.confine.door import confine, what_holds_here
from hiring.confine.runtime import PYTHON
from hiring.confine.terms import Completed, Limits, NotConfined

__all__ = ["PYTHON", "Completed", "Limits", "NotConfined", "confine", "what_holds_here"]
