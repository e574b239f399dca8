"""Whether this process is alive, and whether it can do its work."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """Answer as long as the process can answer anything: a supervisor restarts it when this fails."""
    return JsonResponse({"alive": True})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database is reachable; a broker that is away delays work and loses none, so it only shows."""
    database, broker = _database_answers(), _broker_answers()
    return JsonResponse({"database": database, "broker": broker}, status=200 if database else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker_answers() -> bool:
    try:
        with Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1) as broker:
            return bool(broker.ping())
    except RedisError:
        return False
