"""Alice reads what she spent, what it added and what a plan would cost, on a desk and on a phone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from hiring.accounts.models import Person
from hiring.market.models import Licence, World
from hiring.market.services.metering import report_usage
from tests.browser.steps import sign_in
from tests.browser.test_webhooks import PHONE
from tests.fixtures.browser import Eyes
from tests.fixtures.market import license_to
from tests.hiring.market.publishing import publish
from tests.hiring.market.test_races import use_of
from tests.hiring.review.test_worth import register


def test_alice_sees_what_she_spent_what_it_added_and_what_more_would_cost(
    page: Page, eyes: Eyes, alice: Person, world: World, licence: Licence
) -> None:
    report_usage(world=world, uses=[use_of(licence, model="damage-v1", feature="training")])
    airports = license_to(world, "airport-directory", pricing_model="per_request")
    register(licence, reached=0.70)
    register(licence, airports, reached=0.74)
    page.goto(f"/attempts/{world.attempt_id}/market/")
    sign_in(page, alice)
    expect(page.get_by_role("region", name="Spending")).to_contain_text("damage-v1")
    expect(page.get_by_role("img", name="airport-directory: cost 1 cr, +0.040")).to_be_visible()
    expect(page.get_by_role("region", name="Cost and contribution")).to_contain_text("not measured")

    page.get_by_label("Dataset").select_option("airport-traffic")
    page.get_by_label("Fine tunes").fill("3")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_role("region", name="Cost by pricing model")).to_contain_text("+500 %")
    expect(page.get_by_role("region", name="Cost of doing it another way")).to_contain_text("smaller sample")
    eyes.judge(page)

    page.goto(f"/attempts/{world.attempt_id}/market/?dataset=nothing-here")
    expect(page.get_by_role("alert")).to_contain_text("No dataset called")

    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.go_back()
    eyes.judge(page)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]

    page.goto(f"/attempts/{world.attempt_id}/lineage/")
    expect(page.get_by_role("img", name="boxes from left to right")).to_be_visible()
    page.get_by_text("The same in words").click()
    eyes.judge(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    published = publish(licence)
    page.goto(f"/attempts/{world.attempt_id}/market/listings/")
    eyes.judge(page)
    page.get_by_role("link", name=published.revision.listing.title).click()
    expect(page.get_by_role("heading", name="What revision 1 was made under")).to_be_visible()
    eyes.judge(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
