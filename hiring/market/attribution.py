"""What one inference drew on: each dataset's share of what was retrieved for it, and what that cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Sum

from hiring.market.models import World


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What one inference drew from one dataset: ``retrieved`` pieces, ``share`` of all that it drew, from 0 to 1."""

    dataset: str
    reports: int
    retrieved: int
    share: float
    charged_micro: int


@dataclass(frozen=True, kw_only=True)
class Attribution:
    """One inference, by the name its reporter gives it, and the datasets behind its answer, the largest share first."""

    inference: str
    datasets: Sequence[Drawn]

    @property
    def retrieved(self) -> int:
        """How many pieces were retrieved for it."""
        return sum(drawn.retrieved for drawn in self.datasets)

    @property
    def charged_micro(self) -> int:
        """What they cost, in micro-units."""
        return sum(drawn.charged_micro for drawn in self.datasets)


def attribution_of(world: World, inference: str) -> Attribution:
    """Add up the retrievals reported for ``inference``; no dataset when none was."""
    used = world.usage_events.filter(inference=inference).values(dataset=F("licence__revision__listing__slug"))
    sums = used.annotate(
        reports=Count("pk"), retrieved=Sum("quantity"), charged_micro=Sum("receipt__charged_micro")
    ).order_by("-retrieved", "dataset")
    lines = list(sums)
    whole = sum(line["retrieved"] for line in lines)
    return Attribution(inference=inference, datasets=[Drawn(**line, share=line["retrieved"] / whole) for line in lines])
