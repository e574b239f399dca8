"""When a request arrived: before it waited for its own body or for a thread, which is no fault of its sender."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

ARRIVED: Final = "assay.arrived"
# A proxy that gathers bodies first keeps no request longer than this.
LONGEST_AT_A_PROXY: Final = timedelta(minutes=30)
SECONDS = re.compile(r"(?:t=)?(\d{10}(?:\.\d{1,6})?)")


def arrival_of(request: HttpRequest) -> datetime:
    """Return when a request's first bytes were here, or at the proxy in front if ``TRUST_REQUEST_START`` is set."""
    stamp = request.META.get(ARRIVED)
    here = timezone.now() if stamp is None else datetime.fromtimestamp(stamp, UTC)
    told = SECONDS.fullmatch(request.headers.get("X-Request-Start", "")) if settings.TRUST_REQUEST_START else None
    if told is None:
        return here
    return min(here, max(here - LONGEST_AT_A_PROXY, datetime.fromtimestamp(float(told[1]), UTC)))
