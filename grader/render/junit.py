"""A report as JUnit XML, which every CI system shows."""

from __future__ import annotations

from itertools import groupby
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from grader.finding import Finding
from grader.render.plain import clean, reason, seen, sentence, where
from grader.report import Outcome, Report, Status

ELEMENTS = {Status.FAILED: "failure", Status.SKIPPED: "skipped", Status.CRASHED: "error", Status.HIDDEN: "skipped"}


def render_junit(report: Report) -> bytes:
    """Return the report as JUnit: a suite for each family, a case for each check."""
    root = Element("testsuites", {"name": "assay", **_counts(report.outcomes)})
    for family, outcomes in groupby(report.outcomes, key=lambda one: one.family):
        listed = tuple(outcomes)
        suite = SubElement(root, "testsuite", {"name": family, **_counts(listed)})
        for outcome in listed:
            _add_case(suite, outcome)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _add_case(suite: Element, outcome: Outcome) -> None:
    case = SubElement(suite, "testcase", classname=f"assay.{outcome.family}", name=f"{outcome.code} {outcome.title}")
    if outcome.status in ELEMENTS:
        ended = SubElement(case, ELEMENTS[outcome.status], message=reason(outcome))
        ended.text = "\n".join(_line(finding) for finding in outcome.findings) or None


def _line(finding: Finding) -> str:
    place, values = where(finding.place, finding.count), seen(finding.place)
    told = f"{place}: {sentence(finding)}" if place else sentence(finding)
    return f"{finding.severity}: {told}{f' Seen: {values}.' if values else ''} {clean(finding.fix)}"


def _counts(outcomes: tuple[Outcome, ...]) -> dict[str, str]:
    counted = {
        "tests": len(outcomes),
        "failures": sum(one.status is Status.FAILED for one in outcomes),
        "errors": sum(one.status is Status.CRASHED for one in outcomes),
        "skipped": sum(one.status in {Status.SKIPPED, Status.HIDDEN} for one in outcomes),
    }
    return {name: str(count) for name, count in counted.items()}
