"""When an invitation is over, and who may start it."""

from __future__ import annotations

from django.utils import timezone

from hiring.accounts.models import Person
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


def refuse_start(invitation: Invitation, candidate: Person) -> None:
    """Refuse to start an invitation that was sent to someone else, is over, or has been started."""
    if invitation.person_id != candidate.pk:
        raise Refused("not_your_invitation", "This invitation was sent to another address.", status=404)
    refuse_over(invitation)
    if hasattr(invitation, "attempt"):
        raise Refused("already_started", "You have already started this attempt. Open it from your overview.")
