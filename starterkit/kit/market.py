"""The market's API: one client that signs in, waits when it is told to, and asks again when that can help."""

from __future__ import annotations

import time
from typing import Any

import httpx

from kit.home import SECRET, Home
from kit.stop import Stop

TRIES = 6
LONGEST_WAIT = 60.0
NEW_SECRET = (
    f"the market does not know this secret. Rotate the credential on the attempt page, and put the new one into .env: "
    f"{SECRET}=hsx_…"
)
WORTH_ANOTHER_TRY = {429, 502, 503, 504}


class Refused(Stop):
    """The market said no; ``code`` is the machine's word for why."""

    def __init__(self, answer: httpx.Response) -> None:
        problem = answer.json() if "json" in answer.headers.get("Content-Type", "") else {}
        self.status = answer.status_code
        self.code = str(problem.get("type", "")).rpartition(":")[2] or str(problem.get("error", ""))
        reasons = [each["detail"] for each in problem.get("errors", ())]
        said = problem.get("detail") or problem.get("error_description") or self.code or "no reason was given."
        super().__init__(f"{self.status}: {' '.join([said, *reasons])}")


class Market:
    """Ask the market: ``get`` and ``post`` return JSON, ``stream`` the bytes of a signed address."""

    def __init__(self, home: Home) -> None:
        settings = home.settings
        self.credential = httpx.BasicAuth(settings.client_id, home.secret)
        self.client = httpx.Client(
            base_url=f"{settings.base_url}/api/v1/",
            headers={"traceparent": home.traceparent},
            timeout=httpx.Timeout(30, connect=10),
        )

    def __enter__(self) -> Market:
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def sign_in(self) -> dict[str, Any]:
        """Exchange the credential for a token of fifteen minutes, held in memory only."""
        asked = self.client.build_request("POST", "oauth/token", data={"grant_type": "client_credentials"})
        try:
            answer = self.patiently(asked, auth=self.credential)
        except Refused as refusal:
            if refusal.code != "invalid_client":
                raise
            raise Stop(NEW_SECRET) from refusal
        token: dict[str, Any] = answer.json()
        self.client.headers["Authorization"] = f"Bearer {token['access_token']}"
        return token

    def get(self, path: str, **query: Any) -> Any:
        """Read something."""
        return self._ask("GET", path, params=query).json()

    def post(self, path: str, *, once: str, **content: Any) -> Any:
        """Do something; repeating it with the same key ``once`` does it once."""
        return self._ask("POST", path, headers={"Idempotency-Key": once}, **content).json()

    def patiently(
        self, request: httpx.Request, *, auth: httpx.Auth | None = None, stream: bool = False
    ) -> httpx.Response:
        """Send a request, and again after a wait when the market is busy or the line breaks."""
        for attempt in range(1, TRIES + 1):
            try:
                # Bytes may be kept elsewhere, and the signed address leads there; the token stays here.
                answer = self.client.send(request, auth=auth, stream=stream, follow_redirects=stream)
            except httpx.TransportError as error:
                if attempt == TRIES:
                    raise Stop(f"the market can't be reached at {request.url.host}: {error}") from error
                time.sleep(back_off(attempt))
                continue
            if answer.status_code not in WORTH_ANOTHER_TRY or attempt == TRIES:
                return answer if answer.is_success else refuse(answer)
            answer.close()
            time.sleep(wait_of(answer, attempt))
        raise AssertionError("the last try returns")

    def _ask(self, method: str, path: str, **content: Any) -> httpx.Response:
        if "Authorization" not in self.client.headers:
            self.sign_in()
        try:
            return self.patiently(self.client.build_request(method, path, **content))
        except Refused as refusal:
            if refusal.status != httpx.codes.UNAUTHORIZED:
                raise
        self.sign_in()
        return self.patiently(self.client.build_request(method, path, **content))


def refuse(answer: httpx.Response) -> httpx.Response:
    """Raise what the market said."""
    answer.read()
    raise Refused(answer)


def wait_of(answer: httpx.Response, attempt: int) -> float:
    """Return how many seconds to wait: what the market asks for, or longer each time."""
    asked = answer.headers.get("Retry-After", "")
    return min(LONGEST_WAIT, float(asked)) if asked.isdigit() else back_off(attempt)


def back_off(attempt: int) -> float:
    """Return half a second, doubled with every try."""
    return min(LONGEST_WAIT, 0.25 * 2.0**attempt)
