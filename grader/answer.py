"""An answer: what the candidate replied to one question of the brief, as a report carries it to who decides."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A question of the brief and the reply to it, which weighs nothing in any score.

    ``reply`` is plain text with its line breaks, empty when there is none; ``unshown`` counts the characters beyond
    it; ``withheld`` says why no reply is shown though there may be one. ``id`` is empty for what stands under no
    question.
    """

    id: str
    question: str
    reply: str = ""
    unshown: int = 0
    withheld: str = ""
