"""How much of what an industry is related to a region already has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..arrays import INDUSTRY, INDUSTRY_2, PERIOD, blocks, missing_share, observation_dim
from ..errors import InputError

if TYPE_CHECKING:
    import xarray as xr

Kind = Literal["all", "internal", "external", "relative"]
KINDS = ("all", "internal", "external", "relative")


def relatedness_density(
    m: xr.DataArray,
    r: xr.DataArray,
    *,
    kind: Kind = "all",
    nearest: int | None = None,
    ddof: int = 0,
) -> xr.DataArray:
    """The share of an industry's relatedness that the region has: sum_j M_rj R_ij / sum_j R_ij.

    ``m`` is presence (region x industry: 0, 1, NaN where unknown) and ``r`` any relatedness that
    is not negative (industry x industry_2): proximity, `relatedness`, or one of them cut to 0 and
    1. The result has the shape of ``m`` and lies between 0 and 1; EconGeo reports it times 100 and
    rounded. It is 0 where an industry is related to none. ``r`` of one period serves all
    periods of ``m``. Whether an industry is related to itself is a matter of the diagonal of
    ``r``, which is 0 unless `proximity` is asked for 1.

    ``kind``: ``all`` cells; ``internal``, those of industries that the region has (M = 1), and
    ``external``, those it has not (M = 0), the others NaN; ``relative``, the z-score of the
    external ones over the region's option set (M = 0), with ``ddof`` 0 for the population's
    standard deviation (econcomplex) or 1 for the sample's (economic-complexity, which gives it for
    M = 1 too). ``nearest`` = k counts the k industries that are most related to i, itself left
    out; those that tie with the k-th all count, so that order does not matter. It is a share of
    their relatedness; py-ecomplexity's ``knn`` returns their number instead.

    Missing cells: numerator and denominator are over the industries that the region knows, so
    that an unknown cell still has a density with ``all``; the other kinds need to know M and give
    NaN. NaN also where the region knows none of the related industries, and for an industry
    without known relatedness. ``attrs["missing_share"]`` is the share of missing cells of ``m``.

    Raises InputError for relatedness that is negative (keep the positive part, or cut it at a
    value) or that has other industries or periods than ``m``.

    Hidalgo, C. A., Klinger, B., Barabasi, A.-L. and Hausmann, R. (2007) The product space
    conditions the development of nations. Science 317, 482-487. doi:10.1126/science.1144581.
    Pinheiro, F. L., Hartmann, D., Boschma, R. and Hidalgo, C. A. (2022) The time and frequency of
    unrelated diversification. Research Policy 51, 104323. doi:10.1016/j.respol.2021.104323.

    >>> import xarray as xr
    >>> from terttu.observatory import proximity
    >>> m = xr.DataArray([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]], dims=("region", "industry"))
    >>> relatedness_density(m, proximity(m)).values.round(4).tolist()
    [[0.5714, 0.5, 1.0], [1.0, 1.0, 1.0], [1.0, 0.5, 0.5714]]
    """
    _check(kind, nearest)
    unit = observation_dim(m)
    dtype = np.dtype(np.float32 if m.dtype == np.float32 else np.float64)
    relations = blocks(aligned_relatedness(m, r), INDUSTRY, INDUSTRY_2)
    result = m.copy(deep=False, data=np.empty(m.shape, dtype))
    complete = True
    weights = None
    for t, (block, out) in enumerate(
        zip(blocks(m, unit, INDUSTRY), blocks(result, unit, INDUSTRY), strict=True)
    ):
        if weights is None or len(relations) > 1:
            weights = _Weights.of(relations[t], nearest, dtype)
        complete &= _density(np.asarray(block, dtype), weights, out)
        if kind != "all":
            _restrict(out, block, kind, ddof)
    result.name = "relatedness_density"
    result.attrs = {"kind": kind, "missing_share": 0.0 if complete else missing_share(m)}
    if nearest is not None:
        result.attrs["nearest"] = nearest
    return result


def aligned_relatedness(m: xr.DataArray, r: xr.DataArray) -> xr.DataArray:
    """The relatedness ``r`` in the order of the industries and periods of ``m``."""
    order = {}
    for dim, source in ((INDUSTRY, INDUSTRY), (INDUSTRY_2, INDUSTRY), (PERIOD, PERIOD)):
        if (
            dim in r.indexes
            and source in m.indexes
            and not r.indexes[dim].equals(m.indexes[source])
        ):
            order[dim] = m[source].values
    try:
        aligned = r.sel(order) if order else r
    except KeyError as error:
        raise InputError(
            f"Relatedness is needed for every industry and period of the presence: {error}."
        ) from error
    sizes = {aligned.sizes.get(INDUSTRY), aligned.sizes.get(INDUSTRY_2)} - {None}
    periods = aligned.sizes.get(PERIOD, 1)
    if sizes != {m.sizes[INDUSTRY]} or periods not in (1, m.sizes.get(PERIOD, 1)):
        raise InputError("Relatedness must have the industries and periods of the presence.")
    return aligned


def _check(kind: str, nearest: int | None) -> None:
    if kind not in KINDS:
        raise InputError(f"kind must be one of {', '.join(KINDS)}, not {kind!r}.")
    if nearest is not None and nearest < 1:
        raise InputError(f"nearest must be a number of industries, not {nearest}.")


@dataclass(frozen=True, slots=True)
class _Weights:
    """What related industries count for: R_ij / sum_j R_ij, with i in the columns."""

    shares: np.ndarray
    sums: np.ndarray
    unknown: np.ndarray

    @classmethod
    def of(cls, r: np.ndarray, nearest: int | None, dtype: np.dtype[Any]) -> _Weights:
        """From the relatedness of one period."""
        w = r if r.dtype in (np.float32, np.float64) else r.astype(np.float64)
        unknown = np.isnan(w.sum(axis=1))
        if unknown.any():
            unknown = np.asarray(np.isnan(w).all(axis=1))
            w = np.where(np.isnan(w), 0.0, w)
        if w.min(initial=0.0) < 0:
            raise InputError(
                "Relatedness holds negative values, of which no share can be taken: keep the "
                "positive part (r.clip(min=0)) or cut it at a value ((r > 1) * 1.0)."
            )
        w = w if nearest is None else _nearest(w, nearest)
        sums = w.sum(axis=1)
        shares = np.empty(w.shape, dtype)
        np.divide(w, np.where(sums > 0, sums, 1)[:, np.newaxis], out=shares, casting="same_kind")
        return cls(shares.T, sums, unknown)


def _nearest(r: np.ndarray, number: int) -> np.ndarray:
    """The same with 0 for all but the largest values of each row, those that tie included."""
    others = r.copy()
    np.fill_diagonal(others, 0.0)
    if number < len(others):
        place = len(others) - number
        others[others < np.partition(others, place, axis=1)[:, [place]]] = 0.0
    return others


def _density(m: np.ndarray, weights: _Weights, out: np.ndarray) -> bool:
    """Write the density of one period into ``out``; true where nothing is missing."""
    np.matmul(m, weights.shares, out=out)
    complete = not np.isnan(out[:, :1]).any()  # a region's missing cell reaches its whole row
    if not complete:
        known = ~np.isnan(m)
        np.matmul(np.where(known, m, 0).astype(m.dtype), weights.shares, out=out)
        with np.errstate(invalid="ignore", divide="ignore"):
            np.divide(out, known.astype(m.dtype) @ weights.shares, out=out)
        out[:, weights.sums == 0] = 0.0
    if weights.unknown.any():
        out[:, weights.unknown] = np.nan
    return complete


def _restrict(out: np.ndarray, m: np.ndarray, kind: Kind, ddof: int) -> None:
    out[m != (1 if kind == "internal" else 0)] = np.nan
    if kind == "relative":
        known = ~np.isnan(out)
        count = known.sum(axis=1, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(known, out, 0).sum(axis=1, keepdims=True) / count
            out -= mean
            squares = np.where(known, out, 0) ** 2
            spread = np.sqrt(squares.sum(axis=1, keepdims=True) / (count - ddof))
            spread[spread <= 1e-6 * np.abs(mean)] = np.nan
            out /= spread
