"""How often the API may be asked, and the headers that say how much is left (RateLimit fields, draft 11)."""

from __future__ import annotations

import math

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView


class Throttle(SimpleRateThrottle):
    """Counts the requests of one attempt together, whichever key it asks by; or by address where there is none yet."""

    def get_cache_key(self, request: Request, view: APIView) -> str:
        """Return whose requests are counted together."""
        credential = getattr(request.auth, "application", None)
        ident = f"world-{credential.world_id}" if credential else self.get_ident(request)
        return self.cache_format % {"scope": self.scope, "ident": ident}

    def headers(self) -> dict[str, str]:
        """Return the policy, what is left of it, and when it is whole again."""
        most, window = self.parse_rate(self.get_rate())
        if most is None or window is None or not hasattr(self, "history"):
            return {}
        left = max(0, most - len(self.history))
        oldest = self.history[-1] if self.history else self.now
        reset = max(0, math.ceil(window - (self.now - oldest)))
        return {
            "RateLimit-Policy": f'"{self.scope}";q={most};w={window}',
            "RateLimit": f'"{self.scope}";r={left};t={reset}',
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
