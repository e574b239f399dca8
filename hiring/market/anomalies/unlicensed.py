"""Use without a licence that covers it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from hiring.market.anomalies.events import MINUTE, Flag, Kind, Licensed, Use, flag_of, streams_of

CLOCK_DRIFT = 2 * MINUTE


def find_unlicensed(uses: Iterable[Use], licences: Iterable[Licensed]) -> Iterator[Flag]:
    """Yield, for each buyer and listing and each reason, the uses that no licence covers. Nothing here is by chance."""
    held = {licence.licence: licence for licence in licences}

    def wrong_with(use: Use) -> Hashable:
        return use.buyer, use.listing, _wrong(use, held)

    for stream in streams_of(uses, wrong_with).values():
        reason = _wrong(stream[0], held)
        if reason:
            times = "once" if len(stream) == 1 else f"{len(stream):,} times"
            sentence = f"{stream[0].buyer} used {stream[0].listing} {times} {reason}."
            yield flag_of(Kind.UNLICENSED, stream, sentence, float(len(stream)))


def _wrong(use: Use, held: Mapping[str, Licensed]) -> str:
    """Say what is wrong with a use's licence, in words that end a sentence; nothing where all is well."""
    if use.licence is None:
        return "without naming a licence"
    licence = held.get(use.licence)
    if licence is None:
        return "under a licence that does not exist"
    if licence.buyer != use.buyer:
        return f"under a licence of {licence.buyer}"
    if licence.listing != use.listing:
        return f"under a licence for {licence.listing}"
    if use.at < licence.since - CLOCK_DRIFT:
        return "before its licence began"
    if use.at >= licence.until + CLOCK_DRIFT:
        return "after its licence had ended"
    return ""
