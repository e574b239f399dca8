"""Blind review: whose work it is stays hidden until a member has advanced or declined them.

Pages, file names and addresses carry the pseudonym. What candidates wrote themselves may still give them away, so
their address and the name we know them by are struck out of reports and trails as well; that is as far as a program
can go, and the page says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from grader.finding import Finding
from grader.report import Outcome, Report

HIDDEN = "(hidden)"
CUT = "…"
FEWEST_CUT = 4
JOINED = r"[\s_.-]+"
LETTER = r"[^\W\d_]"
# What stands beside a part of a file's name, a path or a slug, and not beside a word of a sentence.
JOINED_BEFORE = r"(?:(?<=[\d_/\\@=~`])|(?<=[^\W_][-.:]))"
JOINED_AFTER = r"(?=[\d_/\\@`]|[-.:][^\W_])"


@dataclass(frozen=True, kw_only=True)
class Mask:
    """Strikes an e-mail address and the names somebody goes by out of texts.

    The address goes however it is spelt; a name of one word only as it was registered, for it may be a word of the
    language too, and striking out every "will" would give Will away. As a part of a slug, a path or the name of a file,
    which are no sentences, it goes however it is spelt, and so it does where it is all that is said. Where a text was
    cut off at either, what was left of it goes as well.
    """

    email: str
    names: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is struck out: what was cut off first, and long names first, lest a part be taken for the whole."""
        names = sorted((words for words in map(str.split, self.names) if words), key=len, reverse=True)
        cut = [cut_off(self.email, "(?i:"), *(end for words in names for end in ends_of(words))]
        whole = [pattern for words in names for pattern in (whole_name(words), part_name(words))]
        said = [begun(cut), rf"(?i:{re.escape(self.email)})", *([rf"{begun(whole)}(?!{LETTER})"] if whole else [])]
        return re.compile("|".join(said))

    def text(self, said: str) -> str:
        """Return ``said`` without the address and the name; what nobody sees between their letters hides neither."""
        plain = said if said.isascii() else "".join(letter for letter in said if unicodedata.category(letter) != "Cf")
        masked = self.pattern.sub(HIDDEN, plain)
        return said if masked == plain else masked

    def data(self, value: Any) -> Any:
        """Return parsed JSON with every text in it masked."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self.data(one) for one in value]
        if isinstance(value, dict):
            return {name: self.data(one) for name, one in value.items()}
        return value

    def report(self, report: Report) -> Report:
        """Return a report without them; points, codes and digests stay as they are."""
        return replace(
            report,
            outcomes=tuple(self._outcome(one) for one in report.outcomes),
            unread=self._findings(report.unread),
            answers=tuple(replace(one, reply=self.text(one.reply)) for one in report.answers),
        )

    def _outcome(self, outcome: Outcome) -> Outcome:
        return replace(
            outcome,
            summary=self.text(outcome.summary),
            cause=self.text(outcome.cause),
            findings=self._findings(outcome.findings),
        )

    def _findings(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        return tuple(self._finding(one) for one in findings)

    def _finding(self, finding: Finding) -> Finding:
        place = finding.place
        return replace(
            finding,
            message=self.text(finding.message),
            fix=self.text(finding.fix),
            limit=self._known(finding.limit),
            place=replace(
                place,
                file=self._known(place.file),
                column=self._known(place.column),
                pointer=self._known(place.pointer),
                values=tuple(self.text(value) for value in place.values),
                keys=tuple(tuple(self.text(cell) for cell in row) for row in place.keys),
            ),
        )

    def _known(self, said: str | None) -> str | None:
        return said if said is None else self.text(said)


def begun(patterns: Iterable[str]) -> str:
    """Return the pattern of any of these where no word is under way."""
    return rf"(?<!{LETTER})(?:{'|'.join(patterns)})"


def spelt(words: Sequence[str]) -> str:
    """Return how a name's pattern begins: of several words it may be spelt in any case."""
    return "(?i:" if len(words) > 1 else "(?:"


def whole_name(words: Sequence[str]) -> str:
    """Return the pattern of a name, its words joined by whatever joins words in the names of files.

    Of several words it may also be written with the last one first, with initials for the others, or as one word with
    capitals.
    """
    *first, last = map(either, words)
    if not first:
        return f"(?:{last})"
    initials = r"\s?".join(rf"{re.escape(word[0])}\." for word in words[:-1])
    forms = (
        JOINED.join([*first, last]),
        rf"{initials}\s?{last}",
        rf"(?-i:{last},\s?(?:{JOINED.join(first)}|{initials}))",
        f"(?-i:{''.join([*first, last])})",
    )
    return f"(?i:{'|'.join(forms)})"


def part_name(words: Sequence[str]) -> str:
    """Return the pattern of a name as a part of a slug, a path or the name of a file, or as the whole of a text."""
    pieces = re.findall(r"[^\W_]+", " ".join(words)) or words
    part = f"(?i:{'[_.-]*'.join(map(either, pieces))})"
    return rf"{JOINED_BEFORE}{part}|{part}{JOINED_AFTER}|\A{part}\Z"


def either(word: str) -> str:
    """Return the pattern of a word with its accents or, as in a slug, without."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
    return re.escape(word) if plain == word else f"(?:{re.escape(word)}|{re.escape(plain)})"


def ends_of(words: Sequence[str]) -> tuple[str, ...]:
    """Return the patterns of what is left of a name where a sentence, or a slug in it, was cut off."""
    name = " ".join(words)
    if len(name) < FEWEST_CUT:
        return ()
    return cut_off(name, spelt(words)), cut_off(name, f"{JOINED_BEFORE}(?i:")


def cut_off(known: str, begins: str) -> str:
    """Return the pattern of the beginning of ``known`` where a text was cut off there; of enough of it to tell."""
    letters = [JOINED if letter == " " else re.escape(letter) for letter in known]
    first, rest = letters[:FEWEST_CUT], letters[FEWEST_CUT:]
    optional = "".join(f"(?:{letter}" for letter in rest) + ")?" * len(rest)
    return rf"{begins}{''.join(first)}{optional})(?=\s?{CUT})"
