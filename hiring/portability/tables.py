"""What travels with an attempt: a row for every kind of row of the product, parents before their children."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any, Final, TypeAlias

from django.contrib.auth.hashers import make_password
from django.db.models import Field, ForeignKey, Model, Q

from grader.export import Audience
from hiring.accounts.models import Member, Organisation, Person
from hiring.assessments.models import Assessment, Attempt, Cohort, Extension, Invitation, Version
from hiring.assessments.tokens import hash_of
from hiring.decisions.models import Decision, Review
from hiring.grading.models import Report, Run, Setback
from hiring.market import models as market
from hiring.market.secrets import new_secret
from hiring.reputation.models import Credit
from hiring.submissions.models import Submission

Column: TypeAlias = "Field[Any, Any]"

ALL: Final = ("*",)
NONE: Final[tuple[str, ...]] = ()
IN_WORLD: Final = "world__attempt"
SAT: Final = ("prose", "brief", "rubric", "time_box_hours", "work_hours", "submissions_allowed")
UNUSABLE_SECRET_HASHER: Final = "hmac_sha256_peppered"  # noqa: S105 - a hasher's name


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Rows that other attempts refer to as well, so that they may be there before an export is taken in.

    They are found by id, or else ``by`` what makes them the same thing, and left as they are; where they differ in what
    has to be the ``same``, the export is refused.
    """

    by: tuple[str, ...] = ()
    same: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """How the rows of one model travel.

    ``of`` leads from a row to its attempt; of a model that is ``shared`` those travel that others refer to, and rows
    with ``along`` only where the row it names is new on arrival. A candidate's export tells the fields ``theirs`` of
    the rows ``theirs_where``. ``instead`` has what stands on arrival in place of a field that never travels,
    ``begins`` what a field holds until other rows have moved it. Rows go by ``called`` where the database makes ids.
    ``files`` lead to digests of stored bytes; a candidate's export holds them if ``their_files``. ``signed`` holds a
    token or an envelope.
    """

    model: type[Model]
    of: str | None = IN_WORLD
    shared: Shared | None = None
    along: str = ""
    theirs: tuple[str, ...] = ALL
    theirs_where: Callable[[Attempt], Q] = lambda _: Q()
    instead: Mapping[str, Callable[[], Any]] = field(default_factory=dict)
    begins: Mapping[str, Any] = field(default_factory=dict)
    called: str = "id"
    order: tuple[str, ...] = ("created_at", "id")
    files: tuple[str, ...] = ()
    their_files: bool = False
    signed: str = ""

    @property
    def name(self) -> str:
        """What its rows are called in an export, such as ``market.offer``."""
        return str(self.model._meta.label_lower)  # noqa: SLF001 - documented

    def told_to(self, audience: Audience) -> list[Column]:
        """Return the fields that an export for ``audience`` tells; an operator's tells all that travel."""
        told = self.theirs if audience is Audience.CANDIDATE else ALL
        return [one for one in self.travelling() if told == ALL or one.name in told]

    def travelling(self) -> list[Column]:
        """Return the fields that travel: all but those derived, left behind, or made by the database itself."""
        stays = {*self.instead, *(("id",) if self.called != "id" else ())}
        return [one for one in columns_of(self.model) if one.name not in stays]


def columns_of(model: type[Model]) -> list[Column]:
    """Return the fields of a model that are stored, and not derived from others."""
    return [one for one in model._meta.concrete_fields if not one.generated]  # noqa: SLF001 - documented


def references(table: Table) -> Iterator[tuple[ForeignKey[Any, Any], Table]]:
    """Yield the fields of a table that refer to rows of another, or of itself, with that other."""
    for one in table.travelling():
        if isinstance(one, ForeignKey) and one.related_model in TABLE_OF:
            yield one, TABLE_OF[one.related_model]


TABLES: Final[tuple[Table, ...]] = (
    Table(
        model=Person,
        of=None,
        shared=Shared(by=("email",)),
        theirs=("id", "email"),
        theirs_where=lambda attempt: Q(pk=attempt.candidate_id),
        instead={
            "password": lambda: make_password(None),
            "last_login": lambda: None,
            "is_active": lambda: True,
            "is_staff": lambda: False,
            "is_superuser": lambda: False,
        },
    ),
    Table(model=Organisation, of=None, shared=Shared(same=("slug",))),
    Table(
        model=Member,
        of="organisation__assessments__versions__cohorts__invitations__attempt",
        along="organisation",
        theirs=NONE,
    ),
    Table(model=Assessment, of=None, shared=Shared(same=("organisation", "slug"))),
    Table(
        model=Version,
        of=None,
        shared=Shared(same=("assessment", "number", "plan", *SAT)),
        theirs=("id", "created_at", "assessment", "number", *SAT),
    ),
    Table(model=Cohort, of=None, shared=Shared(same=("version", "seed")), theirs=("id", "version")),
    Table(
        model=Invitation,
        of="attempt",
        theirs=("id", "created_at", "cohort", "person", "name", "expires_at", "withdrawn_at"),
        instead={"token_hash": lambda: hash_of(token_urlsafe(32))},
    ),
    Table(
        model=Attempt,
        of="id",
        theirs=("id", "created_at", "invitation", "candidate", "started_at", "withdrawn_at"),
    ),
    Table(model=Extension, of="attempt", theirs=("id", "created_at", "attempt", "minutes")),
    Table(model=market.World, of="attempt", theirs=("id", "created_at", "attempt", "budget_micro")),
    Table(
        model=market.Credential,
        theirs=("client_id", "created", "world", "label", "scopes", "cap_micro", "spent_micro", "revoked_at"),
        instead={
            "user": lambda: None,
            "client_secret": lambda: make_password(new_secret(), hasher=UNUSABLE_SECRET_HASHER),
        },
        called="client_id",
        order=("created", "client_id"),
    ),
    Table(
        model=market.Listing,
        shared=Shared(by=("slug", "world"), same=("world",)),
        theirs=("id", "created_at", "slug", "world", "title", "description", "creator", "domain", "tags"),
    ),
    Table(
        model=market.Revision,
        shared=Shared(by=("listing", "number", "world"), same=("world", "digest")),
        files=("digest",),
    ),
    Table(model=market.AnswerKey, of="revision__world__attempt", theirs=NONE, files=("digest",)),
    Table(model=market.RequestCount, theirs=NONE),
    Table(model=market.Offer),
    Table(model=market.Licence, signed="token"),
    Table(model=market.Attestation, signed="envelope"),
    Table(model=market.Grant, of="licence__world__attempt"),
    Table(model=market.Draft, of="listing__world__attempt", files=("card__file__digest",), their_files=True),
    Table(
        model=market.Publication,
        of="revision__world__attempt",
        files=("revision__digest",),
        their_files=True,
    ),
    Table(
        model=market.Payout,
        theirs=(
            *("id", "created_at", "world", "listing", "revision", "day"),
            *("gross_micro", "owed_micro", "paid_micro", "settled_at"),
        ),
    ),
    Table(model=market.Sale, of="payout__world__attempt"),
    Table(model=market.Anomaly, of="payout__world__attempt"),
    Table(model=market.Dispute, of="payout__world__attempt"),
    Table(model=market.DisputeMessage, of="dispute__payout__world__attempt"),
    Table(
        model=market.Resolution,
        of="dispute__payout__world__attempt",
        theirs=("id", "created_at", "dispute", "kind", "amount_micro", "reason"),
    ),
    Table(model=market.RegisteredModel),
    Table(model=market.ModelSource, of="model__world__attempt"),
    Table(model=market.LineageEvent),
    Table(model=market.Transform, files=("digest",)),
    Table(model=market.UsageEvent),
    Table(model=market.Receipt, of="usage__world__attempt", signed="token"),
    Table(model=market.Account, begins={"balance_micro": 0}),
    Table(model=market.Transfer),
    Table(model=market.Entry, of="transfer__world__attempt"),
    Table(model=market.TrailEntry, order=("sequence",)),
    Table(
        model=Submission,
        of="attempt",
        files=("digest", "brief_digest", "rubric_digest", "trail_digest"),
        their_files=True,
        signed="receipt",
    ),
    Table(
        model=Run,
        of="submission__attempt",
        theirs=("id", "created_at", "submission", "state", "attempts", "cause", "finished_at"),
    ),
    Table(model=Setback, of="run__submission__attempt"),
    Table(
        model=Report,
        of="run__submission__attempt",
        theirs=("id", "created_at", "run", "public", "public_digest", "receipt"),
        signed="receipt",
    ),
    Table(model=Credit, of="attempt", theirs_where=lambda _: Q(public=True)),
    Table(model=Review, of="submission__attempt", theirs=NONE),
    Table(model=Decision, of="attempt", theirs=NONE),
)
TABLE_OF: Final[Mapping[type[Model], Table]] = {table.model: table for table in TABLES}

LEFT_OUT: Final[Mapping[str, str]] = {
    "account.emailaddress": "how somebody signs in is between them and one installation",
    "audit.auditrow": "one chain through a whole installation, of which no part proves anything alone",
    "keys.signingkey": "the public keys stand in jwks.json, and the private ones never leave",
    "letters.letter": "what was written to somebody, which is not written again",
    "lib.idempotentanswer": "answers that are kept for a day",
    "market.catalogueversion": "counts what one installation offers",
    "oauth2_provider.accesstoken": "secrets, of fifteen minutes",
    "oauth2_provider.devicegrant": "never made here",
    "oauth2_provider.grant": "never made here",
    "oauth2_provider.idtoken": "never made here",
    "oauth2_provider.refreshtoken": "never made here",
    "reputation.tally": "added up from the credits of everybody, and again where an export is taken in",
    "submissions.part": "bytes on their way, which were not handed in",
    "submissions.upload": "bytes on their way, which were not handed in",
    "webhooks.delivery": "what was sent to somebody, which is not sent again",
    "webhooks.endpoint": "an address that only its owner may ask another installation to call",
    "webhooks.message": "told of what the trail holds, and kept for a month",
    "webhooks.secret": "a secret",
    "webhooks.try": "what was sent to somebody, which is not sent again",
}
