"""A refusal on its way to a browser becomes a page that says what was refused and what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import select_template

from hiring.lib.refused import Refused


class RefusalPages:
    """Answers a ``Refused`` that a page let through with the template of its status, or ``refused.html``."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Turn a refusal into its page; leave every other exception alone."""
        if not isinstance(exception, Refused):
            return None
        template = select_template([f"{exception.status}.html", "refused.html"])
        words = {"sentence": exception.sentence, "details": exception.details, "status": exception.status}
        response = HttpResponse(template.render(words, request), status=exception.status)
        if exception.retry_after is not None:
            response["Retry-After"] = str(exception.retry_after)
        return response
