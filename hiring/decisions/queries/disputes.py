"""Disputes about payouts as an organisation's reviewers read them: blind while the attempt is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hiring.accounts.models import Member
from hiring.accounts.names import called_by
from hiring.assessments.queries import attempts_for
from hiring.decisions.queries.attempts import attempt_for_review, mask_of
from hiring.decisions.queries.inbox import Inboxed
from hiring.lib.rows import first_or_refuse
from hiring.market.models import Dispute, DisputeMessage, Listing, Resolution, World
from hiring.market.payouts import Sums, disputes_about, sums_of


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one side said."""

    created_at: datetime
    side: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Disputed:
    """A dispute with its attempt, both sides' words, and its resolution if a person decided it."""

    dispute: Dispute
    attempt: Inboxed
    listing: str
    messages: tuple[Said, ...]
    resolution: Resolution | None
    resolver: str


@dataclass(frozen=True, kw_only=True)
class Earnings:
    """What an attempt published, by its titles, what that earned, and the disputes about it."""

    titles: tuple[str, ...]
    sums: Sums
    disputes: tuple[Dispute, ...]


def earnings_for_review(attempt: Inboxed) -> Earnings | None:
    """Return what an attempt published and earned, blind while the attempt is; None where it published nothing."""
    say = str if attempt.revealed else mask_of(attempt).text
    published = Listing.objects.filter(world__attempt=attempt.pk, revisions__isnull=False).distinct()
    titles = tuple(say(title) for title in published.order_by("title").values_list("title", flat=True))
    if not titles:
        return None
    sums = sums_of(World.objects.get(attempt=attempt.pk))
    return Earnings(titles=titles, sums=sums, disputes=tuple(disputes_about([attempt.pk])))


def disputes_for_review(member: Member) -> list[Dispute]:
    """Return the disputes of a member's organisation, the open ones first, the longest waiting of them at the top."""
    attempts = attempts_for(member)
    return list(disputes_about(attempts.values_list("pk", flat=True)))


def dispute_for_review(member: Member, dispute_id: UUID) -> Disputed:
    """Return one dispute of a member's organisation; refuse any other, and their own, as if it didn't exist."""
    attempts = attempts_for(member).values_list("pk", flat=True)
    told = disputes_about(attempts).filter(pk=dispute_id)
    dispute = first_or_refuse(told, "no_such_dispute", "Your organisation has no dispute at this address.")
    attempt = attempt_for_review(member, dispute.payout.world.attempt_id)
    resolution = getattr(dispute, "resolution", None)
    say = str if attempt.revealed else mask_of(attempt).text
    return Disputed(
        dispute=dispute,
        attempt=attempt,
        listing=say(dispute.payout.listing.slug),
        messages=tuple(_said(dispute, say)),
        resolution=resolution,
        resolver=_called(resolution) if resolution else "",
    )


def _said(dispute: Dispute, say: Callable[[str], str]) -> Iterator[Said]:
    """Yield both sides' words; the market names the listing in a sentence, where its slug may look like a word."""
    slug = dispute.payout.listing.slug
    for message in dispute.messages.all():
        text = say(message.text)
        if message.side == DisputeMessage.Side.MARKET:
            text = text.replace(slug, say(slug))
        yield Said(created_at=message.created_at, side=message.side, text=text)


def _called(resolution: Resolution) -> str:
    organisation = "dispute__payout__world__attempt__invitation__cohort__version__assessment__organisation"
    named = Resolution.objects.filter(pk=resolution.pk).annotate(resolver=called_by(organisation, "by"))
    return str(named.values_list("resolver", flat=True)[0])
