"""Every address of the product and who may pass: one row each; an address without a row fails the test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLResolver, get_resolver

ANYONE = frozenset({"nobody", "alice", "charlie", "owner", "bob", "reviewer", "auditor", "outsider"})
SIGNED_IN = ANYONE - {"nobody"}
ALICE = frozenset({"alice"})
MEMBERS = frozenset({"owner", "bob", "reviewer", "auditor"})
REVIEWERS = MEMBERS - {"auditor"}
RECRUITERS = REVIEWERS - {"reviewer"}
OWNERS = frozenset({"owner"})


@dataclass(frozen=True, kw_only=True)
class Door:
    """An address: how it is asked, who passes, and of which objects of alice's the address is made."""

    method: str = "GET"
    passes: frozenset[str]
    of: dict[str, str] = field(default_factory=dict)
    by_token: bool = False


def signed(passes: frozenset[str], method: str = "GET", **of: str) -> Door:
    """A page for people who sign in."""
    return Door(passes=passes, method=method, of=of)


def market(method: str = "GET", *, own: bool = True, **of: str) -> Door:
    """A call for the holders of tokens: with ``own``, each gets their own; else only alice's token finds hers."""
    return Door(passes=frozenset({"alice", "charlie"}) if own else ALICE, method=method, of=of, by_token=True)


DOORS = {
    "healthz": signed(ANYONE),
    "readyz": signed(ANYONE),
    "status": signed(frozenset()),
    "metrics": signed(ANYONE),  # from this machine
    "favicon": signed(ANYONE),
    "robots": signed(ANYONE),
    "jwks": signed(ANYONE),
    "account_login": signed(ANYONE),
    "account_request_login_code": signed(ANYONE),
    "account_confirm_login_code": signed(frozenset()),
    "account_logout": signed(SIGNED_IN),
    "demo_sign_in": signed(frozenset(), token="token"),
    "api:schema": signed(ANYONE),
    "api:docs": signed(ANYONE),
    "api:token": signed(frozenset(), "POST"),
    "api:revoke": signed(frozenset(), "POST"),
    "api:introspect": signed(frozenset(), "POST"),
    "api:datasets": market(),
    "api:dataset": market(slug="listing"),
    "api:croissant": market(slug="listing"),
    "api:datapackage": market(slug="listing"),
    "api:revisions": market(slug="listing"),
    "api:offers": market("POST", slug="listing"),
    "api:listings": market(),
    "api:listing": market(own=False, listing="own_listing"),
    "api:publish": market("POST", own=False, listing="own_listing"),
    "api:withdraw": market("POST", own=False, listing="own_listing"),
    "api:own_croissant": market(own=False, listing="own_listing"),
    "api:own_datapackage": market(own=False, listing="own_listing"),
    "api:quotes": market("POST"),
    "api:offer": market(own=False, offer="offer"),
    "api:counter": market("POST", own=False, offer="offer"),
    "api:accept": market("POST", own=False, offer="offer"),
    "api:licences": market(),
    "api:licence": market(own=False, licence="licence"),
    "api:access": market("POST", own=False, licence="licence"),
    "api:bytes": signed(frozenset(), grant="grant"),
    "api:transforms": market("POST"),
    "api:transform": market(own=False, transform="transform"),
    "api:artefact": signed(frozenset(), transform="transform"),
    "api:usage": market("POST"),
    "api:attribution": market(),
    "api:lineage_events": market("POST"),
    "api:lineage": market(own=False, dataset="listing"),
    "api:models": market(),
    "api:model": market(own=False, model="model"),
    "api:model_datasets": market(own=False, model="model"),
    "api:dataset_models": market(slug="listing"),
    "api:wallet": market(),
    "api:wallet_entries": market(),
    "api:invoice": market(),
    "api:keys": market(),
    "api:key": market("DELETE", own=False, key="key"),
    "api:key_secret": market("POST", own=False, key="key"),
    "api:payouts": market(),
    "api:anomalies": market(),
    "api:payout": market(own=False, payout="payout"),
    "api:disputes": market("POST", own=False, payout="payout"),
    "api:dispute": market(own=False, dispute="dispute"),
    "api:dispute_messages": market("POST", own=False, dispute="dispute"),
    "api:trail": market(),
    "api:attestation": market(own=False, attestation="attestation"),
    "api:webhooks": market(),
    "api:webhook": market("DELETE", own=False, webhook="endpoint"),
    "api:webhook_secret": market("POST", own=False, webhook="endpoint"),
    "api:webhook_deliveries": market(own=False, webhook="endpoint"),
    "api:webhook_test": market("POST", own=False, webhook="endpoint"),
    "api:webhook_replay": market("POST", own=False, webhook="endpoint"),
    "api:delivery_replay": market("POST", own=False, delivery="delivery"),
    "api:uploads": market("POST"),
    "api:upload": market(own=False, upload="upload"),
    "api:submissions": market(),
    "api:submission": market(own=False, submission="submission"),
    "api:events": market(own=False, submission="submission"),
    "api:report": market(own=False, submission="submission"),
    "review:organisations": signed(SIGNED_IN),
    "review:inbox": signed(MEMBERS, organisation="organisation"),
    "review:grading": signed(MEMBERS, organisation="organisation"),
    "review:invite": signed(RECRUITERS, organisation="organisation"),
    "review:members": signed(MEMBERS, organisation="organisation"),
    "review:new_member": signed(OWNERS, "POST", organisation="organisation"),
    "review:remove_member": signed(OWNERS, organisation="organisation", pk="member"),
    "review:disputes": signed(MEMBERS, organisation="organisation"),
    "review:dispute": signed(MEMBERS, organisation="organisation", pk="dispute"),
    "review:resolve": signed(REVIEWERS, "POST", organisation="organisation", pk="dispute"),
    "review:assessments": signed(MEMBERS, organisation="organisation"),
    "review:take_from_library": signed(RECRUITERS, "POST", organisation="organisation", slug="ready"),
    "review:assessment": signed(MEMBERS, organisation="organisation", pk="assessment"),
    "review:new_cohort": signed(RECRUITERS, "POST", organisation="organisation", pk="assessment"),
    "review:cohort": signed(RECRUITERS, organisation="organisation", pk="cohort"),
    "review:attempt": signed(MEMBERS, organisation="organisation", pk="attempt"),
    "review:decision": signed(RECRUITERS, organisation="organisation", pk="attempt", kind="kind"),
    "review:review": signed(REVIEWERS, "POST", organisation="organisation", pk="attempt"),
    "review:extension": signed(RECRUITERS, "POST", organisation="organisation", pk="attempt"),
    "review:bundle": signed(REVIEWERS, organisation="organisation", pk="attempt", number="number"),
    "review:report": signed(MEMBERS, organisation="organisation", pk="attempt", number="number"),
    "portal:home": signed(SIGNED_IN),
    "portal:checks": signed(ANYONE),
    "portal:profile": signed(SIGNED_IN),
    "portal:own_invitation": signed(ALICE, pk="invitation"),
    "portal:start_own": signed(ALICE, "POST", pk="invitation"),
    "portal:invitation": signed(ANYONE, token="token"),
    "portal:start": signed(ALICE, "POST", token="token"),
    "portal:attempt": signed(ALICE, pk="attempt"),
    "portal:market": signed(ALICE, pk="attempt"),
    "portal:datasets": signed(ALICE, pk="attempt"),
    "portal:dataset": signed(ALICE, pk="attempt", slug="listing"),
    "portal:croissant": signed(ALICE, pk="attempt", slug="listing"),
    "portal:datapackage": signed(ALICE, pk="attempt", slug="listing"),
    "portal:lineage": signed(ALICE, pk="attempt"),
    "portal:listings": signed(ALICE, pk="attempt"),
    "portal:listing": signed(ALICE, pk="attempt", listing="own_listing"),
    "portal:publish_listing": signed(ALICE, "POST", pk="attempt", listing="own_listing"),
    "portal:withdraw_listing": signed(ALICE, "POST", pk="attempt", listing="own_listing"),
    "portal:attestation": signed(ALICE, pk="attempt", attestation="attestation"),
    "portal:payouts": signed(ALICE, pk="attempt"),
    "portal:payout": signed(ALICE, pk="attempt", payout="payout"),
    "portal:webhooks": signed(ALICE, pk="attempt"),
    "portal:rotate_webhook": signed(ALICE, "POST", pk="attempt", endpoint="endpoint"),
    "portal:remove_webhook": signed(ALICE, "POST", pk="attempt", endpoint="endpoint"),
    "portal:ping_webhook": signed(ALICE, "POST", pk="attempt", endpoint="endpoint"),
    "portal:replay_failed": signed(ALICE, "POST", pk="attempt", endpoint="endpoint"),
    "portal:replay_delivery": signed(ALICE, "POST", pk="attempt", delivery="delivery"),
    "portal:rotate_credential": signed(ALICE, "POST", pk="attempt"),
    "portal:revoke_credential": signed(ALICE, pk="attempt"),
    "portal:keys": signed(ALICE, pk="attempt"),
    "portal:rotate_key": signed(ALICE, "POST", pk="attempt", key="key"),
    "portal:revoke_key": signed(ALICE, "POST", pk="attempt", key="key"),
    "portal:withdraw": signed(ALICE, "POST", pk="attempt"),
    "portal:kit": signed(ALICE, pk="attempt"),
    "portal:inputs": signed(ALICE, pk="attempt"),
    "portal:everything": signed(ALICE, pk="attempt"),
    "portal:submissions": signed(ALICE, pk="attempt"),
    "portal:live": signed(ALICE, pk="attempt"),
    "portal:submission": signed(ALICE, pk="submission"),
    "portal:status": signed(ALICE, pk="submission"),
    "portal:report": signed(ALICE, pk="submission"),
    "portal:report_json": signed(ALICE, pk="submission"),
    "portal:report_signed": signed(ALICE, pk="submission"),
    "portal:receipt": signed(ALICE, pk="submission"),
    "portal:submission_inputs": signed(ALICE, pk="submission"),
    "portal:bundle": signed(ALICE, pk="submission"),
}


def every_name(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Yield the name of every address; one without a name is an error, but for the API's own 404."""
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            yield from every_name(one, f"{one.namespace}:" if one.namespace else space)
        elif one.name:
            yield f"{space}{one.name}"
        else:
            assert str(one.pattern) == "^api/(?P<path>.*)$"
