"""The one exception for "a rule of the house said no"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Detail:
    """One reason among several: where in the request (a JSON pointer), what is wrong, and a stable code."""

    pointer: str
    detail: str
    code: str


class Refused(Exception):
    """A rule of the house said no: ``code`` is stable for programs, ``sentence`` tells a person what to do.

    ``status`` is the HTTP status a face answers with; ``details`` list the reasons when there are several;
    ``retry_after`` is in seconds, where waiting helps; ``planned`` says that it was meant to happen.
    """

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        status: int = 409,
        details: tuple[Detail, ...] = (),
        retry_after: int | None = None,
        planned: bool = False,
    ) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status
        self.details = details
        self.retry_after = retry_after
        self.planned = planned
