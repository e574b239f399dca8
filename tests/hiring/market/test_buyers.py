"""What simulated buyers do is decided by seed, revision and day: at the prices asked, with the fraud that is wished."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings, strategies as st

from hiring.market.anomalies.events import Kind, Use
from hiring.market.anomalies.finding import find_anomalies
from hiring.market.buyers.demand import FIRST_FRAUD, fraud_on, sales_of
from hiring.market.buyers.shop import Sale, Shop, buyers_of, licences_of
from hiring.market.pricing import Fact, Model

SHOP = Shop(
    seed="seed",
    listing="mine",
    revision="one",
    opens=0,
    size=400_000,
    pricing={"per_inference": 2_000, "per_request": 90_000, "subscription": 3_000_000},
    sources=("Our Airports",),
)
PRICES = st.dictionaries(st.sampled_from([str(model) for model in Model]), st.integers(0, 10**8), min_size=1)


def use_of(sale: Sale) -> Use:
    facts = {name: value for name, value in vars(sale).items() if name not in ("amount_micro", "licence")}
    return Use(**facts, licence=sale.licence or None, creator="you", listing=SHOP.listing, sources=SHOP.sources)


@settings(max_examples=20, deadline=None)
@given(seed=st.text(max_size=8), prices=PRICES, day=st.integers(0, 9), share=st.sampled_from([0.0, 1.0]))
def test_a_day_is_the_same_again_and_in_order(seed: str, prices: dict[str, int], day: int, share: float) -> None:
    shop = replace(SHOP, seed=seed, pricing=prices)
    sales = sales_of(shop, day, fraud_share=share)
    assert sales == sales_of(shop, day, fraud_share=share)
    assert [sale.at for sale in sales] == sorted(sale.at for sale in sales)
    assert len({sale.event for sale in sales}) == len(sales)
    assert all(sale.amount_micro >= 0 and sale.quantity > 0 for sale in sales)


def test_a_dearer_listing_has_fewer_buyers_and_one_beyond_all_means_none() -> None:
    shops = [replace(SHOP, seed=str(seed)) for seed in range(10)]
    cheap, dear, beyond = (
        sum(len(buyers_of(replace(shop, pricing={"per_request": price}))) for shop in shops)
        for price in (10**5, 10**7, 10**9)
    )
    assert cheap > 2 * dear > 0
    assert beyond == 0


def test_another_day_and_another_revision_sell_other_things() -> None:
    assert sales_of(SHOP, 3, fraud_share=0) != sales_of(SHOP, 4, fraud_share=0)
    assert sales_of(SHOP, 3, fraud_share=0) != sales_of(replace(SHOP, revision="two"), 3, fraud_share=0)


def test_whoever_subscribes_pays_for_it_however_late_a_revision_opens() -> None:
    late = replace(SHOP, pricing={"subscription": 1_000_000}, opens=9)
    sold = [sale for day in range(9, 12) for sale in sales_of(late, day, fraud_share=0)]
    assert {sale.buyer for sale in sold} == {sale.buyer for sale in sold if sale.kind == Fact.LICENCE}
    assert len({sale.buyer for sale in sold}) > 2
    assert sales_of(late, 8, fraud_share=0) == ()


def test_a_day_of_fraud_has_some_however_dear_the_listing() -> None:
    dear = [replace(SHOP, seed=str(seed), pricing={"per_request": 12_000_000}) for seed in range(40)]
    days = [(shop, day, sales_of(shop, day, fraud_share=0)) for shop in dear for day in (4, 5)]
    sold = [(len(sales_of(shop, day, fraud_share=1)), len(ordinary)) for shop, day, ordinary in days if ordinary]
    assert len(sold) > 20
    assert all(with_fraud > ordinary for with_fraud, ordinary in sold)


def test_planted_fraud_is_flagged_as_what_it_is_and_ordinary_days_are_not() -> None:
    planted: list[tuple[Kind | None, set[Kind]]] = []
    for shop in (replace(SHOP, seed=str(seed)) for seed in range(3)):
        for day in range(8):
            sold = [sales_of(shop, earlier, fraud_share=float(earlier == day)) for earlier in range(day + 1)]
            flags = find_anomalies([use_of(sale) for sales in sold for sale in sales], licences_of(shop))
            planted.append((fraud_on(shop, day, fraud_share=1.0), {flag.kind for flag in flags}))
    found = [kind in flagged for kind, flagged in planted if kind]
    assert len(found) == 3 * (8 - FIRST_FRAUD)
    assert sum(found) >= len(found) - 1
    assert not any(flagged for kind, flagged in planted if not kind)
