"""Quoting a plan of use: nothing is charged, and the trail tells that it was asked."""

from __future__ import annotations

from django.db import transaction

from hiring.market.documents import quote_facts
from hiring.market.locking import lock_open_market
from hiring.market.models import World
from hiring.market.quotes import Quote, quote_of
from hiring.market.quoting import Plan
from hiring.market.services.trail import Deed, extend_trail


@transaction.atomic
def make_quote(*, world: World, listing: str, plan: Plan) -> Quote:
    """Say what a plan of use would cost for a listing, each way to go about it, as prices rise."""
    lock_open_market(world)
    quote = quote_of(world=world, listing=listing, plan=plan)
    extend_trail(world=world, deeds=[Deed(kind="quote.made", facts=quote_facts(quote))])
    return quote
