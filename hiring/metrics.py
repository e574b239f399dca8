"""Figures of the running product in Prometheus' text format: what it did, how fast it answers, and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from hiring.lib.latency import answers_noted
from hiring.lib.refused import Refused
from hiring.lib.waiting import Waiting, waiting_work
from hiring.market.totals import Totals, market_totals

KEPT, KEPT_SECONDS = "metrics", 10
FORWARDED: Final = ("Forwarded", "X-Forwarded-For")
STATES: Final = ("queued", "leased", "done", "failed")


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Tell whoever may know what was counted; nobody else finds anything here."""
    if not _may_scrape(request):
        raise Refused("nothing_here", "There is nothing at this address for you.", status=404)
    registry = CollectorRegistry()
    registry.register(Figures())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: HttpRequest) -> bool:
    """Know a scraper by its token; without one set, it is this machine itself, where no proxy speaks for others."""
    if settings.METRICS_TOKEN:
        return constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {settings.METRICS_TOKEN}")
    if settings.TRUSTED_PROXIES or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.META["REMOTE_ADDR"]).is_loopback
    except ValueError:
        return False


class Figures(Collector):
    """Everything that is counted: answers by the processes that gave them, the rest by its rows."""

    def collect(self) -> Iterator[Metric]:
        """Yield every family with its samples."""
        yield from answers_noted()
        totals, work = _counted()
        yield from _markets(totals)
        yield from _work(work)


def _counted() -> tuple[Totals, list[Waiting]]:
    """Return what the rows add up to, kept for a moment, lest whoever scrapes often makes the database count often."""
    kept: tuple[Totals, list[Waiting]] | None = cache.get(KEPT)
    if kept is None:
        kept = market_totals(), waiting_work()
        cache.set(KEPT, kept, KEPT_SECONDS)
    return kept


def _markets(totals: Totals) -> Iterator[Metric]:
    spent = CounterMetricFamily("assay_spent_micro", "Play money that left wallets, in micro-units.", labels=["reason"])
    events = CounterMetricFamily("assay_usage_events", "Uses that were reported.", labels=["kind"])
    quantity = CounterMetricFamily("assay_usage_quantity", "What reported uses add up to.", labels=["kind"])
    refused = CounterMetricFamily("assay_refusals", "Requests that were refused.", labels=["call", "reason"])
    faults = CounterMetricFamily("assay_faults_played", "Faults that were played on purpose.", labels=["kind"])
    for reason, amount in totals.spent_micro.items():
        spent.add_metric([reason], amount)
    for kind, used in totals.used.items():
        events.add_metric([kind], used.events)
        quantity.add_metric([kind], used.quantity)
    for (call, reason), count in totals.refused.items():
        refused.add_metric([call, reason], count)
    for kind, count in totals.faults.items():
        faults.add_metric([kind], count)
    yield from (spent, events, quantity, refused, faults)
    yield CounterMetricFamily("assay_access_grants", "Grants of access.", value=totals.granted)
    yield CounterMetricFamily("assay_served_bytes", "Bytes that signed URLs served.", value=totals.served_bytes)


def _work(work: Iterable[Waiting]) -> Iterator[Metric]:
    rows = GaugeMetricFamily("assay_work", "Rows of work by where they stand.", labels=["kind", "state"])
    oldest = GaugeMetricFamily("assay_work_oldest_seconds", "How long the oldest row has been due.", labels=["kind"])
    for one in work:
        for state in STATES:
            rows.add_metric([one.kind, state], getattr(one, state))
        oldest.add_metric([one.kind], one.oldest.total_seconds() if one.oldest else 0)
    yield from (rows, oldest)
