"""What a region could take up next: the industries it lacks, by how near and how complex."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, check_dims, missing_share
from ..errors import InputError, ObservatoryWarning
from .complexity import complexity
from .density import relatedness_density
from .outlook import aligned_pci, outlook
from .specialisation import empty_labels, rank

if TYPE_CHECKING:
    from .entry_model import EntryModel

Cut = Literal["region", "global"]
RankBy = Literal["balance", "density", "pci", "gain", "eci_change", "entry_probability"]
QUADRANTS = {
    (True, True): "high road",
    (True, False): "slow road",
    (False, True): "casino",
    (False, False): "dead end",
}


def opportunities(
    m: xr.DataArray,
    region: str,
    *,
    relatedness: xr.DataArray,
    pci: xr.DataArray,
    traded: Mapping[str, str] | None = None,
    cut: Cut = "region",
    rank_by: RankBy = "balance",
    entry_model: EntryModel | None = None,
    controls: Mapping[str, xr.DataArray] | None = None,
    confidence: float = 0.95,
    recompute: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """The industries that ``region`` lacks, with what taking each up asks for and gives.

    Variables over industry (those with M_ri = 0; and over period where ``m`` has several):

    - ``density``: relatedness density w_ri in 0-1, how much of what it takes is there (risk);
    - ``pci``: how complex the industry is (benefit);
    - ``quadrant``: "high road" (related and complex), "slow road" (related, simple), "casino"
      (unrelated, complex) or "dead end" (neither), as commonly reported of Balland et al. At or
      above the cut counts as related or complex. ``cut="region"``: the medians of the region's
      own options; ``"global"``: the mean density of all absent cells of all regions and the mean
      PCI of all industries;
    - ``gain``: the net opportunity gain, exactly the change of the complexity outlook
      (`outlook`; relatedness with a zero diagonal);
    - ``eci_change``: the change of the region's ECI with PCI held fixed, (PCI_i - ECI_r) /
      (d_r + 1), for PCI on the Atlas scale. With ``recompute`` it is the exact one, from
      `complexity` of the table with the cell added, one calculation an option;
    - ``entry_probability``, where a fitted ``entry_model`` is given (with its ``controls``), and
      its interval ``entry_low`` to ``entry_high`` where the model has draws (``confidence``);
    - ``rank``: 1 for the best, by the variable named in ``rank_by``; ``balance`` is the mean of
      density and PCI, each standardised over the options.

    ``traded`` says of industries whom they serve (``Industry.traded``: traded, mixed, local). Those
    that are local are never proposed, as they follow the residents: they are no options, count in
    no cut and no rank, and ``attrs["local"]`` lists them. What the region has of them still counts
    in the density of others. An industry that ``traded`` does not name is an option.

    The result sorts and prints as a table: ``found.sortby("rank").to_dataframe()``. Industries
    whose presence in the region is not known are no options; ``attrs["unknown"]`` lists them, and
    ``attrs["missing_share"]`` is the share of missing cells of ``m``. An industry without a PCI
    has no quadrant. ``progress`` is called with the options recomputed and all of them. Raises
    InputError for a region that ``m`` does not have.

    Balland, P.-A., Boschma, R., Crespo, J. and Rigby, D. L. (2019) Smart specialization policy
    in the European Union: relatedness, knowledge complexity and regional diversification.
    Regional Studies 53, 1252-1268. doi:10.1080/00343404.2018.1437900.

    >>> import xarray as xr
    >>> m = xr.DataArray(
    ...     [[1.0, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 1]],
    ...     {"region": ["A", "B", "C"], "industry": list("wxyz")},
    ... )
    >>> from terttu.observatory import complexity, proximity
    >>> pci = complexity(m)["pci"]
    >>> found = opportunities(m, "A", relatedness=proximity(m), pci=pci)
    >>> found["quadrant"].values.tolist(), found["rank"].values.tolist()
    (['slow road', 'casino'], [1.0, 1.0])
    """
    check_dims(m, REGION, INDUSTRY)
    _check(m, region, cut, rank_by, entry_model)
    own = m.sel({REGION: [region]})
    options = (own == 0) & ~_local(m, traded)
    found = xr.Dataset({"density": relatedness_density(own, relatedness).where(options)})
    found["pci"] = aligned_pci(m, pci).where(options)
    found["quadrant"] = _quadrants(found, _cuts(found, m, relatedness, pci, cut))
    found["gain"] = outlook(own, relatedness, pci)["cog"].where(options)
    if recompute:
        found["eci_change"] = _recomputed(m, region, aligned_pci(m, pci), options, progress)
    else:
        found["eci_change"] = _at_given_pci(own, aligned_pci(m, pci)).where(options)
    if entry_model is not None:
        chance = entry_model.predict(found["density"], aligned_pci(m, pci), controls=controls)
        found["entry_probability"] = chance.where(options)
        if entry_model.draws:
            ends = entry_model.interval(
                found["density"], aligned_pci(m, pci), controls=controls, confidence=confidence
            )
            found["entry_low"], found["entry_high"] = ends["low"], ends["high"]
    score = _balance(found) if rank_by == "balance" else found[rank_by]
    found["rank"] = rank(score, dim=INDUSTRY)
    found = found.transpose(..., REGION, INDUSTRY).isel({REGION: 0})
    unknown = empty_labels(np.atleast_2d(own.notnull().isel({REGION: 0}).values), m, INDUSTRY)
    attrs = {
        "missing_share": missing_share(m),
        "unknown": unknown,
        "local": tuple(str(i) for i in m[INDUSTRY].values[_local(m, traded).values]),
        "cut": cut,
        "rank_by": rank_by,
        "eci_change": "recomputed" if recompute else "PCI held fixed",
    }
    kept = options.isel({REGION: 0})
    kept = kept.any(PERIOD) if PERIOD in kept.dims else kept
    return found.isel({INDUSTRY: np.flatnonzero(kept.values)}).assign_attrs(attrs)


def _local(m: xr.DataArray, traded: Mapping[str, str] | None) -> xr.DataArray:
    """Which industries are never proposed."""
    kinds = traded or {}
    local = [kinds.get(str(code)) == "local" for code in m[INDUSTRY].values]
    return xr.DataArray(np.array(local, dtype=bool), dims=INDUSTRY)


def _cuts(
    found: xr.Dataset, m: xr.DataArray, relatedness: xr.DataArray, pci: xr.DataArray, cut: Cut
) -> tuple[xr.DataArray, xr.DataArray]:
    """The density and the PCI from which on an industry counts as related and as complex."""
    if cut == "region":
        rated = found.where(found["pci"].notnull() & found["density"].notnull())
        return rated["density"].median(INDUSTRY), rated["pci"].median(INDUSTRY)
    absent = relatedness_density(m, relatedness).where(m == 0)
    return absent.mean([REGION, INDUSTRY]), pci.mean(INDUSTRY)


def _quadrants(found: xr.Dataset, cuts: tuple[xr.DataArray, xr.DataArray]) -> xr.DataArray:
    related, complicated = found["density"] >= cuts[0], found["pci"] >= cuts[1]
    rated = found["density"].notnull() & found["pci"].notnull()
    result = xr.full_like(found["pci"], "", dtype="<U9")
    for (near, hard), name in QUADRANTS.items():
        result = result.where(~(rated & (related == near) & (complicated == hard)), name)
    return result


def _at_given_pci(own: xr.DataArray, pci: xr.DataArray) -> xr.DataArray:
    """ECI is the mean PCI of what a region has; one more industry moves the mean."""
    rated = (own == 1) & pci.notnull()
    return (pci - pci.where(rated).mean(INDUSTRY)) / (rated.sum(INDUSTRY) + 1)


def _recomputed(
    m: xr.DataArray,
    region: str,
    pci: xr.DataArray,
    options: xr.DataArray,
    progress: Callable[[int, int], None] | None,
) -> xr.DataArray:
    """ECI of the region with each option added, less what it is now; its sign that of PCI."""
    cells = m if PERIOD in m.dims else m.expand_dims(PERIOD)
    cells = cells.transpose(PERIOD, REGION, INDUSTRY)
    result = xr.full_like(cells.sel({REGION: [region]}), np.nan, dtype=np.float64)
    row = int(np.flatnonzero(m[REGION].values == region)[0])
    wanted = options.isel({REGION: 0}).broadcast_like(cells.isel({REGION: row}))
    todo = np.argwhere(wanted.transpose(PERIOD, INDUSTRY).values)
    order = pci.where(cells == 1).mean(INDUSTRY).transpose(PERIOD, REGION)
    now = [complexity(c, sign=o)["eci"] for c, o in zip(cells, order, strict=True)]
    for done, (t, i) in enumerate(todo, start=1):
        more = cells[t].copy()
        more[row, i] = 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ObservatoryWarning)
            then = complexity(more, sign=now[t])["eci"]
        result[t, 0, i] = then[row] - now[t][row]
        if progress is not None:
            progress(done, len(todo))
    return result if PERIOD in m.dims else result.isel({PERIOD: 0}, drop=True)


def _balance(found: xr.Dataset) -> xr.DataArray:
    """The mean of density and PCI, each in standard deviations over the options."""
    parts = [(found[name] - found[name].mean(INDUSTRY)) for name in ("density", "pci")]
    spreads = [part.std(INDUSTRY) for part in parts]
    return sum(
        (part / spread.where(spread > 0, 1.0) for part, spread in zip(parts, spreads, strict=True)),
        xr.zeros_like(parts[0]),
    )


def _check(
    m: xr.DataArray, region: str, cut: str, rank_by: str, entry_model: EntryModel | None
) -> None:
    if REGION not in m.indexes or region not in m.indexes[REGION]:
        raise InputError(f"The table has no region {region!r}.")
    if cut not in get_args(Cut):
        raise InputError(f'cut must be "region" or "global", not {cut!r}.')
    if rank_by not in get_args(RankBy):
        raise InputError(f"rank_by must be one of {', '.join(get_args(RankBy))}, not {rank_by!r}.")
    if rank_by == "entry_probability" and entry_model is None:
        raise InputError("A rank by entry_probability needs a fitted entry_model.")
