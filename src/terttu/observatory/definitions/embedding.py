"""Industries as points by where they are, and how often they fall together in draws of regions.

A correlation of shares or of quotients is ruled by a few large or empty regions, and one partition
made from it by chance. Here the shares are square roots, which are about equally uncertain
wherever they lie, and what is kept is in how many of many partitions two industries are together.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, INDUSTRY_2, PERIOD, REGION
from ..errors import InputError

MIN_REGIONS = 5
NUMBERS = (10, 200)
CUTS = 3


def hellinger_rows(x: xr.DataArray, *, length: float = 0.5) -> xr.DataArray:
    """Industries as points: square roots of their shares of each region, about their mean.

    With s_ri = x_ri / sum_r x_ri the point of industry i is z_i = sqrt(s_i) - mean_j sqrt(s_j).
    The distance of two points is the Hellinger distance of where the industries are (times the
    square root of 2): the square root gives every share of a count about the same variance
    (Freeman and Tukey 1950, doi:10.1214/aoms/1177729756), so that neither the largest
    region nor the emptiest decides. The norm |z_i| says how concentrated an industry is, the
    direction where; the result is z_i |z_i|^(length - 1). ``length`` 1 keeps both, 0 only the
    direction, in which an industry that is everywhere has little but noise; 0.5 is half way.

    ``x`` has the dims region and industry, counts or other figures that are not negative; the
    result has the dims industry and region, without a unit. Raises InputError for a missing or
    negative cell, an industry that is nowhere, fewer than 5 regions, a length outside 0 to 1.

    >>> x = xr.DataArray(
    ...     [[9.0, 1], [4, 4], [1, 9], [1, 1], [1, 1]], dims=("region", "industry"),
    ...     coords={"industry": ["A", "B"]},
    ... )
    >>> hellinger_rows(x, length=1.0).values.round(3)
    array([[ 0.25,  0.  , -0.25,  0.  ,  0.  ],
           [-0.25,  0.  ,  0.25,  0.  ,  0.  ]])
    """
    if not 0 <= length <= 1:
        raise InputError(f"The length must lie between 0 and 1, not at {length}.")
    roots = _roots(x)
    coords = {
        INDUSTRY: x[INDUSTRY].values,
        **({REGION: x[REGION].values} if REGION in x.coords else {}),
    }
    return xr.DataArray(_points(roots, length), dims=(INDUSTRY, REGION), coords=coords)


def coassignment(
    x: xr.DataArray,
    *,
    draws: int = 100,
    numbers: tuple[int, int] | None = None,
    length: float = 0.5,
    seed: int = 0,
) -> xr.DataArray:
    """In what share of many partitions, each from other regions, two industries fall together.

    Each draw takes as many regions as there are, with replacement, makes points of the industries
    (`hellinger_rows`), joins them by Ward's linkage and cuts the tree at three numbers of groups,
    each drawn evenly from ``numbers`` (both ends count, and no more groups than industries; 10 to
    200 where nothing is said, and from a third of the industries where they are fewer than 30): no
    number has to be known beforehand, and what hangs on one region falls away. The result is the
    share of the 3 x ``draws`` partitions that put the pair together: evidence accumulation, Fred
    and Jain (2005), doi:10.1109/TPAMI.2005.113.

    ``x`` as for `hellinger_rows`; the result has the dims industry and industry_2, values 0 to 1
    and 1 on the diagonal. The same ``seed`` gives the same result. Raises InputError as
    `hellinger_rows`, and for fewer than one draw or two industries or numbers that are none.
    """
    from scipy.cluster.hierarchy import cut_tree, linkage

    roots = _roots(x)
    industries, regions = roots.shape
    low, high = numbers or (min(NUMBERS[0], max(2, industries // 3)), NUMBERS[1])
    high = min(high, industries)
    if draws < 1 or industries < 2 or not 1 <= low <= high:
        raise InputError(
            "Industries fall together in at least one draw of at least two industries, cut at "
            f"numbers from 1 to {industries}; asked were {draws} draws at {low} to {high}."
        )
    random = np.random.default_rng(seed)
    together = np.zeros((industries, industries))
    for _ in range(draws):
        drawn = roots[:, random.integers(0, regions, regions)]
        tree = linkage(_points(drawn, length), method="ward")
        cuts = random.integers(low, high + 1, CUTS)
        for labels in cut_tree(tree, n_clusters=np.unique(cuts)).T:
            weight = (cuts == labels.max() + 1).sum()
            together += weight * (labels[:, None] == labels[None, :])
    codes = x[INDUSTRY].values
    return xr.DataArray(
        together / (draws * CUTS),
        dims=(INDUSTRY, INDUSTRY_2),
        coords={INDUSTRY: codes, INDUSTRY_2: codes},
        attrs={"draws": draws, "numbers": (low, high), "length": length, "seed": seed},
    )


def consensus_similarity(
    x: xr.DataArray,
    *,
    draws: int = 100,
    numbers: tuple[int, int] | None = None,
    length: float = 0.5,
    seed: int = 0,
) -> xr.DataArray:
    """How alike two industries are in the company they keep over many draws of regions.

    The Pearson correlation of the rows of `coassignment`: two industries that fall together with
    the same others are alike even where they themselves were parted in many draws. Between -1
    and 1, with NaN on the diagonal; as a similarity it goes into `partitions`, `combine` and
    `validate`. An industry that always falls together with all others or none has no
    correlation (NaN). Parameters and errors as for `coassignment`.
    """
    together = coassignment(x, draws=draws, numbers=numbers, length=length, seed=seed)
    rows = together.values - together.values.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(rows, axis=1)
    rows = rows / np.where(norms > 1e-12, norms, np.nan)[:, None]
    values = np.clip(rows @ rows.T, -1.0, 1.0)
    np.fill_diagonal(values, np.nan)
    return together.copy(data=values)


def _roots(x: xr.DataArray) -> np.ndarray:
    """Square roots of the shares of regions (industry, region), from a checked table."""
    if PERIOD in x.dims:
        raise InputError("Industries become points for one period; choose one with isel or sel.")
    cells = np.asarray(x.transpose(INDUSTRY, REGION).values, np.float64)
    if cells.shape[1] < MIN_REGIONS:
        raise InputError(f"Points of industries need at least {MIN_REGIONS} regions.")
    if not (np.isfinite(cells).all() and (cells >= 0).all()):
        raise InputError("Points of industries need a table without missing or negative figures.")
    sums = cells.sum(axis=1, keepdims=True)
    if (sums == 0).any():
        nowhere = x[INDUSTRY].values[(sums == 0)[:, 0]]
        raise InputError(f"The industry {nowhere[0]} is in no region; leave it out.")
    return np.asarray(np.sqrt(cells / sums))


def _points(roots: np.ndarray, length: float) -> np.ndarray:
    centred = roots - roots.mean(axis=0)
    norms = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(norms, 1e-12) ** (1 - length))
