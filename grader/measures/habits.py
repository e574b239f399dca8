"""Which pairs of alike rows differ by accident, and which by the table's own ways: another year, another measure."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

MOST_SHARE = 0.5
LEAST_PURE = 0.1
OFTENER = 3
ALONE, TWO = 1, 2
ONCE, HARDLY = 1.0, 0.9

Mask = npt.NDArray[np.bool_]
Shares = npt.NDArray[np.float64]


def accidental(other: Mask, likeness: Shares) -> Mask:
    """Tell which pairs differ by accident, given the columns in which each holds ``other`` values that are no slips.

    Accidents fall anywhere, habits on the same columns. So a column in which half of the pairs differ tells things
    apart, and its pairs are no accidents; neither are columns that differ together thrice as often as each by itself
    makes likely. Of what is left, the pairs count that are alike to a degree which few of the others reach. Where most
    pairs are none, one in ten has to differ by slips alone; if not, those alone count.
    """
    kept = _apart_from_habits(other)
    if kept.any():
        kept &= likeness >= _floor(likeness, kept)
    pure = kept & ~other.any(axis=1)
    few = int(pure.sum()) < LEAST_PURE * int(kept.sum()) and 2 * int(kept.sum()) < len(kept)
    return pure if few else kept


def _apart_from_habits(other: Mask) -> Mask:
    kept = np.ones(len(other), dtype=np.bool_)
    while kept.any():
        shares = other[kept].mean(axis=0)
        if shares.max() < MOST_SHARE:
            return kept & _scattered(other, kept, shares)
        kept &= ~other[:, shares.argmax()]
    return kept


def _scattered(other: Mask, kept: Mask, shares: Shares) -> Mask:
    """Tell which pairs differ in columns that seldom differ together."""
    patterns, which = np.unique(np.packbits(other, axis=1), axis=0, return_inverse=True)
    columns = np.unpackbits(patterns, axis=1, count=other.shape[1]).astype(np.bool_)
    expected = kept.sum() * np.where(columns, shares, 1 - shares).prod(axis=1)
    counts = np.bincount(which.reshape(-1)[kept], minlength=len(patterns))
    size = columns.sum(axis=1)
    fit = (size <= ALONE) | (counts <= OFTENER * expected + np.where(size > TWO, HARDLY, ONCE))
    scattered: Mask = fit[which.reshape(-1)]
    return scattered


def _floor(likeness: Shares, kept: Mask) -> float:
    """Return the likeness from which on there are most of the kept pairs and fewest of the others."""
    levels, which = np.unique(likeness, return_inverse=True)
    gains = np.bincount(which, weights=np.where(kept, 1.0, -1.0), minlength=len(levels))[::-1].cumsum()[::-1]
    return float(levels[gains.argmax()])
