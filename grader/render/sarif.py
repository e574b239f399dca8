"""A report as SARIF 2.1.0, which code hosts show beside the lines it speaks of."""

from __future__ import annotations

import json
from typing import Any

from grader.finding import Finding, Place, Severity
from grader.render.plain import clean, seen, sentence, where
from grader.report import Outcome, Report, Status

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
UNREAD = "unread"
HEADER_LINES = {"csv": 1, "jsonl": 0}


def render_sarif(report: Report) -> bytes:
    """Return the report as SARIF: a rule for each check, a result for each finding and each crash."""
    results = [_result(one.code, finding) for one in report.outcomes for finding in one.findings]
    results += [_result(UNREAD, finding) for finding in report.unread]
    rules = [{"id": one.code, "name": one.code, "shortDescription": {"text": one.title}} for one in report.outcomes]
    rules.append({"id": UNREAD, "name": UNREAD, "shortDescription": {"text": "What could not be read"}})
    driver = {"name": "assay", "version": report.grader, "rules": rules}
    crashes = [_notification(one) for one in report.outcomes if one.status is Status.CRASHED]
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": not crashes, "toolExecutionNotifications": crashes}],
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False).encode() + b"\n"


def _result(rule: str, finding: Finding) -> dict[str, Any]:
    values = seen(finding.place)
    place = where(finding.place, finding.count)
    text = " ".join(part for part in (f"{place}:" if place else "", sentence(finding)) if part)
    text += f" Seen: {values}." if values else ""
    result: dict[str, Any] = {
        "ruleId": rule,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{text} {clean(finding.fix)}"},
        "occurrenceCount": max(1, finding.count),
    }
    if finding.place.file:
        result["locations"] = _locations(finding.place, finding.place.file)
    return result


def _locations(place: Place, file: str) -> list[dict[str, Any]]:
    """Return the first row's place; a line is named only in formats that have lines."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": clean(file)}}
    header = HEADER_LINES.get(file.rpartition(".")[2])
    if place.rows and header is not None:
        physical["region"] = {"startLine": place.rows[0] + header}
    return [{"physicalLocation": physical}]


def _notification(outcome: Outcome) -> dict[str, Any]:
    return {
        "level": "error",
        "descriptor": {"id": outcome.code},
        "message": {"text": f"{outcome.code} crashed. {clean(outcome.cause)}"},
    }
