"""One sending of one delivery: what goes over the wire, and what came back."""

from __future__ import annotations

import time
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from grader.digests import canonical
from hiring.keys.sealing import unseal
from hiring.lib.addresses import NotCallable
from hiring.lib.moments import rfc3339
from hiring.lib.outward import Answer, Limits, Unanswered, post
from hiring.webhooks.models import Delivery, Endpoint, Message, Secret
from hiring.webhooks.schedule import read_retry_after
from hiring.webhooks.signing import signed_headers

log = structlog.get_logger(__name__)

OURS = "It could not be sent, by a fault of ours: {}."
ANSWER_BYTES = 400
GONE = 410


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What became of a sending: ``problem`` is empty when it was taken; ``asked`` is how long we are asked to wait."""

    status: int | None
    milliseconds: int
    answer: str
    problem: str
    asked: float = 0


def send(delivery: Delivery) -> Sent:
    """Send a delivery once and say what became of it, whatever it was."""
    began = time.monotonic()
    try:
        return sent_of(_post(delivery), milliseconds=since(began))
    except (NotCallable, Unanswered) as problem:
        return Sent(status=None, milliseconds=since(began), answer="", problem=str(problem))
    except Exception as fault:  # a try that is not in the log would be made again without an end
        log.exception("delivery could not be sent", delivery=str(delivery.pk))
        return Sent(status=None, milliseconds=since(began), answer="", problem=OURS.format(type(fault).__name__))


def _post(delivery: Delivery) -> Answer:
    body = body_of(delivery.message)
    moment = int(time.time())
    headers = signed_headers(name=delivery.message.name, moment=moment, body=body, keys=keys_of(delivery.endpoint)) | {
        "Content-Type": "application/json",
        "User-Agent": "Assay-Webhooks/1",
    }
    limits = Limits(seconds=settings.WEBHOOK_TIME_LIMIT, answer_bytes=ANSWER_BYTES, own=settings.WEBHOOKS_TO_LOOPBACK)
    return post(delivery.endpoint.url, body=body, headers=headers, limits=limits)


def body_of(message: Message) -> bytes:
    """Return a message as it is sent: the same bytes however often."""
    return canonical({"type": message.kind, "timestamp": rfc3339(message.occurred_at), "data": message.data})


def keys_of(endpoint: Endpoint) -> list[bytes]:
    """Return the secrets that sign for an endpoint now, the current one first."""
    in_force = endpoint.secrets.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now())).order_by("-created_at")
    return [opened(secret) for secret in in_force]


def opened(secret: Secret) -> bytes:
    """Return a secret unsealed."""
    return unseal(bytes(secret.sealed), kid=f"webhook {secret.pk}")


def sent_of(answer: Answer, *, milliseconds: int) -> Sent:
    """Say what an answer means: 2xx is yes, everything else is not and may ask us to wait."""
    taken = 200 <= answer.status < 300
    return Sent(
        status=answer.status,
        milliseconds=milliseconds,
        answer=cleaned(answer.start),
        problem="" if taken else sentence_for(answer.status),
        asked=0 if taken else read_retry_after(answer.headers.get("retry-after"), now=timezone.now()),
    )


def sentence_for(status: int) -> str:
    """Say what was wrong with an answer."""
    if status == GONE:
        return "It answered 410, gone: it wants no more messages."
    if 300 <= status < 400:
        return f"It answered {status}, a redirect, and none is followed: give the address it leads to."
    return f"It answered {status}; any status from 200 to 299 says that the message was taken."


def cleaned(start: bytes) -> str:
    """Return how an answer begins, on one line that can do nothing to a page, a log or a terminal."""
    text = start.decode(errors="replace")
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def since(began: float) -> int:
    """Return the milliseconds that have passed."""
    return round(1000 * (time.monotonic() - began))
