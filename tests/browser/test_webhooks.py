"""Alice adds an endpoint, sends it a ping and reads how it was taken, on a desk and on a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from hiring.accounts.models import Person
from hiring.market.models import World
from hiring.webhooks.models import Delivery
from tests.browser.steps import sign_in
from tests.fixtures.browser import Eyes
from tests.fixtures.processes import Start
from tests.fixtures.receiver import Receiver, say
from tests.hiring.webhooks.making import failed_delivery
from tests.hiring.webhooks.test_chaos import wait_until

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def live(live: dict[str, str]) -> dict[str, str]:
    """The same installation, which may call this machine."""
    return live | {"WEBHOOKS_TO_LOOPBACK": "1"}


def test_alice_is_told_and_sees_that_she_was(
    page: Page, eyes: Eyes, worker: Start, alice: Person, world: World, receiver: Receiver
) -> None:
    receiver.script = [say(200, b"thanks")]
    failed_delivery(owner=world.pk)
    page.goto(f"/attempts/{world.attempt_id}/webhooks/")
    sign_in(page, alice)
    worker()

    page.get_by_label("Address").fill("http://10.0.0.1/hook")
    page.get_by_role("button", name="Add the endpoint").click()
    expect(page.get_by_role("alert")).to_contain_text("public internet")
    eyes.judge(page)
    eyes.complaints.clear()  # Chromium notes the refusal's status

    page.get_by_label("Address").fill(receiver.url)
    page.get_by_role("button", name="Add the endpoint").click()
    expect(page.locator("#signing-secret")).to_have_text(re.compile(r"whsec_\S+"))
    eyes.judge(page)

    page.get_by_role("listitem").filter(has_text=receiver.url).get_by_role("button", name="Send a ping").click()
    expect(page.get_by_text("A ping is on its way")).to_be_visible()
    wait_until(lambda: Delivery.objects.filter(state="delivered").exists())
    page.reload()
    expect(page.get_by_text("delivered", exact=True)).to_be_visible()
    page.get_by_text("1 try").first.click()
    expect(page.get_by_text("It answered 200.")).to_be_visible()
    eyes.judge(page)

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    eyes.judge(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
