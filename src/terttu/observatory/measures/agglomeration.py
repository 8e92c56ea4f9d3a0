"""Agglomeration beyond the dartboard: Ellison-Glaeser, Maurel-Sédillot, coagglomeration.

Symbols: s_mi the share of region m in industry i, x_m its share in everything (the reference),
z_ki the share of plant k in industry i, H_i = sum_k z_ki^2 the plants' Herfindahl index. A region
without a figure for an industry is left out of that industry's index, with s and x of the other
regions summing to one.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from ..arrays import (
    INDUSTRY,
    INDUSTRY_2,
    PERIOD,
    REGION,
    blocks,
    check_dims,
    labelled,
    missing_share,
)
from ..errors import InputError
from .shares import (
    Groups,
    beside,
    by_period,
    compared,
    group_names,
    periods,
    ratio,
    report,
    shares,
    total,
)

GROUP = "group"
_FIGURES = ("herfindahl", "fourth_moment", "plants")


def raw_concentration(x: xr.DataArray, *, reference: xr.DataArray | None = None) -> xr.DataArray:
    """Raw geographic concentration of each industry, G_i = sum_m (s_mi - x_m)^2.

    0 for an industry spread as the reference, at most 2, without a unit. ``reference`` (dim
    region, and period or not; any scale) gives the x_m, e.g. all employment where ``x`` holds a
    few industries; without it x_m is the region's share in the total of the table.

    Missing cells: the region is left out, s and x of the others sum to one. NaN for an industry
    that nobody has. Raises InputError for regions that only one of ``x`` and ``reference`` has,
    for other dims than region, industry and period, and for negative cells.

    Ellison & Glaeser (1997) Geographic Concentration in U.S. Manufacturing Industries: A
    Dartboard Approach, doi:10.1086/262098

    >>> import xarray as xr
    >>> x = xr.DataArray([[10, 40], [10, 40]], dims=("region", "industry"))
    >>> raw_concentration(x, reference=xr.DataArray([3, 1], dims="region")).values
    array([0.125, 0.125])
    """
    return _moments(x, reference)["g"].rename("raw_concentration")


def ellison_glaeser(
    x: xr.DataArray | xr.Dataset,
    *,
    herfindahl: xr.DataArray | None = None,
    fourth_moment: xr.DataArray | None = None,
    plants: xr.DataArray | None = None,
    reference: xr.DataArray | None = None,
) -> xr.Dataset:
    """The Ellison-Glaeser index of each industry: gamma, g, herfindahl, z, plants.

    gamma_i = [G_i - (1 - sum_m x_m^2) H_i] / [(1 - sum_m x_m^2)(1 - H_i)] with
    G_i = sum_m (s_mi - x_m)^2: 0 where plants lie as darts thrown at the reference, whatever
    their sizes; as commonly reported, below 0.02 low and above 0.05 high. Without a unit.

    z = [G_i - (1 - sum x^2) H_i] / sqrt(Var G_i) under the dartboard, with
    Var G_i = 2 {H_i^2 [S2 - 2 S3 + S2^2] - Z4_i [S2 - 4 S3 + 3 S2^2]}, S2 = sum_m x_m^2,
    S3 = sum_m x_m^3, Z4_i = sum_k z_ki^4 the fourth moment.

    ``x`` is the Dataset of ``plant_table``, or a table region x industry with ``herfindahl`` (dim
    industry, and period or not) and, where known, ``fourth_moment`` and ``plants`` beside it:
    without these z and plants are NaN. ``reference`` gives x_m, see ``raw_concentration``.

    Missing cells: the region is left out, s and x of the others sum to one; H_i is taken as
    given. NaN for an industry that nobody has or that has one plant (H = 1).

    Raises InputError where H is lacking, and as ``raw_concentration``.

    Ellison & Glaeser (1997) Geographic Concentration in U.S. Manufacturing Industries: A
    Dartboard Approach, doi:10.1086/262098

    >>> import xarray as xr
    >>> x = xr.DataArray([[90], [10]], dims=("region", "industry"))
    >>> h, area = xr.DataArray([0.25], dims="industry"), xr.DataArray([1, 1], dims="region")
    >>> ellison_glaeser(x, herfindahl=h, reference=area).gamma.values.round(4)
    array([0.52])
    """
    table, h, fourth, k = _with_plants(x, herfindahl, fourth_moment, plants)
    moments = _moments(table, reference)
    g, x2, x3 = moments["g"], moments["x2"], moments["x3"]
    excess = g - (1 - x2) * h
    variance = 2 * (h**2 * (x2 - 2 * x3 + x2**2) - fourth * (x2 - 4 * x3 + 3 * x2**2))
    # Regions of one size and a single plant leave no variance but that of rounding.
    z = excess / np.sqrt(variance.where(variance > 1e-14 * h**2))
    gamma = _over(excess, (1 - x2) * (1 - h))
    return _dataset(table, gamma=gamma, g=g, herfindahl=h, z=z, plants=k)


def maurel_sedillot(
    x: xr.DataArray | xr.Dataset,
    *,
    herfindahl: xr.DataArray | None = None,
    plants: xr.DataArray | None = None,
    reference: xr.DataArray | None = None,
) -> xr.Dataset:
    """The Maurel-Sédillot index of each industry: gamma, g, herfindahl, plants.

    gamma_i = [(sum_m s_mi^2 - sum_m x_m^2) / (1 - sum_m x_m^2) - H_i] / (1 - H_i). With p_i the
    probability that two plants of industry i, drawn in proportion to their sizes, are in the same
    region, gamma_i = (p_i - sum x^2) / (1 - sum x^2): the correlation of two plants' choices. Its
    g is sum_m s_mi^2 - sum_m x_m^2 where Ellison and Glaeser have sum_m (s_mi - x_m)^2: both
    have the same expected value, but an industry concentrated in large regions is higher here.

    Input, missing cells, NaN and errors as in ``ellison_glaeser``.

    Maurel & Sédillot (1999) A Measure of the Geographic Concentration in French Manufacturing
    Industries, Regional Science and Urban Economics 29, 575.

    >>> import xarray as xr
    >>> x = xr.DataArray([[90], [10]], dims=("region", "industry"))
    >>> h, area = xr.DataArray([0.25], dims="industry"), xr.DataArray([1, 1], dims="region")
    >>> maurel_sedillot(x, herfindahl=h, reference=area).gamma.values.round(4)
    array([0.52])
    """
    table, h, _, k = _with_plants(x, herfindahl, None, plants)
    moments = _moments(table, reference)
    x2 = moments["x2"]
    g = moments["s2"] - x2
    gamma = _over(g - (1 - x2) * h, (1 - x2) * (1 - h))
    return _dataset(table, gamma=gamma, g=g, herfindahl=h, plants=k)


def coagglomeration(
    x: xr.DataArray | xr.Dataset,
    *,
    groups: Groups | None = None,
    reference: xr.DataArray | None = None,
) -> xr.DataArray:
    """The coagglomeration of every pair of industries, or of groups of industries.

    Of a pair, gamma^c_ij = sum_m (s_mi - x_m)(s_mj - x_m) / (1 - sum_m x_m^2): the index of
    Ellison, Glaeser & Kerr, for all pairs one matrix product, with the dims industry and
    industry_2. Around 0 for industries that lie independently, without a unit. The diagonal is
    the same formula, raw concentration G_i / (1 - sum x^2), and no coagglomeration.

    With ``groups`` (industry -> group, as a mapping or an array with the dim industry; an
    industry that is not named is in none) it is the index
    of Ellison & Glaeser of each group, with the dim group: [G / (1 - sum x^2) - H -
    sum_j gamma_j w_j^2 (1 - H_j)] / (1 - sum_j w_j^2), where w_j is industry j's share in the
    group's figure, G the raw concentration of the group's sum and H = sum_j w_j^2 H_j. The plants'
    H_j cancel: what remains, and is computed here, is the mean of the group's pairs weighted by
    w_i w_j, so that for a pair both forms are one and no plants are needed. REAT's ellison.c sums
    shares instead of weighting them, takes w in the table's total and multiplies every gamma_j by
    sum w^2: 3.80 where the formula gives -0.09.

    ``x`` is a table region x industry or the Dataset of ``plant_table``; ``reference`` gives x_m,
    see ``raw_concentration``. Missing cells: a pair is compared over the regions that know both,
    with s and x of them summing to one. NaN for an industry that nobody has, and for a group with
    fewer than two industries that somebody has.

    Raises InputError as ``raw_concentration``.

    Ellison & Glaeser (1997) Geographic Concentration in U.S. Manufacturing Industries: A
    Dartboard Approach, doi:10.1086/262098; Ellison, Glaeser & Kerr (2010) What Causes Industry
    Agglomeration? Evidence from Coagglomeration Patterns, doi:10.1257/aer.100.3.1195

    >>> import xarray as xr
    >>> x = xr.DataArray(
    ...     [[8, 6, 0], [1, 2, 2], [1, 2, 8]],
    ...     dims=("region", "industry"),
    ...     coords={"industry": ["C10", "C11", "J62"]},
    ... )
    >>> coagglomeration(x).sel(industry="C10").values.round(4)
    array([ 0.3011,  0.1398, -0.4409])
    >>> coagglomeration(x, groups={"C10": "food", "C11": "food"}).values.round(4)
    array([0.1398])
    """
    table = x["x"] if isinstance(x, xr.Dataset) else x
    pairs = by_period(
        _pairs,
        table,
        REGION,
        INDUSTRY,
        to=(INDUSTRY, INDUSTRY_2),
        name="coagglomeration",
        figures=(_reference(table, reference),),
        diagonal="raw concentration",
    )
    return pairs if groups is None else _of_groups(table, pairs, groups)


def _pairs(cells: np.ndarray, weight: np.ndarray) -> np.ndarray:
    if not np.isnan(cells).any() and not np.isnan(weight).any():
        x_m = shares(weight, 0)
        apart = shares(cells, 0) - x_m[:, np.newaxis]
        return ratio(apart.T @ apart, 1 - (x_m**2).sum())
    return _pairs_known(cells, weight)


def _pairs_known(cells: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The same over the regions that know both of a pair, as sums of products.

    Over those regions s_mi becomes s_mi / a_ij and x_m becomes x_m / b_ij; the product of the
    two differences is multiplied out, and each of its terms is one matrix product.
    """
    known = ~np.isnan(cells + weight[:, np.newaxis])
    s = np.where(known, shares(np.where(known, cells, np.nan), 0), 0.0)
    x_m = np.nan_to_num(weight)[:, np.newaxis] * known
    both = known.astype(float)
    a, b = s.T @ both, x_m.T @ both
    cross, squares = ratio(s.T @ x_m, a * b), ratio(x_m.T @ x_m, b**2)
    above = ratio(s.T @ s, a * a.T) - cross - cross.T + squares
    return ratio(above, 1 - squares)


def _of_groups(table: xr.DataArray, pairs: xr.DataArray, groups: Groups) -> xr.DataArray:
    member_of = group_names(table, groups)
    names = [name for name in dict.fromkeys(member_of) if name is not None]
    members = [np.array([of == name for of in member_of]) for name in names]
    figures = (np.nansum(cells, 0) for cells in periods(table, REGION, INDUSTRY))
    matrices = blocks(pairs, INDUSTRY, INDUSTRY_2)
    values = [
        [_weighted(matrix, figure, those) for those in members]
        for figure, matrix in zip(figures, matrices, strict=True)
    ]
    # Labelled as periods are: the industries give way to the groups.
    like = table.isel({REGION: 0, INDUSTRY: [0] * len(names)}, drop=True)
    like = like.drop_vars([key for key, c in like.coords.items() if INDUSTRY in c.dims])
    like = like.rename({INDUSTRY: GROUP}).assign_coords({GROUP: names})
    attrs = {"missing_share": missing_share(table)}
    return labelled(np.array(values), like, GROUP, name="coagglomeration", attrs=attrs)


def _weighted(pairs: np.ndarray, figure: np.ndarray, members: np.ndarray) -> float:
    """The mean of the pairs of ``members``, each weighted by the product of its figures."""
    values = pairs[members][:, members]
    weights = np.outer(figure[members], figure[members])
    np.fill_diagonal(weights, 0.0)
    known = ~np.isnan(values)
    return float(ratio((values * weights)[known].sum(), weights[known].sum()))


def _reference(x: xr.DataArray, reference: xr.DataArray | None) -> np.ndarray:
    """The size of each region that the industries are compared with: (period, region)."""
    check_dims(x, REGION, INDUSTRY)
    if reference is None:
        return np.stack([np.nansum(cells, 1) for cells in periods(x, REGION, INDUSTRY)])
    if reference.sizes.get(REGION) != x.sizes[REGION]:
        raise InputError(
            "The reference and the table must have the same regions: add to the table the regions "
            "in which its industries have nothing, with zeros."
        )
    return beside(reference, x, REGION, what="reference")


def _moments(x: xr.DataArray, reference: xr.DataArray | None) -> dict[str, xr.DataArray]:
    """By industry: g = sum (s - x)^2, s2 = sum s^2, x2 = sum x^2 and x3 = sum x^3."""

    def sums(cells: np.ndarray, weight: np.ndarray) -> list[np.ndarray]:
        s, x_m = compared(cells, np.broadcast_to(weight[:, np.newaxis], cells.shape), 0)
        return [total(part, 0) for part in ((s - x_m) ** 2, s**2, x_m**2, x_m**3)]

    weights = _reference(x, reference)
    lines = [
        sums(cells, weight)
        for cells, weight in zip(periods(x, REGION, INDUSTRY), weights, strict=True)
    ]
    attrs = report(x, INDUSTRY, REGION)
    return {
        name: labelled(np.stack(values), x, INDUSTRY, name=name, attrs=attrs)
        for name, values in zip(("g", "s2", "x2", "x3"), zip(*lines, strict=True), strict=True)
    }


def _with_plants(
    x: xr.DataArray | xr.Dataset, *given: xr.DataArray | None
) -> tuple[xr.DataArray, ...]:
    """The table and, labelled like it, herfindahl, fourth moment and number of plants."""
    table = x["x"] if isinstance(x, xr.Dataset) else x
    check_dims(table, REGION, INDUSTRY)
    counted = x if isinstance(x, xr.Dataset) else {}
    figures = []
    for name, figure in zip(_FIGURES, given, strict=True):
        known = counted.get(name) if figure is None else figure
        if known is None and name == "herfindahl":
            raise InputError(
                "The plants' Herfindahl index is needed: give herfindahl by industry, or the "
                "Dataset that plant_table makes of a frame with one row an establishment."
            )
        figures.append(_like(table, known, name))
    return (table, *figures)


def _like(table: xr.DataArray, figure: xr.DataArray | None, name: str) -> xr.DataArray:
    shape = (table.sizes.get(PERIOD, 1), table.sizes[INDUSTRY])
    values = np.full(shape, np.nan)
    if figure is not None:
        values = beside(figure, table, INDUSTRY, what=name.replace("_", " "))
    return labelled(values, table, INDUSTRY, name=name)


def _over(top: xr.DataArray, bottom: xr.DataArray) -> xr.DataArray:
    return top / bottom.where(bottom != 0)


def _dataset(table: xr.DataArray, **parts: xr.DataArray) -> xr.Dataset:
    attrs = report(table, INDUSTRY, REGION)
    named = {name: part.rename(name).assign_attrs(attrs) for name, part in parts.items()}
    return xr.Dataset(named, attrs=attrs)
