"""The market's rows, by noun."""

from hiring.market.models.catalogue import AnswerKey, CatalogueVersion, Listing, Revision
from hiring.market.models.delivery import Attestation, Grant
from hiring.market.models.disputes import Dispute, DisputeMessage, Resolution
from hiring.market.models.edge import Transform
from hiring.market.models.faults import RequestCount
from hiring.market.models.ledger import Account, Entry, Transfer
from hiring.market.models.licensing import Licence, Offer
from hiring.market.models.metering import Receipt, UsageEvent
from hiring.market.models.payouts import Anomaly, Payout, Sale
from hiring.market.models.publishing import Draft, Publication
from hiring.market.models.registry import LineageEvent, ModelSource, RegisteredModel
from hiring.market.models.trail import TrailEntry
from hiring.market.models.worlds import Credential, World

__all__ = [
    "Account",
    "Anomaly",
    "AnswerKey",
    "Attestation",
    "CatalogueVersion",
    "Credential",
    "Dispute",
    "DisputeMessage",
    "Draft",
    "Entry",
    "Grant",
    "Licence",
    "LineageEvent",
    "Listing",
    "ModelSource",
    "Offer",
    "Payout",
    "Publication",
    "Receipt",
    "RegisteredModel",
    "RequestCount",
    "Resolution",
    "Revision",
    "Sale",
    "TrailEntry",
    "Transfer",
    "Transform",
    "UsageEvent",
    "World",
]
