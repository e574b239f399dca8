"""When an invitation is over."""

from __future__ import annotations

from django.utils import timezone

from hiring.assessments.models import Invitation
from hiring.lib.refused import Refused


def refuse_over(invitation: Invitation) -> None:
    """Refuse an invitation that was withdrawn, or that expired before it was started."""
    if invitation.withdrawn_at is not None:
        raise Refused("invitation_withdrawn", "The organisation has withdrawn this invitation.", status=410)
    if not hasattr(invitation, "attempt") and invitation.expires_at <= timezone.now():
        raise Refused(
            "invitation_expired", "This invitation has expired. Ask the organisation for a new one.", status=410
        )
