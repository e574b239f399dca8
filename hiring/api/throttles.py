"""How often the API may be asked, and the headers that say how much is left (RateLimit fields, draft 11)."""

from __future__ import annotations

import math
from typing import cast

from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from hiring.lib.cache import Counted, ForgetfulRedisCache


class Throttle(SimpleRateThrottle):
    """Counts the requests of one attempt together, whichever key it asks by; or by address where there is none yet."""

    num_requests: int | None
    duration: int | None
    counted: Counted | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count a request and say whether it is let in."""
        if self.num_requests is None or self.duration is None:
            return True
        counts = cast(ForgetfulRedisCache, cache)
        key = self.get_cache_key(request, view)
        self.counted = counts.count(key, most=self.num_requests, window=self.duration)
        return self.counted.let_in

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Return whose requests are counted together."""
        credential = getattr(request.auth, "application", None)
        ident = f"world-{credential.world_id}" if credential else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}

    def wait(self) -> float | None:
        """Return in how many seconds another request is let in."""
        return self.counted.seconds if self.counted else None

    def headers(self) -> dict[str, str]:
        """Return the policy, what is left of it, and when it is whole again."""
        if self.counted is None or self.num_requests is None:
            return {}
        left = max(0, self.num_requests - self.counted.count)
        return {
            "RateLimit-Policy": f'"{self.scope}";q={self.num_requests};w={self.duration}',
            "RateLimit": f'"{self.scope}";r={left};t={math.ceil(self.counted.seconds)}',
        }


class MarketThrottle(Throttle):
    """For everything a pipeline does in the market."""

    scope = "market"


class TokenThrottle(Throttle):
    """For asking for tokens, by address: guessing secrets is slow."""

    scope = "token"


class SubmitThrottle(Throttle):
    """For handing in files: bundles, and the data of listings."""

    scope = "submit"
