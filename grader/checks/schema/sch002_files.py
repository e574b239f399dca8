"""SCH002: the manifest lists every file of the sample as it is."""

from __future__ import annotations

from collections.abc import Mapping

from grader.check import Family, Measured, check
from grader.errors import Absent, Unreadable
from grader.finding import Finding, Place, Severity
from grader.inputs import Inputs
from grader.manifest import ListedFile
from grader.tables import FOLDER

REFRESH = "Run `assay manifest` after the last change to the sample."


@check("SCH002", Family.SCHEMA, requires=("SCH001",), needs=("bundle", "manifest"))
def SCH002(inputs: Inputs) -> Measured:
    """Every file is listed, and is as listed.

    Asks whether each file that the manifest lists is in the bundle with the size, SHA-256, number of rows and format
    stated there, and whether every file under `data/` is listed.

    Why: a digest is what lets anyone prove, years later, that they hold the very data that was graded. A file nobody
    listed is a file nobody vouched for.

    Measured: the share of files, listed or found under `data/`, about which everything stated is true. Rows are
    compared where the sample can be read.

    Threshold: 1, every file.

    Fix: run `assay manifest` after the last change to the sample; it recounts and digests all files.
    """
    listed = {file.path: file for file in inputs.manifest.files}
    present = [name for name in inputs.bundle.names if name.startswith(FOLDER)]
    rows = _rows(inputs)
    names = sorted({*listed, *present})
    findings = [finding for name in names if (finding := _judge(name, listed.get(name), inputs, rows))]
    findings += _repeats(inputs)
    right = len(names) - len({finding.place.file for finding in findings} & set(names))
    return Measured(
        measure=right / len(names),
        summary=f"{right} of {len(names)} files are listed as they are.",
        findings=tuple(findings),
    )


def _judge(name: str, file: ListedFile | None, inputs: Inputs, rows: Mapping[str, int]) -> Finding | None:
    if file is None:
        return _finding(name, "It is in the bundle, and the manifest does not list it.")
    try:
        size, digest = inputs.bundle.size(name), inputs.bundle.digest_of(name)
    except (Absent, Unreadable) as refusal:
        return _finding(name, f"The manifest lists it, and it can't be read. {refusal}", fix="Hand the file in.")
    facts = [
        ("bytes", f"{file.bytes:,}", f"{size:,}"),
        ("sha256", file.sha256, digest.removeprefix("sha256:")),
        ("rows", f"{file.rows:,}", f"{rows.get(name, file.rows):,}"),
        ("format", file.format, name.rpartition(".")[2]),
    ]
    wrong = [f"{what} {stated}, and it is {actual}" for what, stated, actual in facts if stated != actual]
    return _finding(name, f"The manifest states {'; '.join(wrong)}.") if wrong else None


def _rows(inputs: Inputs) -> Mapping[str, int]:
    try:
        return {part.file: part.rows for part in inputs.sample.parts}
    except (Absent, Unreadable):
        return {}


def _repeats(inputs: Inputs) -> list[Finding]:
    paths = [file.path for file in inputs.manifest.files]
    repeated = sorted({path for path in paths if paths.count(path) > 1})
    return [
        _finding(path, f"The manifest lists it {paths.count(path)} times.", fix="List it once.") for path in repeated
    ]


def _finding(file: str, message: str, *, fix: str = REFRESH) -> Finding:
    return Finding(severity=Severity.ERROR, message=message, fix=fix, place=Place(file=file))
