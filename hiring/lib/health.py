"""Whether this process is alive, and whether it can do its work."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from hiring.lib.refused import Refused
from hiring.lib.waiting import waiting_work


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


@require_safe
@never_cache
@login_required
def status(request: HttpRequest) -> HttpResponse:
    """Show operators what waits, and first of all for how long the oldest has."""
    if not getattr(request.user, "is_staff", False):
        raise Refused("not_an_operator", "There is nothing at this address for you.", status=404)
    work = waiting_work()
    context = {"work": work, "oldest": next((one for one in work if one.oldest), None), "broker": _broker_answers()}
    return render(request, "status.html", context)


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
