"""What goes wrong while reading an input, said so that a person can act on it."""

from __future__ import annotations


class Unreadable(Exception):
    """An input that can't be read: what is wrong, where, the limit it broke and the remedy.

    ``sentence`` says what happened; ``file`` and ``place`` say where (a byte offset, a row, a JSON pointer);
    ``limit`` is the number it broke, when there is one; ``remedy`` says what to do.
    """

    def __init__(
        self, sentence: str, *, file: str | None = None, place: str | None = None, limit: str | None = None, remedy: str
    ) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.file = file
        self.place = place
        self.limit = limit
        self.remedy = remedy

    def __str__(self) -> str:
        where = " at ".join(part for part in (self.file, self.place) if part)
        parts = [f"{where}: {self.sentence}" if where else self.sentence]
        if self.limit:
            parts.append(f"The limit is {self.limit}.")
        return " ".join([*parts, self.remedy])


class Absent(Exception):
    """An input that was not given or is not in the bundle; ``from_bundle`` tells whose part it is."""

    def __init__(self, sentence: str, *, from_bundle: bool) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.from_bundle = from_bundle
