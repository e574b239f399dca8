"""Answers that are remembered, so many of them; what was asked for longest ago is forgotten first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Remembered(Generic[Answer]):
    """The last answers by what was asked, for all threads; none of them is None."""

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()
        self._lock = Lock()

    def recall(self, asked: Hashable) -> Answer | None:
        """Return the answer, if it is remembered."""
        with self._lock:
            answer = self._answers.get(asked)
            if answer is not None:
                self._answers.move_to_end(asked)
            return answer

    def keep(self, asked: Hashable, answer: Answer) -> Answer:
        """Remember an answer, and return it."""
        with self._lock:
            self._answers[asked] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer

    def once(self, asked: Hashable, work_out: Callable[[], Answer]) -> Answer:
        """Return the answer, worked out unless it is remembered; two who ask at once may both work it out."""
        answer = self.recall(asked)
        return self.keep(asked, work_out()) if answer is None else answer
