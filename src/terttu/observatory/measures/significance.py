"""Tests of many cells at once: p-values that hold for all of them, and what they say of jobs."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, check_dims, missing_share
from ..errors import InputError
from .specialisation import reference_share, total

Adjustment = Literal["benjamini_hochberg", "benjamini_yekutieli", "holm", "bonferroni"]


def adjust(p: xr.DataArray, *, method: Adjustment = "benjamini_hochberg") -> xr.DataArray:
    """P-values adjusted for their number, with the shape of ``p``; NaN stays NaN, uncounted.

    With n p-values in ascending order, p_(k) the k-th:
    bonferroni n p_(k); holm max_{j<=k} (n - j + 1) p_(j); benjamini_hochberg
    min_{j>=k} n p_(j) / j; benjamini_yekutieli the same times sum_{j<=n} 1 / j; none above 1.
    The first two bound the chance of one false finding or more, the other two the expected share
    of false ones among the findings (benjamini_yekutieli under any dependence). The values of a
    period are a family of their own.

    Benjamini, Y. and Hochberg, Y. (1995) Controlling the false discovery rate. Journal of the
    Royal Statistical Society B 57, 289-300. doi:10.1111/j.2517-6161.1995.tb02031.x. Benjamini, Y.
    and Yekutieli, D. (2001) Annals of Statistics 29, 1165-1188. doi:10.1214/aos/1013699998. Holm,
    S. (1979) Scandinavian Journal of Statistics 6, 65-70. Raises InputError for another method
    and for values outside 0-1.

    >>> import xarray as xr
    >>> adjust(xr.DataArray([0.01, 0.04, 0.03], dims="industry")).values.round(4).tolist()
    [0.03, 0.04, 0.04]
    """
    if method not in get_args(Adjustment):
        raise InputError(f"method must be one of {', '.join(get_args(Adjustment))}, not {method}.")
    if bool(((p < 0) | (p > 1)).any()):
        raise InputError("A p-value must lie between 0 and 1.")
    first = p.transpose(PERIOD, ...) if PERIOD in p.dims else p.expand_dims(PERIOD)
    values = np.stack([_adjusted(family, method) for family in first.values])
    back = first.copy(data=values)
    return (back if PERIOD in p.dims else back.isel({PERIOD: 0})).transpose(*p.dims)


def significant_specialisation(
    x: xr.DataArray,
    *,
    alpha: float = 0.05,
    control: Adjustment = "benjamini_hochberg",
) -> xr.Dataset:
    """Where more is counted than LQ = 1 would give by chance: Dataset(p, p_adjusted, specialised).

    For counts (jobs, establishments) the exact one-sided binomial test: under LQ = 1 the count
    X_ri of X_r draws follows Binomial(X_r, q_i), with the reference share q_i = X_i / X taken as
    given, as `location_quotient_interval` takes it; p = P(K >= X_ri) = I_q(X_ri, X_r - X_ri + 1),
    I the regularised incomplete beta function. p is adjusted with ``control`` over all known
    cells of a period, and ``specialised`` is 1 where p_adjusted <= ``alpha``, else 0.

    No peer does this: LQ >= 1 alone calls half of the cells of a small region specialised. Jobs
    of one firm come and go together, so that the test is on the bold side for jobs and right for
    establishments. A missing cell is NaN in all three, as are the cells of a region or an
    industry that sums to nothing; what a missing cell does to the margins is said in
    `location_quotient`. Raises InputError for negative figures and for ``alpha`` outside 0-1.

    Clopper, C. J. and Pearson, E. S. (1934) The use of confidence or fiducial limits. Biometrika
    26, 404-413. doi:10.1093/biomet/26.4.404.

    >>> import xarray as xr
    >>> jobs = xr.DataArray([[8.0, 2.0], [2.0, 8.0]], dims=("region", "industry"))
    >>> significant_specialisation(jobs)["p"].values.round(4).tolist()
    [[0.0547, 0.9893], [0.9893, 0.0547]]
    """
    from scipy.special import betainc

    check_dims(x, REGION, INDUSTRY)
    if not 0 < alpha < 1:
        raise InputError(f"alpha must lie between 0 and 1, not {alpha}.")
    if bool((x < 0).any()):
        raise InputError("A count cannot be negative.")
    size, q = total(x, INDUSTRY), reference_share(x)
    p = xr.apply_ufunc(betainc, x.where(x > 0), size - x + 1, q).where(x > 0, 1.0)
    p = p.where(x.notnull() & (size > 0) & (q > 0)).transpose(*x.dims)
    adjusted = adjust(p, method=control)
    found = {
        "p": p,
        "p_adjusted": adjusted,
        "specialised": (adjusted <= alpha).astype(float).where(p.notnull()),
    }
    attrs = {"missing_share": missing_share(x), "alpha": alpha, "control": control}
    return xr.Dataset(found, attrs=attrs)


def _adjusted(p: np.ndarray, method: str) -> np.ndarray:
    known = p[~np.isnan(p)]
    result = p.astype(float)
    order = np.argsort(known, kind="stable")
    back = np.empty_like(order)
    back[order] = np.arange(known.size)
    result[~np.isnan(p)] = np.minimum(_ordered(known[order], method), 1)[back]
    return result


def _ordered(p: np.ndarray, method: str) -> np.ndarray:
    """The adjusted values of ascending p-values."""
    n = p.size
    places = np.arange(1, n + 1)
    if method == "bonferroni":
        return n * p
    if method == "holm":
        return np.maximum.accumulate((n - places + 1) * p)
    factor = np.sum(1 / places) if method == "benjamini_yekutieli" else 1.0
    return np.minimum.accumulate((factor * n * p / places)[::-1])[::-1]
