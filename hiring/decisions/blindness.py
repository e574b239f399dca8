"""Blind review: whose work it is stays hidden until a member has advanced or declined them.

Pages, file names and addresses carry the pseudonym. What candidates wrote themselves may still give them away, so
their address and the name we know them by are struck out of reports and trails as well; that is as far as a program
can go, and the page says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from grader.finding import Finding
from grader.report import Outcome, Report

HIDDEN = "(hidden)"


@dataclass(frozen=True, kw_only=True)
class Mask:
    """Strikes an e-mail address and a name out of texts.

    The address goes however it is spelt; a name of one word only as it was registered, for it may be a word of the
    language too, and striking out every "will" would give Will away.
    """

    email: str
    name: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What is struck out."""
        address = rf"(?i:{re.escape(self.email)})"
        match [re.escape(word) for word in self.name.split()]:
            case []:
                return re.compile(address)
            case [word]:
                return re.compile(rf"{address}|\b{word}\b")
            case words:
                name = r"[\s_.-]+".join(words)
                return re.compile(rf"{address}|\b(?i:{name})\b")

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
