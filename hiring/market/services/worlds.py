"""Starting an attempt with a market of its own."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from grader.faults import read_faults
from hiring.accounts.models import Person
from hiring.assessments.invitations import refuse_start
from hiring.assessments.models import Attempt, Cohort, Invitation
from hiring.assessments.services.attempting import open_attempt
from hiring.lib.refused import Refused
from hiring.market.models import AnswerKey, Revision, World
from hiring.market.planting import Planted, PlantingFailed, plant, seed_of, watermarks_seed_of
from hiring.market.services.credentials import Secret, issue_credential
from hiring.market.services.faults import plan_faults
from hiring.market.services.ledger import open_accounts
from hiring.market.services.revising import own_revision
from hiring.market.services.trail import append_trail

log = structlog.get_logger(__name__)


def start_attempt(*, invitation: Invitation, candidate: Person) -> tuple[Attempt, Secret]:
    """Start an attempt with its world: market, play money, its own variant of the exercise, and a credential.

    The variant is planted first, from a seed that only the cohort and the invitation decide, and everything else is one
    transaction. So a start that fails leaves nothing, and starting twice plants the same bytes.
    """
    refuse_start(invitation, candidate)
    cohort = invitation.cohort
    plan = cohort.version.plan
    seed = seed_of(bytes(cohort.seed), str(invitation.pk))
    clean = _shared_revision(plan["exercise_listing"], cohort)
    planted = _plant(cohort, clean, seed)
    with transaction.atomic():
        attempt = open_attempt(invitation=invitation, candidate=candidate)
        world = World.objects.create(attempt=attempt, seed=seed, budget_micro=plan["budget_micro"])
        _add_variant(world, clean, planted)
        open_accounts(world=world)
        plan_faults(world=world, faults=read_faults(plan["faults"]), seed=bytes(cohort.seed))
        append_trail(world=world, kind="attempt.started", facts={"budget_micro": world.budget_micro})
        return attempt, issue_credential(world=world)


def _plant(cohort: Cohort, clean: Revision, seed: bytes) -> Planted:
    plan: dict[str, Any] = cohort.version.plan
    reference = _shared_revision(plan["reference_listing"], cohort).digest if plan.get("reference_listing") else None
    marks = watermarks_seed_of(bytes(cohort.seed))
    try:
        return plant(plan=plan, clean=clean.digest, reference=reference, seed=seed, cohort=marks)
    except PlantingFailed as failure:
        log.exception("planting failed", listing=clean.listing.slug)
        raise Refused(
            "planting_failed",
            "Your market could not be prepared. Nothing was started and no time has run; the fault is ours. "
            "Try again in a minute, and tell the organisation that invited you if this stays.",
            status=503,
        ) from failure


def _shared_revision(slug: str, cohort: Cohort) -> Revision:
    """Return the shared revision of a listing that a plan names as the cohort found it when it was opened.

    So nobody of a cohort sits over other data than the rest, whatever is released or withdrawn meanwhile. A listing
    that came later than the cohort gives its first revision.
    """
    opened = cohort.created_at
    held = Revision.objects.filter(Q(withdrawn_at=None) | Q(withdrawn_at__gt=opened), listing__slug=slug, world=None)
    shared = held.select_related("listing")
    revision = shared.filter(created_at__lte=opened).order_by("-number").first() or shared.order_by("number").first()
    if revision is None:
        raise Refused(
            "exercise_missing",
            f"The dataset {slug} of this assessment is not in our catalogue. Nothing was started; the fault is ours, "
            "so please tell the organisation that invited you.",
            status=503,
        )
    return revision


def _add_variant(world: World, clean: Revision, planted: Planted) -> None:
    file = {**clean.card["file"], "bytes": planted.data.size, "digest": planted.data.digest}
    card = {**clean.card, "file": file, "rows": planted.rows}
    variant = own_revision(world=world, base=clean, number=clean.number, card=card)
    AnswerKey.objects.create(revision=variant, digest=planted.answer_key.digest)
