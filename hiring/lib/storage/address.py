"""The address of a bucket, as ``STORAGE_URL`` writes it: ``s3://bucket?endpoint=https://…``; it holds no secret."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import parse_qsl

ADDRESS = re.compile(r"s3://(?P<name>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/?(?:\?(?P<options>.*))?")
ENDPOINT = re.compile(r"(https?://(?:[a-z0-9.-]+|\[[0-9a-f:]+\])(?::[0-9]{1,5})?)/?", re.IGNORECASE)
REGION = re.compile(r"[a-z]{2,}[a-z0-9-]{0,40}")
OPTIONS = ("endpoint", "public", "region", "delivery")
DELIVERIES = ("redirect", "stream")
LIKE = "s3://bucket?endpoint=https://objects.example"


class BadAddress(ValueError):
    """The address can't be used; its message says why, and repeats nothing that may be secret."""


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """A bucket: ``endpoint`` is where we reach its store, ``public`` where clients do; None is Amazon's own.

    Clients are sent to the store for bytes (``redirect``), or get them through us (``stream``).
    """

    name: str
    endpoint: str | None = None
    public: str | None = None
    region: str = "us-east-1"
    delivery: Literal["redirect", "stream"] = "redirect"


def read_address(url: str) -> Bucket:
    """Return the bucket that an address names; raise BadAddress where it names none."""
    address = ADDRESS.fullmatch(url)
    if address is None:
        raise BadAddress(f"is no address of a bucket. Write it like {LIKE}, its keys into the environment.")
    options = dict(parse_qsl(address["options"] or "", keep_blank_values=True))
    for name in options:
        if name not in OPTIONS:
            raise BadAddress(f"has an option that does not exist. There are {', '.join(OPTIONS)}.")
    endpoint = _endpoint(options, "endpoint")
    delivery = options.get("delivery", "redirect")
    if delivery not in DELIVERIES:
        raise BadAddress(f"has a delivery that does not exist. There are {' and '.join(DELIVERIES)}.")
    region = options.get("region", Bucket.region)
    if not REGION.fullmatch(region):
        raise BadAddress("has a region that is none. Write it like eu-west-1.")
    return Bucket(
        name=address["name"],
        endpoint=endpoint,
        public=_endpoint(options, "public") or endpoint,
        region=region,
        delivery="stream" if delivery == "stream" else "redirect",
    )


def _endpoint(options: dict[str, str], name: str) -> str | None:
    if name not in options:
        return None
    found = ENDPOINT.fullmatch(options[name])
    if found is None:
        raise BadAddress(f"has as its {name} no address of a store. Write it like https://objects.example.")
    return found[1]
