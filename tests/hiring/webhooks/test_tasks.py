"""The doorbell of a delivery stands behind those of runs."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from redis import Redis

from hiring.webhooks.tasks import deliver, ring_for


def test_a_delivery_is_taken_up_after_the_runs_that_wait(
    broker: Redis, broker_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with deliver.app.connection_for_write(broker_server) as connection:
        monkeypatch.setattr(deliver, "apply_async", partial(deliver.apply_async, connection=connection))
        ring_for(uuid4())
    [queue] = [name for name in broker.keys("*") if broker.type(name) == b"list"]
    assert queue == b"assay-deliveries\x06\x166"
