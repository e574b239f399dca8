"""Taking in a bundle part by part, so that a line which breaks costs a part and not the whole."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hiring.assessments.models import Attempt
from hiring.lib.refused import Refused
from hiring.lib.rows import first_or_refuse
from hiring.submissions.models import Part, Upload
from hiring.submissions.services import refuse_ended

LASTS: Final = timedelta(hours=24)
MOST_AT_ONCE: Final = 3
LEAST_PART_BYTES: Final = 256 * 1024
MOST_PART_BYTES: Final = 8 * 1024 * 1024


@transaction.atomic
def begin_upload(*, attempt: Attempt, size: int, began_at: datetime) -> Upload:
    """Begin to take in a bundle of ``size`` bytes; handed in later, it counts as begun at ``began_at``."""
    refuse_ended(attempt, began_at)
    if not 1 <= size <= settings.BUNDLE_MAX_BYTES:
        sentence = (
            f"A bundle has 1 to {settings.BUNDLE_MAX_BYTES:,} bytes, not {size:,}. Leave out what was not asked for."
        )
        raise Refused("too_large", sentence, status=413)
    Attempt.objects.select_for_update(of=("self",)).get(pk=attempt.pk)
    if attempt.uploads.filter(expires_at__gt=timezone.now()).count() >= MOST_AT_ONCE:
        raise Refused(
            "too_many_uploads",
            f"{MOST_AT_ONCE} uploads of this attempt are under way. Go on with one of them, or delete it.",
            status=409,
        )
    return Upload.objects.create(attempt=attempt, size=size, began_at=began_at, expires_at=timezone.now() + LASTS)


@transaction.atomic
def take_part(*, attempt: Attempt, upload_id: UUID, first: int, data: bytes) -> Upload:
    """Add the bytes from ``first`` on, which have to follow the last ones that are here."""
    upload = upload_of(attempt, upload_id, lock=True)
    if first != upload.received:
        raise Refused(
            "wrong_offset",
            f"{upload.received:,} bytes of this upload are here, so the next part begins at {upload.received}, "
            f"not at {first}. Ask with HEAD where to go on.",
            status=409,
        )
    if len(data) > MOST_PART_BYTES:
        raise Refused("part_too_large", f"A part has at most {MOST_PART_BYTES:,} bytes. Send smaller ones.", status=413)
    if first + len(data) > upload.size:
        sentence = f"This upload was to have {upload.size:,} bytes, and this part ends beyond. Begin another upload."
        raise Refused("beyond_its_size", sentence, status=413)
    if 0 < len(data) < min(LEAST_PART_BYTES, upload.size - first):
        sentence = f"A part has at least {LEAST_PART_BYTES:,} bytes, unless it is the last. Send larger ones."
        raise Refused("part_too_small", sentence, status=422)
    if data:
        Part.objects.create(upload=upload, first=first, data=data)
        upload.received += len(data)
        upload.save(update_fields=("received",))
    return upload


@transaction.atomic
def drop_upload(*, attempt: Attempt, upload_id: UUID) -> None:
    """Forget an upload and what is here of it, once no part is on its way in."""
    upload_of(attempt, upload_id, lock=True).delete()


def upload_of(attempt: Attempt, upload_id: UUID, *, lock: bool = False) -> Upload:
    """Return one upload of an attempt; refuse any other as if it didn't exist, and one that has expired."""
    uploads = attempt.uploads.select_for_update() if lock else attempt.uploads
    upload = first_or_refuse(uploads.filter(pk=upload_id), "no_such_upload", "This attempt has no such upload.")
    if upload.expires_at <= timezone.now():
        raise Refused("upload_expired", "This upload has expired, and its bytes are gone. Begin another.", status=410)
    return upload
