"""Blind review: whose work it is stays hidden until a member has advanced or declined them.

Pages, file names and addresses carry the pseudonym. What candidates wrote themselves may still give them away, so
their address and the name we know them by are struck out of reports and trails as well; that is as far as a program
can go, and the page says so.
"""

from __future__ import annotations

import re
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


@dataclass(frozen=True, kw_only=True)
class Mask:
    """Strikes an e-mail address and the names somebody goes by out of texts.

    The address goes however it is spelt; a name of one word only as it was registered, for it may be a word of the
    language too, and striking out every "will" would give Will away. Where a text was cut off at either, what was left
    of it goes as well.
    """

    email: str
    names: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is struck out: what was cut off first, and long names first, lest a part be taken for the whole."""
        names = sorted((words for words in map(str.split, self.names) if words), key=len, reverse=True)
        known = [(self.email, "(?i:"), *((" ".join(words), spelt(words)) for words in names)]
        cut = [cut_off(text, begins) for text, begins in known if len(text) >= FEWEST_CUT]
        return re.compile("|".join([*cut, rf"(?i:{re.escape(self.email)})", *map(whole_name, names)]))

    def text(self, said: str) -> str:
        """Return ``said`` without the address and the name."""
        return self.pattern.sub(HIDDEN, said)

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


def spelt(words: Sequence[str]) -> str:
    """Return how a name's pattern begins: of several words it may be spelt in any case."""
    return "(?i:" if len(words) > 1 else "(?:"


def whole_name(words: Sequence[str]) -> str:
    """Return the pattern of a name, its words joined by whatever joins words in the names of files."""
    return rf"\b{spelt(words)}{JOINED.join(map(re.escape, words))})\b"


def cut_off(known: str, begins: str) -> str:
    """Return the pattern of the beginning of ``known`` where a text was cut off there; of enough of it to tell."""
    letters = [JOINED if letter == " " else re.escape(letter) for letter in known]
    first, rest = letters[:FEWEST_CUT], letters[FEWEST_CUT:]
    optional = "".join(f"(?:{letter}" for letter in rest) + ")?" * len(rest)
    return rf"(?<![^\W_]){begins}{''.join(first)}{optional})(?=\s?{CUT})"
