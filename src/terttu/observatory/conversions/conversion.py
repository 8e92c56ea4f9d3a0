"""Converts arrays between classifications of industries and between vintages of areas.

Nothing is converted in silence: every result says in its attrs what was assumed, and what share of
the total moved whole, was split by an assumption, or was lost.
"""

from __future__ import annotations

import warnings
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, missing_share
from ..errors import InputError, ObservatoryWarning
from ..schemes import canonical
from .correspondence import Correspondence, find_correspondence, for_codes, read_correspondence
from .vintages import area_correspondence

if TYPE_CHECKING:
    import os

Weights = xr.DataArray | Mapping[str, float]

_SHOWN = 10


def industry_correspondence(
    x: xr.DataArray | Sequence[str],
    *,
    to: str,
    from_: str | None = None,
    weights: Weights | None = None,
    level: str | None = None,
) -> Correspondence:
    """How the industries of ``x`` become industries of the classification ``to``.

    Published correspondences ship for NACE Rev. 2 and 2.1, TOL 2008, ISIC Rev. 4 and NAICS 2012,
    2017 and 2022, in both directions and over one another. ``x`` is an array or its codes,
    ``from_`` their classification (by default the scheme of the array). A code with several
    targets is split into equal parts, or in proportion to ``weights`` (figures by target code,
    such as national employment). Divisions and groups go where their classes go, each class
    counting the same; ``level`` is the level to arrive at, by default that of the codes.

    Raises InputError where no correspondence ships, none of the codes is known, or a weight is
    absent.
    """
    codes = _codes(x, INDUSTRY)
    source = canonical(from_) if from_ else _scheme(x, INDUSTRY)
    fine = find_correspondence(source, canonical(to))
    found = for_codes(fine, codes, level)
    if weights is None:
        return found
    return found.weighted(_figures(weights, INDUSTRY), "the weights given")


def region_correspondence(
    x: xr.DataArray | Sequence[str],
    *,
    to: str,
    from_: str | None = None,
    weights: Weights | None = None,
) -> Correspondence:
    """How the areas of ``x`` become areas of the division ``to``.

    Divisions are ``kunta 2020`` (Finnish municipalities), ``maakunta 2021`` (Finnish regions), with
    any year from 2013 to 2026, and ``NUTS 2016``, ``NUTS 2021`` and ``NUTS 2024``. Municipalities
    that merge are added up. A region that was divided needs ``weights``, figures by municipality;
    only between versions of NUTS, where these are not given, people in 2021 stand in.

    Raises InputError for an unknown division or area, and for a divided area without weights.
    """
    source = from_ or _scheme(x, REGION)
    figures = None if weights is None else _figures(weights, REGION)
    return area_correspondence(_codes(x, REGION), source, to, figures)


def convert_industries(
    x: xr.DataArray,
    correspondence: Correspondence | str | os.PathLike[str] | None = None,
    *,
    from_: str | None = None,
    to: str | None = None,
    weights: Weights | None = None,
    level: str | None = None,
) -> xr.DataArray:
    r"""Figures by the industries of one classification as figures by those of another.

    .. math:: Y_{rj} = \sum_i s_{ij} X_{ri}, \qquad \sum_j s_{ij} = 1

    where :math:`s_{ij}` is the part of industry :math:`i` that becomes :math:`j`; a total stays
    what it was. ``correspondence`` is one that was made or read before, or the path of a CSV file
    with the columns source and target; else the published one between ``from_`` (by default the
    scheme of ``x``) and ``to`` is taken (see ``industry_correspondence`` for ``weights`` and
    ``level``).

    A target is missing where any part of it is missing. Shares of industries by firm or product
    are not known here: a split is an assumption, and the attrs say so: ``assumptions`` (a tuple of
    sentences), ``converted_whole``, ``converted_split`` and ``converted_lost`` (shares of the
    known total, as in ``conversion_report``), and ``converted_hidden``, the share of it that now
    stands in missing cells; ``missing_share`` is that of the result. The labels of the old codes
    are dropped.

    Raises InputError as ``industry_correspondence`` does; warns (ObservatoryWarning) where codes
    have no target, so that their figures are lost.

    >>> import xarray as xr
    >>> x = xr.DataArray([[5.0, 3.0]], dims=("region", "industry"),
    ...                  coords={"region": ["FI1D1"], "industry": ["01.11", "46.76"]})
    >>> y = convert_industries(x, from_="NACE Rev. 2", to="NACE Rev. 2.1")
    >>> y.industry.values.tolist(), y.values.tolist()
    (['01.11', '46.86'], [[5.0, 3.0]])
    """
    if correspondence is None:
        if to is None:
            raise InputError("Say what to convert to: to='NACE Rev. 2.1', or a correspondence.")
        found = industry_correspondence(x, to=to, from_=from_, weights=weights, level=level)
    else:
        found = _given(correspondence, from_, to)
        if weights is not None:
            found = found.weighted(_figures(weights, INDUSTRY), "the weights given")
    return _converted(x, INDUSTRY, found)


def convert_regions(
    x: xr.DataArray,
    correspondence: Correspondence | None = None,
    *,
    from_: str | None = None,
    to: str | None = None,
    weights: Weights | None = None,
) -> xr.DataArray:
    """Figures by the areas of one division as figures by those of another.

    As ``convert_industries``, for regions; see ``region_correspondence`` for the divisions that are
    known. ``weights`` are figures by municipality; where they have industries too, each industry
    is split by its own figures (by those of all industries together where its own are 0).

    >>> import xarray as xr
    >>> x = xr.DataArray([7.0, 2.0], dims="region", coords={"region": ["507", "588"]})
    >>> y = convert_regions(x, from_="kunta 2024", to="kunta 2025")
    >>> y.region.values.tolist(), y.values.tolist()
    (['507'], [9.0])
    """
    if correspondence is not None:
        return _converted(x, REGION, correspondence)
    if to is None:
        raise InputError("Say what to convert to: to='kunta 2025', or a correspondence.")
    if isinstance(weights, xr.DataArray) and INDUSTRY in weights.dims:
        return _by_industry(x, from_, to, weights)
    return _converted(x, REGION, region_correspondence(x, to=to, from_=from_, weights=weights))


def conversion_report(
    x: xr.DataArray, correspondence: Correspondence, *, dim: str = INDUSTRY
) -> xr.Dataset:
    """What a conversion does to the figures of ``x``, before or after it is done.

    The Dataset holds, by period where ``x`` has periods, the shares of the known total that move
    ``whole`` (to one target, also when several meet there), are ``split`` between targets by an
    assumption, and are ``lost`` for want of a target; they add up to 1. By old code (the dim
    ``industry_from`` or ``region_from``), ``targets`` counts its targets and ``lost_share`` is the
    part without one. ``known_part`` is the result with what is known added up, where
    ``convert_industries`` says missing. Attrs: ``assumptions``, ``lost_codes``.
    """
    shares, codes, targets = _matrix(x, dim, correspondence)
    flat = x.transpose(..., dim)
    values = np.nan_to_num(flat.values)
    lost = 1.0 - shares.sum(axis=1)
    lost[np.abs(lost) < 1e-12] = 0.0
    split = np.where((shares > 0).sum(axis=1) > 1, 1.0 - lost, 0.0)
    parts = {"whole": 1.0 - lost - split, "split": split, "lost": lost}
    by_code = xr.DataArray(values, dims=flat.dims, coords={dim: codes})
    others = [d for d in flat.dims if d not in (PERIOD, dim)]
    total = by_code.sum([*others, dim])
    report = xr.Dataset(attrs={"assumptions": correspondence.assumptions})
    if PERIOD in x.dims:
        report = report.assign_coords({PERIOD: x[PERIOD]})
    for name, part in parts.items():
        moved = (by_code * xr.DataArray(part, dims=dim)).sum([*others, dim])
        report[name] = moved / total.where(total > 0)
    old = f"{dim}_from"
    report[old] = codes
    report["targets"] = (old, (shares > 0).sum(axis=1))
    report["lost_share"] = (old, lost)
    report["known_part"] = _labelled(values @ shares, x, dim, targets)
    report.attrs["lost_codes"] = tuple(str(c) for c, part in zip(codes, lost, strict=True) if part)
    return report


def _given(
    given: Correspondence | str | os.PathLike[str], from_: str | None, to: str | None
) -> Correspondence:
    found = given if isinstance(given, Correspondence) else read_correspondence(given)
    source = canonical(from_) if from_ else found.source
    return replace(found, source=source, target=canonical(to) if to else found.target)


def _converted(x: xr.DataArray, dim: str, found: Correspondence) -> xr.DataArray:
    shares, _, targets = _matrix(x, dim, found)
    values = x.transpose(..., dim).values
    unknown = np.isnan(values)
    moved = np.nan_to_num(values) @ shares
    if unknown.any():
        moved[unknown.astype(float) @ (shares > 0) > 0] = np.nan
    report = conversion_report(x, found, dim=dim)
    made = _labelled(moved, x, dim, targets)
    made.name = x.name
    made[dim].attrs["scheme"] = found.target
    made.attrs = {**x.attrs, **_said(x, dim, found, report), **_gone(x, made, report)}
    lost = made.attrs["converted_lost"]
    if lost > 0 or report.attrs["lost_codes"]:
        shown = report.attrs["lost_codes"]
        more = ", ..." if len(shown) > _SHOWN else ""
        warnings.warn(
            f"{len(shown)} of the codes ({', '.join(shown[:_SHOWN])}{more}) have no target in "
            f"{found.target or 'the correspondence'}, or not for all of them: {lost:.2%} of the "
            "total is lost.",
            ObservatoryWarning,
            stacklevel=3,
        )
    return made


def _said(
    x: xr.DataArray, dim: str, found: Correspondence, report: xr.Dataset
) -> dict[str, object]:
    shares = {name: float(report[name].mean()) for name in ("whole", "split", "lost")}
    before = tuple(x.attrs.get("assumptions", ()))
    return {
        f"{dim}_scheme": found.target,
        "assumptions": tuple(dict.fromkeys([*before, *found.assumptions])),
        **{f"converted_{name}": share for name, share in shares.items()},
    }


def _gone(x: xr.DataArray, made: xr.DataArray, report: xr.Dataset) -> dict[str, float]:
    """What is missing in the result, and the share of the known total that this hides."""
    hidden = float(report["known_part"].where(made.isnull()).sum())
    total = float(x.sum())
    return {
        "missing_share": missing_share(made),
        "converted_hidden": hidden / total if total else 0.0,
    }


def _by_industry(
    x: xr.DataArray, from_: str | None, to: str, weights: xr.DataArray
) -> xr.DataArray:
    """Each industry by its own municipal figures, by all together where it has none."""
    if INDUSTRY not in x.dims:
        raise InputError("The weights have industries and the array has none; add them up first.")
    known = {str(code) for code in weights[INDUSTRY].values}
    absent = next((str(code) for code in x[INDUSTRY].values if str(code) not in known), None)
    if absent is not None:
        raise InputError(f"The weights have no figures for the industry {absent!r}.")
    source = from_ or _scheme(x, REGION)
    whole = _figures(weights.sum(INDUSTRY, skipna=False), REGION)
    made = []
    for code in x[INDUSTRY].values:
        own = _figures(weights.sel({INDUSTRY: code}, drop=True), REGION)
        found = area_correspondence(_codes(x, REGION), source, to, own, otherwise=whole)
        made.append(_converted(x.sel({INDUSTRY: [code]}), REGION, found))
    together = xr.concat(made, INDUSTRY, join="outer", fill_value=0.0, combine_attrs="override")
    shares = [f"converted_{name}" for name in ("whole", "split", "lost", "hidden")]
    totals = np.array([float(x.sel({INDUSTRY: code}).sum()) for code in x[INDUSTRY].values])
    for name in shares:
        each = np.array([part.attrs[name] for part in made])
        together.attrs[name] = float(np.nansum(each * totals) / totals.sum())
    together.attrs["missing_share"] = missing_share(together)
    return together.transpose(*x.dims)


def _matrix(
    x: xr.DataArray, dim: str, found: Correspondence
) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """The parts by old and new code, the old codes and the new ones in order."""
    codes = _codes(x, dim)
    targets = sorted({t for code in codes for t in found.shares.get(code, {})})
    if not targets:
        raise InputError(
            f"None of the codes along {dim} ({', '.join(codes[:5])}, ...) is in the "
            "correspondence; check the classification they are of."
        )
    place = {target: at for at, target in enumerate(targets)}
    shares = np.zeros((len(codes), len(targets)))
    for row, code in enumerate(codes):
        for target, share in found.shares.get(code, {}).items():
            shares[row, place[target]] = share
    return shares, np.array(codes), targets


def _labelled(
    values: np.ndarray, x: xr.DataArray, dim: str, targets: Sequence[str]
) -> xr.DataArray:
    order = x.transpose(..., dim).dims
    coords: dict[Hashable, object] = {
        key: coordinate for key, coordinate in x.coords.items() if dim not in coordinate.dims
    }
    made = xr.DataArray(values, dims=order, coords={**coords, dim: list(targets)})
    return made.transpose(*x.dims)


def _codes(x: xr.DataArray | Sequence[str], dim: str) -> list[str]:
    if not isinstance(x, xr.DataArray):
        return [str(code) for code in x]
    if dim not in x.dims:
        dims = ", ".join(map(str, x.dims))
        raise InputError(f"The array has no {dim} to convert; its dims are {dims}.")
    return [str(code) for code in x[dim].values]


def _scheme(x: xr.DataArray | Sequence[str], dim: str) -> str:
    said = ""
    if isinstance(x, xr.DataArray):
        said = x[dim].attrs.get("scheme") or x.attrs.get(f"{dim}_scheme", "")
    if not said:
        raise InputError(f"Say what the codes are codes of: from_='...' ({dim} has no scheme).")
    return str(said)


def _figures(weights: Weights, dim: str) -> dict[str, float]:
    if not isinstance(weights, xr.DataArray):
        return {str(code): float(number) for code, number in weights.items()}
    if weights.dims != (dim,):
        raise InputError(
            f"Weights have the dim {dim} alone; these have {', '.join(map(str, weights.dims))}. "
            "Choose a period, or add up the rest."
        )
    return {str(c): float(n) for c, n in zip(weights[dim].values, weights.values, strict=True)}
