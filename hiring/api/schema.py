"""What drf-spectacular can't know by itself: the problems every operation may answer, and how a credential signs in."""

from __future__ import annotations

from typing import Any

PROBLEM = {
    "type": "object",
    "description": "A problem detail (RFC 9457).",
    "required": ["type", "title", "status", "detail", "instance"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail", "code"],
                "properties": {name: {"type": "string"} for name in ("pointer", "detail", "code")},
            },
        },
    },
}
SAID = {
    "400": "The request is malformed.",
    "401": "The token is missing, wrong or expired.",
    "402": "The wallet can't meet this.",
    "403": "The token's scope, the licence or the URL doesn't allow this.",
    "404": "There is no such thing for this attempt.",
    "405": "The address doesn't know this method.",
    "406": "The answer can't be given in the media type asked for.",
    "409": "The state of things doesn't allow this.",
    "410": "It has expired or was withdrawn.",
    "412": "The other side speaks another version of the protocol.",
    "413": "It is too large.",
    "415": "The body's media type is not understood.",
    "422": "The request is well-formed, and something in it doesn't fit; errors says what.",
    "429": "Too many requests; Retry-After says how long to wait.",
    "503": "The market can't answer now; ask again after a pause.",
    "507": "We have no room to store this now.",
}
ALWAYS = ("400", "405", "406", "422", "429")
WITH_TOKEN = ("401", "403", "404")
WITH_BODY = ("409", "410", "413", "415")
SPENDING = ("make_offer", "accept_offer", "grant_access", "report_usage")
FAILING = ("search_datasets", "view_dataset", "make_quote", "counter_offer", "fetch_bytes", *SPENDING)
WEBHOOK_WRITES = ("add_webhook", "rotate_webhook_secret", "test_webhook", "replay_failed", "replay_delivery")
EVIDENCE_WRITES = ("register_model", "report_lineage")
KEY_WRITES = ("issue_key", "rotate_key")
LISTING_WRITES = ("draft_listing", "redraft_listing", "publish_listing", "withdraw_listing")
IDEMPOTENT = (
    "make_quote",
    "counter_offer",
    "begin_upload",
    "ask_transform",
    *KEY_WRITES,
    *SPENDING,
    *EVIDENCE_WRITES,
    *LISTING_WRITES,
    *WEBHOOK_WRITES,
)
TRACED = ("grant_access", "fetch_bytes", "report_usage", "register_model", "submit_bundle", "send_part")
TRACE_PARAMETERS = [
    {"in": "header", "name": name, "schema": {"type": "string", "maxLength": 8192}, "description": said}
    for name, said in (
        ("traceparent", "W3C Trace Context: which trace the request belongs to; an invalid one is ignored."),
        ("baggage", "W3C Baggage: dataset.id, dataset.fingerprint, model.id, run.id and stage are kept of it."),
    )
]
STORING = ("submit_bundle", "draft_listing", "redraft_listing")
UPLOADS = ("begin_upload", "read_upload", "send_part", "drop_upload")
KEY_PARAMETER = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": 120},
    "description": "The same key and body get the same answer for 24 hours; the same key with another body is refused.",
}


def describe_problems(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add to every operation the problems it may answer: a drf-spectacular postprocessing hook."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components.setdefault("securitySchemes", {})["credential"] = {
        "type": "http",
        "scheme": "basic",
        "description": "The client id and secret of an attempt's credential.",
    }
    for path in result["paths"].values():
        for method, operation in path.items():
            if method in ("get", "post", "put", "patch", "delete"):
                describe_operation(operation, method)
    return result


def describe_operation(operation: dict[str, Any], method: str) -> None:
    """Add one operation's problems and, where it takes them, its idempotency key and its trace."""
    name = operation["operationId"]
    codes = [*ALWAYS]
    if operation.get("security") or name in ("fetch_bytes", "fetch_artefact"):
        codes += WITH_TOKEN
    if method != "get":
        codes += WITH_BODY
    if name in SPENDING:
        codes.append("402")
    if name in FAILING:
        codes.append("503")
    if name in STORING:
        codes.append("507")
    if name in UPLOADS:
        codes += ["410", "412"]
    if name in IDEMPOTENT:
        operation.setdefault("parameters", []).append(KEY_PARAMETER)
    if name in TRACED:
        operation.setdefault("parameters", []).extend(TRACE_PARAMETERS)
    for code in codes:
        operation["responses"].setdefault(code, problem_response(code))


def problem_response(code: str) -> dict[str, Any]:
    """Return the description of one problem."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": SAID[code], "content": {"application/problem+json": {"schema": schema}}}
