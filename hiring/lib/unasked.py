"""What browsers and crawlers ask for without being told to: an icon, and what may be indexed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

DAY = 24 * 3600
NOTHING = "User-agent: *\nDisallow: /\n"


@require_safe
@cache_control(public=True, max_age=DAY)
def favicon(request: HttpRequest) -> HttpResponseRedirect:
    """Send whoever looks at the usual address to the mark that pages name: what is no page names none."""
    return HttpResponseRedirect(static("assay/mark.svg"))


@require_safe
@cache_control(public=True, max_age=DAY)
def robots(request: HttpRequest) -> HttpResponse:
    """Ask crawlers to index nothing: whatever is here is somebody's."""
    return HttpResponse(NOTHING, content_type="text/plain; charset=utf-8")
