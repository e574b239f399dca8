"""The zips a candidate downloads: the gate's inputs, the starter kit set up for their attempt, and all of it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from tempfile import TemporaryFile
from threading import Lock
from uuid import UUID
from weakref import WeakValueDictionary

from django.conf import settings
from django.http import HttpResponse

from hiring.lib.refused import Refused
from hiring.portal.kit import kit_files
from hiring.submissions.services import GateInputs

NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16
KIT_FOLDER = "starter-kit"

_on_disk: WeakValueDictionary[UUID, io.BufferedRandom] = WeakValueDictionary()
_turn = Lock()


def inputs_members(inputs: GateInputs) -> dict[str, bytes]:
    """Return the three documents beside which `assay check` gives the worker's report."""
    return {"brief.json": inputs.brief, "rubric.json": inputs.rubric, "trail.json": inputs.trail}


def kit_members(*, client_id: str, attempt: str, inputs: GateInputs) -> dict[str, bytes]:
    """Return the starter kit as it begins for one attempt; the credential's secret is not in it."""
    config = {"base_url": settings.PUBLIC_URL, "client_id": client_id, "attempt": attempt}
    configured = {"config.json": json.dumps(config, indent=2).encode() + b"\n", **inputs_members(inputs)}
    return {f"{KIT_FOLDER}/{name}": data for name, data in {**kit_files(), **configured}.items()}


def zip_response(members: Mapping[str, bytes], *, name: str) -> HttpResponse:
    """Return ``members`` as a zip to download: the same members are the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(members.items()):
            member = zipfile.ZipInfo(path, NO_TIME)
            member.external_attr = READABLE
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return attachment(packed.getvalue(), name=name, content_type="application/zip")


def attachment(data: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Return ``data`` as a file to keep, for its owner's eyes and no cache's."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response


def file_for(person: UUID) -> io.BufferedRandom:
    """Return an empty file on the disk for what a person downloads; they get no other here until it is closed."""
    with _turn:
        earlier = _on_disk.get(person)
        if earlier is not None and not earlier.closed:
            raise Refused(
                "download_under_way",
                "You are downloading such a file already. Wait until that has ended, or break it off.",
            )
        file = _on_disk[person] = TemporaryFile()  # noqa: SIM115  # whoever asked for it closes it
    return file
