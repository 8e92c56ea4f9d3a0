"""How industries are related through what is found together: co-occurrence and its normalisations.

Every function gives an array industry x industry_2, one a period where the input has periods.
Presence (0, 1, NaN where unknown) may be that of regions, or of any units: firms, projects,
patents. A pair is judged by the units that know both of its industries.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..arrays import INDUSTRY, INDUSTRY_2, blocks, labelled, missing_share, observation_dim
from ..errors import InputError
from .specialisation import empty_labels

if TYPE_CHECKING:
    import xarray as xr

Method = Literal["probability", "association", "cosine", "jaccard"]
METHODS = ("probability", "association", "cosine", "jaccard")


def cooccurrence(
    m: xr.DataArray, *, diagonal: Literal["zero", "ubiquity"] = "zero"
) -> xr.DataArray:
    """In how many units two industries are present together: C_ij = sum_r M_ri M_rj.

    The diagonal is 0, as every relatedness takes it (EconGeo the same), or by the formula the
    ubiquity u_i. The counts are exact in float32 and float64. Missing cells: the units that know
    both industries are counted; NaN where no unit does. ``attrs["missing_share"]`` is the share
    of missing cells of ``m``. An industry that no unit has is found together with none: 0.

    Raises InputError for an unknown diagonal and for numbers other than 0, 1 and NaN.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]], dims=("region", "industry"))
    >>> cooccurrence(m).values.tolist()
    [[0.0, 2.0, 1.0], [2.0, 0.0, 2.0], [1.0, 2.0, 0.0]]
    """
    _check_diagonal(diagonal, ("zero", "ubiquity"))

    def count(pairs: _Pairs, out: np.ndarray) -> None:
        out[...] = pairs.both

    return _by_pairs(m, count, name="cooccurrence", diagonal=diagonal, trim=False)


def proximity(m: xr.DataArray, *, diagonal: Literal["zero", "one"] = "zero") -> xr.DataArray:
    """The smaller of the two conditional probabilities: phi_ij = C_ij / max(u_i, u_j).

    C is the co-occurrence and u the ubiquity; phi lies between 0 and 1. By the formula the
    diagonal is 1 (py-ecomplexity, economiccomplexity for R, fermi-cref); it is 0 unless asked for
    (as in economic-complexity, econcomplex, econci and EconGeo), since only then is the density
    of an absent industry a matter of the others, and the opportunity gain the true gain.
    ``attrs["diagonal"]`` says which. Missing cells: over the units that know both industries,
    C_ij / max(presences of i, presences of j). An industry that no unit has is related to
    nothing known: NaN, and named in ``attrs["trimmed_industries"]``.

    Raises InputError for an unknown diagonal and for numbers other than 0, 1 and NaN.

    Hidalgo, C. A., Klinger, B., Barabasi, A.-L. and Hausmann, R. (2007) The product space
    conditions the development of nations. Science 317, 482-487. doi:10.1126/science.1144581.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]], dims=("region", "industry"))
    >>> proximity(m).values.round(4).tolist()
    [[0.0, 0.6667, 0.5], [0.6667, 0.0, 0.6667], [0.5, 0.6667, 0.0]]
    """
    _check_diagonal(diagonal, ("zero", "one"))

    def normalise(pairs: _Pairs, out: np.ndarray) -> None:
        np.maximum(pairs.own, pairs.own.T, out=out)
        np.divide(pairs.both, out, out=out)

    return _by_pairs(m, normalise, name="proximity", diagonal=diagonal)


def relatedness(m: xr.DataArray, *, method: Method = "probability") -> xr.DataArray:
    """Co-occurrence normalised by how often each industry co-occurs at all.

    ``m`` is presence (units x industry), of which co-occurrence is counted first, or a symmetric
    array industry x industry_2, which is taken as co-occurrence itself (e.g. of classes in
    patents). With S_i = sum over j != i of C_ij and T = sum_i S_i:

    - ``probability``: C_ij / [(S_i/T S_j/(T - S_i) + S_j/T S_i/(T - S_j)) T/2], the number
      expected when pairs are drawn without repetition; above 1 is more than by chance;
    - ``association``: (C_ij / T) / ((S_i / T) (S_j / T));
    - ``cosine``: C_ij / sqrt(S_i S_j);
    - ``jaccard``: C_ij / (S_i + S_j - C_ij).

    The diagonal of C does not count and is 0 in the result. EconGeo and EconGeoPy agree;
    econcomplex's ``relatedness_index`` uses the same symbols with S_i the number of units and T
    their total, which is another quantity. Missing cells as in `cooccurrence`; the sums are over
    what is known. An industry that co-occurs with none is NaN and named in
    ``attrs["trimmed_industries"]``.

    Raises InputError for an unknown method, and for co-occurrence that is negative or not
    symmetric.

    Steijn, M. P. A. (2021) Improvement on the association strength: implementing a probabilistic
    measure based on combinations without repetition. Quantitative Science Studies 2, 778-794.
    van Eck, N. J. and Waltman, L. (2009) How to normalize cooccurrence
    data? JASIST 60, 1635-1651. doi:10.1002/asi.21075.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1, 0], [1, 1, 1], [0, 1, 1]], dims=("region", "industry"))
    >>> relatedness(m).values.round(4).tolist()
    [[0.0, 1.0769, 0.7778], [1.0769, 0.0, 1.0769], [0.7778, 1.0769, 0.0]]
    """
    if method not in METHODS:
        raise InputError(f"method must be one of {', '.join(METHODS)}, not {method!r}.")
    counts, missing = _counts(m)
    result = np.empty(counts.shape, _result_type(m))
    filled = np.empty(counts.shape[:2], bool)
    for c, out, full in zip(counts, result, filled, strict=True):
        full[:] = _normalise(np.asarray(c, np.float64), method, out)
    attrs = {"method": method, **_attributes(m, filled, "zero", missing)}
    return labelled(result, m, INDUSTRY, INDUSTRY_2, name="relatedness", attrs=attrs)


def teece_relatedness(m: xr.DataArray) -> xr.DataArray:
    """How far co-occurrence lies from what chance gives: z_ij = (C_ij - mu) / sigma.

    With n_i of N units in industry i, draws without replacement give the mean
    mu = n_i n_j / N and the variance sigma^2 = mu (1 - n_i / N) (N - n_j) / (N - 1). N is the
    number of units in ``m`` (firms, patents, regions), those with no industry included; EconGeo,
    ReKS and econcomplex agree. The diagonal is 0: an industry is not related to itself.
    Missing cells: n_i, n_j, N and C_ij are counted over the units that know both. NaN where an
    industry is in none of the units, or in all.

    Raises InputError for numbers other than 0, 1 and NaN.

    Teece, D. J., Rumelt, R., Dosi, G. and Winter, S. (1994) Understanding corporate coherence:
    theory and evidence. Journal of Economic Behavior and Organization 23, 1-30.
    doi:10.1016/0167-2681(94)90094-9.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1, 0], [1, 1, 0], [0, 0, 1], [0, 1, 1]], dims=("firm", "industry"))
    >>> teece_relatedness(m).values.round(4).tolist()
    [[0.0, 1.0, -1.7321], [1.0, 0.0, -1.0], [-1.7321, -1.0, 0.0]]
    """

    def standardise(pairs: _Pairs, out: np.ndarray) -> None:
        n = np.asarray(pairs.units, np.float64)
        first = np.asarray(pairs.own, np.float64)
        second = first.T
        mean = first * second / n
        variance = mean * ((n - first) * (n - second) / (n * (n - 1)))
        np.divide(pairs.both - mean, np.sqrt(variance), out=out, casting="same_kind")

    return _by_pairs(m, standardise, name="teece_relatedness", diagonal="zero")


def skill_relatedness(flows: xr.DataArray) -> xr.DataArray:
    """Moves of workers between two industries against what their sizes make likely, in [-1, 1).

    ``flows`` holds F_ij, the moves from ``industry`` to ``industry_2``; moves inside an industry
    do not count. SR_ij = F_ij F.. / (F_i. F_.j) is the number of moves over the one expected if
    origin and destination had nothing to do with each other. SR_ij and SR_ji are averaged, and
    the result is (SR - 1) / (SR + 1): above 0 more moves than expected, -1 none. The
    diagonal is 0. Missing flows are left out of the sums; a pair with one known direction rests on
    it, one with none is NaN, as is an industry without any moves (``trimmed_industries``).

    Raises InputError for negative flows.

    Neffke, F., Otto, A. and Weyh, A. (2017) Inter-industry labor flows. Journal of Economic
    Behavior and Organization 142, 275-292. The regression that gives the expected flow in
    Neffke and Henning (2013), doi:10.1002/smj.2014, is an earlier form.

    >>> import xarray as xr
    >>> moves = xr.DataArray([[9.0, 8, 2], [6, 9, 3], [1, 4, 9]], dims=("industry", "industry_2"))
    >>> skill_relatedness(moves).values.round(4).tolist()
    [[0.0, 0.3204, -0.0972], [0.3204, 0.0, 0.2308], [-0.0972, 0.2308, 0.0]]
    """
    moves = blocks(flows, INDUSTRY, INDUSTRY_2)
    if moves.shape[1] != moves.shape[2]:
        raise InputError("Flows need the same industries in both directions.")
    if (moves < 0).any():
        raise InputError("Flows hold a negative number of moves.")
    result = np.empty(moves.shape, _result_type(flows))
    filled = np.empty(moves.shape[:2], bool)
    for block, out, full in zip(moves, result, filled, strict=True):
        f = block.astype(np.float64)
        np.fill_diagonal(f, 0.0)
        left, entered = np.nansum(f, axis=1), np.nansum(f, axis=0)
        full[:] = (left > 0) | (entered > 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            ratio = f * (left.sum() / left[:, np.newaxis]) / entered
        both = _mean_of_known(ratio, ratio.T)
        out[...] = (both - 1) / (both + 1)
        _finish(out, full, diagonal="zero")
    attrs = _attributes(flows, filled, "zero", missing_share(flows))
    return labelled(result, flows, INDUSTRY, INDUSTRY_2, name="skill_relatedness", attrs=attrs)


@dataclass(frozen=True, slots=True)
class _Pairs:
    """What is counted of the pairs of one period; exact whole numbers.

    ``both`` is C_ij. ``own`` is the number of units with i among those that know j, and
    ``units`` the number that knows both: a column and one number where nothing is missing.
    """

    both: np.ndarray
    own: np.ndarray
    units: np.ndarray | float


def _by_pairs(
    m: xr.DataArray,
    measure: Callable[[_Pairs, np.ndarray], None],
    *,
    name: str,
    diagonal: str,
    trim: bool = True,
) -> xr.DataArray:
    """A measure of every pair, one period after the other."""
    cells = blocks(m, observation_dim(m), INDUSTRY)
    size = cells.shape[2]
    result = np.empty((len(cells), size, size), _result_type(m))
    filled = np.empty((len(cells), size), bool)
    complete = True
    for block, out, full in zip(cells, result, filled, strict=True):
        pairs = _pairs(block)
        complete &= isinstance(pairs.units, float)
        full[:] = (np.broadcast_to(pairs.own, out.shape).diagonal() > 0) | (not trim)
        with np.errstate(invalid="ignore", divide="ignore"):
            measure(pairs, out)
        _finish(out, full, diagonal)
    attrs = _attributes(m, filled, diagonal, 0.0 if complete else missing_share(m))
    return labelled(result, m, INDUSTRY, INDUSTRY_2, name=name, attrs=attrs)


def _finish(out: np.ndarray, filled: np.ndarray, diagonal: str) -> None:
    """Set the diagonal where it is zero, and leave nothing where an industry has nothing."""
    if diagonal == "zero":
        np.fill_diagonal(out, 0.0)
    if not filled.all():
        out[~filled] = np.nan
        out[:, ~filled] = np.nan


def _attributes(
    m: xr.DataArray, filled: np.ndarray, diagonal: str, missing: float
) -> dict[str, Any]:
    return {
        "diagonal": diagonal,
        "missing_share": missing,
        "trimmed_industries": empty_labels(filled, m, INDUSTRY),
    }


def _pairs(m: np.ndarray) -> _Pairs:
    """Count the pairs; in float32, which is twice as quick and just as exact."""
    a = np.asarray(m, exact_kind(len(m)))
    present = np.ones(len(a), a.dtype) @ a
    if np.isnan(present).any():
        return _known_pairs(a)
    both = a.T @ a
    check_presence(both.diagonal(), present)
    return _Pairs(both, present[:, np.newaxis], float(len(a)))


def _known_pairs(m: np.ndarray) -> _Pairs:
    unknown = np.isnan(m)
    a = np.where(unknown, 0, m).astype(m.dtype)
    k = (~unknown).astype(m.dtype)
    both = a.T @ a
    check_presence(both.diagonal(), a.sum(axis=0))
    units = k.T @ k
    both[units == 0] = np.nan
    return _Pairs(both, a.T @ k, units)


def exact_kind(units: int) -> type[np.floating]:
    """float32 where it holds every count of ``units`` exactly, else float64."""
    return np.float32 if units < 1 << 24 else np.float64


def check_presence(squares: np.ndarray, sums: np.ndarray) -> None:
    """Raise InputError unless what was summed, as it is and squared, held 0 and 1 only.

    A whole number equals its square only if it is 0 or 1, and other numbers do not add up to the
    sum of their squares in every row or column.
    """
    if not np.array_equal(squares, sums):
        raise InputError(
            "Presence holds 0 and 1 (NaN where unknown); this array has other numbers: "
            "presence() makes one from a table."
        )


def _counts(m: xr.DataArray) -> tuple[np.ndarray, float]:
    """Co-occurrence (period, industry, industry_2), given or counted, and what is missing."""
    if INDUSTRY_2 not in m.dims:
        counted = cooccurrence(m)
        return blocks(counted, INDUSTRY, INDUSTRY_2), counted.attrs["missing_share"]
    counts = blocks(m, INDUSTRY, INDUSTRY_2)
    if counts.shape[1] != counts.shape[2] or not np.allclose(
        counts, counts.transpose(0, 2, 1), equal_nan=True
    ):
        raise InputError("Co-occurrence must be the same in both directions.")
    if (counts < 0).any():
        raise InputError("Co-occurrence holds a negative count.")
    return counts, missing_share(m)


def _normalise(c: np.ndarray, method: Method, out: np.ndarray) -> np.ndarray:
    """Write the relatedness of one period into ``out``; true for industries that co-occur."""
    known = np.where(np.isnan(c), 0.0, c)
    np.fill_diagonal(known, 0.0)
    s = known.sum(axis=1)
    filled: np.ndarray = s > 0
    t = s.sum()
    first, second = s[:, np.newaxis], s[np.newaxis]
    with np.errstate(invalid="ignore", divide="ignore"):
        if method == "probability":
            weights = s / (t - s)
            expected = (first * weights + weights[:, np.newaxis] * second) / 2
        elif method == "association":
            expected = first * second / t
        elif method == "cosine":
            expected = np.sqrt(first * second)
        else:
            expected = first + second - c
        np.divide(c, expected, out=out, casting="same_kind")
    _finish(out, filled, diagonal="zero")
    return filled


def _check_diagonal(diagonal: str, known: tuple[str, ...]) -> None:
    if diagonal not in known:
        raise InputError(f"diagonal must be one of {', '.join(known)}, not {diagonal!r}.")


def _mean_of_known(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(a), b, np.where(np.isnan(b), a, (a + b) / 2))


def _result_type(m: xr.DataArray) -> np.dtype[Any]:
    """float32 for float32, else float64."""
    return np.dtype(np.float32 if m.dtype == np.float32 else np.float64)
