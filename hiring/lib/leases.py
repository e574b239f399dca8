"""Work that survives crashes: the row is the work, whoever leases it does it, and the queue only rings a doorbell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import Case, F, Max, Min, Q, Value, When
from django.db.models.functions import Greatest, Now

from hiring.lib.records import Record

QUEUED = "queued"
LEASED = "leased"
FAILED = "failed"


class Leased(models.Model):
    """A row that is work: queued, leased for a while, then in a state of its own, or failed with a ``cause``.

    ``fence`` grows with every lease, so that whoever lost one can't write any more; ``attempts`` are counted before
    the work, so that work which kills its worker is not tried for ever. Every time is the database's.
    """

    MOST_ATTEMPTS: ClassVar[int] = 3

    state = models.CharField(max_length=12, default=QUEUED)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    fence = models.PositiveBigIntegerField(default=0)
    next_attempt_at = models.DateTimeField(db_default=Now())
    cause = models.TextField(blank=True)

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True


class TakenInTurn(Record, Leased):
    """Work for several parties, which don't hold each other up: whoever asks next gets the row whose turn it is.

    ``turn`` is the round in which ``party`` is served with it. A round has one row of each party that waits, so that
    one's thousand rows delay another's only one by one.
    """

    IN_TURN: ClassVar[tuple[str, ...]] = ("turn", "created_at", "pk")

    party = models.UUIDField()
    turn = models.PositiveBigIntegerField()

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=Leased)
InTurn = TypeVar("InTurn", bound=TakenInTurn)

WAITING = Q(state=QUEUED, next_attempt_at__lte=Now())
RAN_OUT = Q(state=LEASED, lease_until__lte=Now())


class LostLease(Exception):
    """Someone else holds the row now, or it has ended: what this worker found is no longer wanted."""

    def __init__(self, row: Leased) -> None:
        super().__init__(f"The lease on {type(row).__name__} {row.pk} (fence {row.fence}) is no longer ours.")


def lease(model: type[Row], row_id: UUID, *, seconds: float) -> Row | None:
    """Take the row for ``seconds`` if it waits and is due, or if its lease ran out, and attempts are left.

    One UPDATE compares and sets, so of many who ask at once one gets the row and the others None.
    """
    free = model.objects.filter(WAITING | RAN_OUT, pk=row_id, attempts__lt=model.MOST_ATTEMPTS)
    with transaction.atomic():
        taken = free.update(
            state=LEASED,
            lease_until=Now() + timedelta(seconds=seconds),
            attempts=F("attempts") + 1,
            fence=F("fence") + 1,
        )
        return model.objects.get(pk=row_id) if taken else None


def next_turn(model: type[TakenInTurn], party: UUID) -> int:
    """Return the round for a new row of ``party``: after its own that wait, or the one being served if it has none.

    Rounds never fall, or whoever comes later would overtake what waits to be tried again: where nothing else waits,
    the round being served is the latest of which a row was taken. What was tried before keeps its turn and doesn't
    count: a row that fails again and again holds no round open. Call it inside the transaction that makes the row; of
    two that ask for one party at once, the second waits for the first.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"turns of {party}"])
    fresh = model.objects.filter(state=QUEUED, fence=0)
    turns = fresh.aggregate(served=Min("turn"), own=Max("turn", filter=Q(party=party)))
    if turns["own"] is not None:
        return int(turns["own"]) + 1
    if turns["served"] is not None:
        return int(turns["served"])
    taken: int | None = model.objects.filter(fence__gt=0).aggregate(latest=Max("turn"))["latest"]
    return taken or 0


def lease_next(model: type[InTurn], *, seconds: float) -> InTurn | None:
    """Take for ``seconds`` the row whose turn it is among those that are due; of many who ask, each gets another."""
    waiting = model.objects.select_for_update(skip_locked=True).filter(WAITING)
    with transaction.atomic():
        row = waiting.order_by(*model.IN_TURN).first()
        return lease(model, row.pk, seconds=seconds) if row else None


def ahead_of(row: TakenInTurn) -> int:
    """Return how many rows that are due by then are taken before a waiting row."""
    earlier = (
        Q(turn__lt=row.turn)
        | Q(turn=row.turn, created_at__lt=row.created_at)
        | Q(turn=row.turn, created_at=row.created_at, pk__lt=row.pk)
    )
    by_then = Greatest(Now(), Value(row.next_attempt_at))
    return type(row).objects.filter(earlier, state=QUEUED, next_attempt_at__lte=by_then).count()


def renew(row: Leased, *, seconds: float) -> None:
    """Keep the row for another ``seconds`` from now; raise LostLease if it is no longer ours."""
    _write_if_ours(row, lease_until=Now() + timedelta(seconds=seconds))


def finish(row: Leased, *, state: str, **fields: Any) -> None:
    """End the work in ``state`` and write ``fields``; raise LostLease, writing nothing, if it is no longer ours.

    Call it inside the transaction that writes what the work found.
    """
    _write_if_ours(row, state=state, lease_until=None, **fields)


def give_back(row: Leased, *, after: float, cause: str) -> bool:
    """Return the row to the queue, due again in ``after`` seconds, or fail it when its attempts are used up.

    The answer is whether it will be tried again.
    """
    again = row.attempts < row.MOST_ATTEMPTS
    due_again = Now() + timedelta(seconds=after)
    _write_if_ours(row, state=QUEUED if again else FAILED, lease_until=None, next_attempt_at=due_again, cause=cause)
    return again


def due(model: type[Row], *, overdue: float, most: int) -> list[UUID]:
    """Return the ids of at most ``most`` rows that have waited ``overdue`` seconds past their time, longest first."""
    forgotten = model.objects.filter(state=QUEUED, next_attempt_at__lte=Now() - timedelta(seconds=overdue))
    return list(forgotten.order_by("next_attempt_at").values_list("pk", flat=True)[:most])


def expire(model: type[Row], *, cause: str) -> list[Row]:
    """Return every lease that ran out to the queue, or fail it when its attempts are used up; return all of them.

    Call it inside the transaction that writes what this brings with it.
    """
    ran_out = model.objects.select_for_update(skip_locked=True).filter(RAN_OUT)
    with transaction.atomic():
        ids = list(ran_out.values_list("pk", flat=True))
        model.objects.filter(pk__in=ids).update(
            state=Case(When(attempts__lt=model.MOST_ATTEMPTS, then=Value(QUEUED)), default=Value(FAILED)),
            lease_until=None,
            next_attempt_at=Now(),
            cause=cause,
        )
    return list(model.objects.filter(pk__in=ids))


def _write_if_ours(row: Leased, **fields: Any) -> None:
    ours = type(row).objects.filter(pk=row.pk, state=LEASED, fence=row.fence)
    if not ours.update(**fields):
        raise LostLease(row)
    row.refresh_from_db(fields=list(fields))
