"""Economic complexity of regions and industries: the second eigenvector, its scale and sign."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, blocks, missing_share, observation_dim
from ..errors import InputError, ObservatoryWarning
from .relatedness import check_presence, exact_kind
from .specialisation import empty_labels
from .spectrum import second_vectors

Sign = Literal["diversity", "reflections"]
Scale = Literal["atlas", "z"]
Components = Literal["giant", "refuse"]

AMBIGUOUS = 0.1
_SAME = 1e-9
_OF_A_PERIOD = ("second_eigenvalue", "third_eigenvalue", "sign_correlation", "components")


def complexity(
    m: xr.DataArray,
    *,
    sign: Sign | xr.DataArray = "diversity",
    scale: Scale = "atlas",
    components: Components = "giant",
    ddof: int = 0,
) -> xr.Dataset:
    """Economic complexity of regions (eci) and of industries (pci), by the eigenvector.

    With M the presence (0, 1), D its diversities and U its ubiquities on diagonals, K_c is the
    second eigenvector of D^-1 M U^-1 M' and K_p that of U^-1 M' D^-1 M, so that
    K_c = D^-1 M K_p. ECI = (K_c - mean K_c) / sd K_c. PCI = (K_p - mean K_c) / sd K_c on the
    scale of the Atlas, on which the ECI of a region is the mean PCI of its industries
    (py-ecomplexity, Stata, ReKS); ``scale="z"`` standardises PCI by itself (econcomplex, econci,
    economiccomplexity for R). ``ddof`` 0 is the population's standard deviation, 1 the sample's.
    Both have no unit.

    An eigenvector has no sign of its own. ``sign``: ``diversity``, a positive correlation of ECI
    with diversity; ``reflections``, the sign of sum_r d_r^2 K_r, which the method of reflections
    converges to (EconGeo); or an array over regions, with which ECI then correlates positively.
    PCI always takes the sign of ECI: fermi-cref, econci, econcomplex and EconGeoPy test it apart,
    and some of theirs point the other way. ``sign_correlation`` says how clear the sign is (for
    ``reflections``, the correlation weighted by diversity), and a warning is given below 0.1.

    The eigenvector is that of the symmetric problem on the smaller side with the trivial pair
    taken out, and correct to about 1e-10. Reflections that are iterated a fixed number of times
    (economic-complexity, ps-calcs) are not it: the difference grows with the table, and
    rounding error takes over.

    The result also holds, by period, ``second_eigenvalue``, ``third_eigenvalue``,
    ``sign_correlation`` and ``components``, the number of parts of the network of regions and
    industries that nothing connects. With several of them the second eigenvector only
    labels the parts: ``components="giant"`` keeps the one with the most regions and industries,
    leaves the others NaN and says so in a warning; ``"refuse"`` raises InputError. Regions and
    industries without any presence are NaN and named in ``attrs["trimmed_regions"]`` and
    ``attrs["trimmed_industries"]``. A missing cell is no link; ``attrs["missing_share"]``
    is the share of them. A second eigenvalue that occurs twice, or is 0, is said in a warning; in
    the latter case there is nothing to tell regions apart and the result is NaN.

    Hidalgo, C. A. and Hausmann, R. (2009) The building blocks of economic complexity. PNAS 106,
    10570-10575. doi:10.1073/pnas.0900943106. Hausmann, R., Hidalgo, C. A. and others (2014) The
    Atlas of Economic Complexity. MIT Press. Mealy, P., Farmer, J. D. and Teytelboym, A. (2019)
    Interpreting economic complexity. Science Advances 5, eaau1705. doi:10.1126/sciadv.aau1705.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 1, 1], [0, 1, 1], [0, 0, 1]], dims=("region", "industry"))
    >>> found = complexity(m)
    >>> found["eci"].values.round(4).tolist()
    [1.2247, -0.0, -1.2247]
    >>> found["pci"].values.round(4).tolist()
    [3.6742, 1.2247, -1.2247]
    """
    _check_options(scale, components)
    unit = observation_dim(m)
    order = _order(sign, m, unit)
    reflections = isinstance(sign, str) and sign == "reflections"
    found = [
        _solve(block, _Criterion(order, weighted=reflections), scale, ddof)
        for block in blocks(m, unit, INDUSTRY)
    ]
    _report(found, m, unit, components)
    attrs = {
        "sign": sign if isinstance(sign, str) else "order",
        "scale": scale,
        "missing_share": missing_share(m) if any(one.missing for one in found) else 0.0,
        f"trimmed_{unit}s": empty_labels(np.array([one.d > 0 for one in found]), m, unit),
        "trimmed_industries": empty_labels(np.array([one.u > 0 for one in found]), m, INDUSTRY),
    }
    return xr.Dataset(_variables(found, m, unit), coords=m.coords, attrs=attrs)


@dataclass(frozen=True, slots=True)
class _Criterion:
    """What decides the sign: an order of the regions (their diversity if None), weighted or not."""

    order: np.ndarray | None
    weighted: bool

    def correlation(self, k: np.ndarray, d: np.ndarray, rows: np.ndarray) -> float:
        """How K goes with the order, over ``rows`` that have one; 0 where that is constant."""
        order = d if self.order is None else self.order
        rows &= ~np.isnan(order)
        w = d[rows] if self.weighted else np.ones(np.count_nonzero(rows))
        x, y = _centred(k[rows], w), _centred(order[rows], w)
        scale = np.sqrt((w * x * x).sum() * (w * y * y).sum())
        noise = 1e-12 * np.abs(order[rows]).max(initial=0.0)
        return float((w * x * y).sum() / scale) if scale > noise else 0.0


@dataclass(slots=True)
class _Found:
    """What is found in one period."""

    d: np.ndarray
    u: np.ndarray
    missing: bool
    components: int
    eci: np.ndarray
    pci: np.ndarray
    second_eigenvalue: float = 0.0
    third_eigenvalue: float = 0.0
    sign_correlation: float = np.nan


def _solve(block: np.ndarray, criterion: _Criterion, scale: Scale, ddof: int) -> _Found:
    m, single, missing = _links(block)
    d = (single @ np.ones(single.shape[1], single.dtype)).astype(np.float64)
    u = (np.ones(len(single), single.dtype) @ single).astype(np.float64)
    check_presence(np.vecdot(single, single), d)
    number, in_d, in_u = _giant(single, d, u)
    found = _Found(d, u, missing, number, np.full(len(d), np.nan), np.full(len(u), np.nan))
    rows, columns = in_d > 0, in_u > 0
    if min(np.count_nonzero(rows), np.count_nonzero(columns)) < 2:
        return found
    spectrum = second_vectors(m, in_d, in_u, single=single)
    found.second_eigenvalue, found.third_eigenvalue = spectrum.second, spectrum.third
    if spectrum.second < _SAME:
        return found
    correlation = criterion.correlation(spectrum.rows, d, rows.copy())
    found.sign_correlation = abs(correlation)
    k_r, k_i = spectrum.rows[rows], spectrum.columns[columns]
    turn = np.sign(correlation) or _outlier_sign(k_r)
    mean, spread = k_r.mean(), turn * k_r.std(ddof=ddof)
    found.eci[rows] = (k_r - mean) / spread
    if scale == "z":
        mean, spread = k_i.mean(), turn * k_i.std(ddof=ddof)
    found.pci[columns] = (k_i - mean) / spread
    return found


def _links(block: np.ndarray) -> tuple[np.ndarray, np.ndarray, bool]:
    """Presence as it came and in float32, an unknown cell being none, and whether there are any."""
    single = np.asarray(block, exact_kind(max(block.shape)))
    if not np.isnan(np.ones(len(single), single.dtype) @ single).any():
        return block, single, False
    single = np.where(np.isnan(single), 0, single).astype(single.dtype)
    return single, single, True


def _giant(m: np.ndarray, d: np.ndarray, u: np.ndarray) -> tuple[int, np.ndarray, np.ndarray]:
    """The number of components, and the margins with 0 for what lies outside the largest."""
    if _is_connected(m, d):
        return int(d.any()), d, u
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    rows, columns = np.nonzero(m)
    nodes = len(d) + len(u)
    links = (np.ones(len(rows)), (rows, columns + len(d)))
    _, labels = connected_components(coo_array(links, shape=(nodes, nodes)), directed=False)
    sizes = np.bincount(labels[np.concatenate([d, u]) > 0])
    inside = labels == sizes.argmax()
    return (
        int(np.count_nonzero(sizes)),
        np.where(inside[: len(d)], d, 0.0),
        np.where(inside[len(d) :], u, 0.0),
    )


def _is_connected(m: np.ndarray, d: np.ndarray) -> bool:
    """Whether every region is reached from the most diverse one by way of shared industries."""
    industries = m[d.argmax()] > 0 if d.size else np.empty(0)
    count = 0
    while True:
        regions = m @ industries.astype(m.dtype) > 0
        reached, everything = int(regions.sum()), int((d > 0).sum())
        if reached in (count, everything):
            return reached == everything
        count = reached
        industries = regions.astype(m.dtype) @ m > 0


def _centred(x: np.ndarray, weights: np.ndarray) -> np.ndarray:
    centred: np.ndarray = x - (weights * x).sum() / max(weights.sum(), 1.0)
    return centred


def _outlier_sign(k: np.ndarray) -> float:
    """The sign that makes the first of the outlying regions positive."""
    return float(np.sign(k[np.argmax(np.abs(k) > np.abs(k).max() / 2)]))


def _variables(found: Sequence[_Found], m: xr.DataArray, unit: str) -> dict[str, Any]:
    """The dims and the values of what the result holds."""
    dims: dict[str, tuple[str, ...]] = {"eci": (unit,), "pci": (INDUSTRY,)}
    dims |= dict.fromkeys(_OF_A_PERIOD, ())
    variables: dict[str, Any] = {}
    for name, own in dims.items():
        values = np.array([getattr(one, name) for one in found])
        variables[name] = ((PERIOD, *own), values) if PERIOD in m.dims else (own, values[0])
    return variables


def _report(found: Sequence[_Found], m: xr.DataArray, unit: str, components: Components) -> None:
    """Say once, with the periods, what a reader of the result must know."""
    when = [f" in {period}" for period in m[PERIOD].values] if PERIOD in m.dims else [""]
    named = list(zip(when, found, strict=True))
    split = [(name, one) for name, one in named if one.components > 1]
    if split and components == "refuse":
        raise InputError(
            "Regions and industries fall into parts that nothing connects, and complexity cannot "
            f"compare them:{_list(f' {one.components}{name}' for name, one in split)}. "
            'components="giant" takes the largest.'
        )
    _warn(
        "Regions and industries fall into parts that nothing connects; complexity is that of the "
        "largest. Parts:{}.",
        (f" {one.components}{name} (left out: {_left_out(one, m, unit)})" for name, one in split),
    )
    _warn(
        "Complexity is missing{}: the presence of industries does not tell regions apart.",
        (name for name, one in named if one.second_eigenvalue < _SAME),
    )
    _warn(
        "The second eigenvalue occurs more than once{}: complexity is one of many orders that "
        "are equally good.",
        (name for name, one in named if _is_double(one)),
    )
    _warn(
        "The sign of complexity is ambiguous: its correlation with what decides it is only{}. "
        "Another sign= may be clearer.",
        (f" {one.sign_correlation:.3f}{name}" for name, one in named if _is_unclear(one)),
    )


def _is_double(one: _Found) -> bool:
    return _SAME <= one.second_eigenvalue < one.third_eigenvalue + _SAME


def _is_unclear(one: _Found) -> bool:
    return one.sign_correlation < AMBIGUOUS


def _warn(text: str, cases: Iterable[str]) -> None:
    listed = list(cases)
    if listed:
        warnings.warn(text.format(_list(listed)), ObservatoryWarning, stacklevel=4)


def _list(parts: Iterable[str]) -> str:
    return ",".join(parts)


def _left_out(one: _Found, m: xr.DataArray, unit: str) -> str:
    regions = m[unit].values[(one.d > 0) & np.isnan(one.eci)]
    industries = m[INDUSTRY].values[(one.u > 0) & np.isnan(one.pci)]
    return ", ".join(map(str, [*regions, *industries]))


def _order(sign: Sign | xr.DataArray, m: xr.DataArray, unit: str) -> np.ndarray | None:
    if isinstance(sign, str):
        if sign not in ("diversity", "reflections"):
            raise InputError(f'sign must be "diversity", "reflections" or an array, not {sign!r}.')
        return None
    if sign.dims != (unit,):
        raise InputError(f"The order that decides the sign needs the dim {unit} alone.")
    labels = {unit: m[unit].values} if unit in sign.indexes and unit in m.indexes else {}
    try:
        return sign.sel(labels).values.astype(np.float64)
    except KeyError as error:
        raise InputError(f"The order that decides the sign lacks a {unit}: {error}.") from error


def _check_options(scale: str, components: str) -> None:
    if scale not in ("atlas", "z"):
        raise InputError(f'scale must be "atlas" or "z", not {scale!r}.')
    if components not in ("giant", "refuse"):
        raise InputError(f'components must be "giant" or "refuse", not {components!r}.')
