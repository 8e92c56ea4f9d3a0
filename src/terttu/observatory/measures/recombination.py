"""How easily knowledge combines: patents (or projects, products) by the classes they draw on.

The array has the dims of the units (patent, project, ...) and industry (the class); a cell above
zero says that the unit has the class. A missing cell is no link and counts nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from ..arrays import INDUSTRY, observation_dim
from .shares import beside, by_period, ratio

if TYPE_CHECKING:
    import xarray as xr


def ease_of_recombination(m: xr.DataArray) -> xr.DataArray:
    """How many other classes a class was combined with, for each unit that has it.

    E_i = (number of other classes found in some unit together with class i) / (number of units
    with class i). Without a unit of measurement; high for a class that goes with everything. NaN
    for a class that no unit has.

    As EconGeo; econcomplex gives the share of a class's patents that have a second class, which
    is another quantity. Missing cells: no link, so that E_i rests on the known ones.

    Raises InputError for other dims than one of units, industry and period, and negative cells.

    Fleming & Sorenson (2001) Technology as a Complex Adaptive System: Evidence from Patent Data,
    doi:10.1016/S0048-7333(00)00135-9

    >>> import xarray as xr
    >>> m = xr.DataArray([[1, 1, 0], [1, 0, 1], [1, 1, 0]], dims=("patent", "industry"))
    >>> ease_of_recombination(m).values.round(4)
    array([0.6667, 0.5   , 1.    ])
    """

    def measure(cells: np.ndarray) -> np.ndarray:
        has = (cells > 0).astype(float)
        together = has.T @ has
        return ratio((together > 0).sum(0) - has.any(0), has.sum(0))

    units = observation_dim(m)
    return by_period(measure, m, units, INDUSTRY, to=(INDUSTRY,), name="ease_of_recombination")


def modular_complexity(m: xr.DataArray, *, ease: xr.DataArray | None = None) -> xr.DataArray:
    """How interdependent the classes of a unit are: their number over their ease of recombination.

    K_l = n_l / sum_i E_i, over the n_l classes i of unit l; high where classes that are seldom
    combined come together. Without a unit of measurement. ``ease`` (dim industry, and period or
    not) replaces the E_i of ``m`` itself, e.g. by those of earlier patents, as in the paper. NaN
    for a unit without a class and for one whose classes were never combined with another.

    Missing cells: no link; a class without a value in ``ease`` makes its units NaN.

    Raises InputError for other dims than one of units, industry and period, for negative cells
    and for classes that ``ease`` lacks.

    Fleming & Sorenson (2001) Technology as a Complex Adaptive System: Evidence from Patent Data,
    doi:10.1016/S0048-7333(00)00135-9

    >>> import xarray as xr
    >>> m = xr.DataArray([[1, 1, 0], [1, 0, 1], [1, 1, 0]], dims=("patent", "industry"))
    >>> modular_complexity(m).values.round(4)
    array([1.7143, 1.2   , 1.7143])
    """
    units = observation_dim(m)
    eases = ease_of_recombination(m) if ease is None else ease

    def measure(cells: np.ndarray, ease_i: np.ndarray) -> np.ndarray:
        has = cells > 0
        return ratio(has.sum(1), np.where(has, ease_i, 0.0).sum(1))

    figures = (beside(eases, m, INDUSTRY, what="ease of recombination"),)
    name = "modular_complexity"
    return by_period(measure, m, units, INDUSTRY, to=(units,), name=name, figures=figures)
