"""The complexity that is within a region's reach, and what each new industry would add to it."""

from __future__ import annotations

from typing import Literal

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
from .density import aligned_relatedness
from .specialisation import empty_labels


def outlook(
    m: xr.DataArray,
    r: xr.DataArray,
    pci: xr.DataArray,
    *,
    gain: Literal["net", "gross"] = "net",
) -> xr.Dataset:
    """Complexity outlook of regions and opportunity gain of industries: Dataset(coi, cog).

    With the relatedness density w_ri = sum_j M_rj phi_ij / sum_j phi_ij, the outlook is
    COI_r = sum_i (1 - M_ri) w_ri PCI_i: how near the complex industries are that r lacks. The
    gain of an industry i that r lacks is
    COG_ri = sum_j (1 - M_rj) PCI_j phi_ij / sum_k phi_kj - w_ri PCI_i, and 0 where M_ri = 1. With
    a zero diagonal of ``r`` (the default of `proximity`) it is exactly the change of COI when i
    is added to r, with phi and PCI held fixed.

    ``gain="gross"`` leaves out the last term, what i no longer adds to the outlook once it is
    there. py-ecomplexity, Stata's ecomplexity and economiccomplexity (R) give that one
    (correlation with the net gain 0.38 on world trade). Datawheel's economic-complexity keeps the
    term but divides by the sum of the candidate i instead of the other industry j; econcomplex
    does both, leaves the term out and divides by the candidate's sum.
    py-ecomplexity also takes the raw eigenvector for PCI, whose origin is arbitrary while COI and
    COG depend on it; give ``complexity(m)["pci"]``.

    ``m`` is presence (region, industry), ``r`` relatedness (industry, industry_2; its diagonal is
    taken as it is) and ``pci`` one figure an industry; ``r`` and ``pci`` may have periods or not.
    Neither measure is standardised; both are in units of PCI. Where a region does not know an
    industry, the sums over j and k are over those it knows and its gain is NaN; a region that
    knows none is NaN. An industry without a PCI (one that nobody has) adds nothing and has no
    gain; ``attrs["trimmed_industries"]`` lists those. Labels decide what belongs together. Raises
    InputError where industries or periods of ``m`` are not in ``r`` or ``pci``.

    Hausmann, R. et al. (2014) The Atlas of Economic Complexity. MIT Press.
    doi:10.7551/mitpress/9647.001.0001.

    >>> import xarray as xr
    >>> m = xr.DataArray([[1.0, 0, 0], [1, 1, 0]], dims=("region", "industry"))
    >>> phi = [[0.0, 0.5, 0.2], [0.5, 0.0, 0.6], [0.2, 0.6, 0.0]]
    >>> r = xr.DataArray(phi, dims=("industry", "industry_2"))
    >>> found = outlook(m, r, xr.DataArray([-1.0, 0.0, 1.0], dims="industry"))
    >>> found["coi"].values.round(4).tolist(), found["cog"].values.round(4).tolist()
    ([0.25, 1.0], [[0.0, 0.75, -0.25], [0.0, 0.0, -1.0]])
    """
    if gain not in ("net", "gross"):
        raise InputError(f'gain must be "net" or "gross", not {gain!r}.')
    presence = blocks(m, REGION, INDUSTRY)
    related = _of_periods(aligned_relatedness(m, r), m, INDUSTRY, INDUSTRY_2)
    value = _of_periods(aligned_pci(m, pci), m, INDUSTRY)
    coi = np.empty(presence.shape[:2], presence.dtype)
    cog = np.empty(presence.shape, presence.dtype)
    for t, block in enumerate(presence):
        coi[t] = _outlook(block, related[t], value[t], cog[t], net=gain == "net")
    attrs = {
        "missing_share": missing_share(m),
        "trimmed_industries": empty_labels(~np.isnan(value), m, INDUSTRY),
        "gain": gain,
    }
    return xr.Dataset(
        {
            "coi": labelled(coi, m, REGION, name="coi"),
            "cog": labelled(cog, m, REGION, INDUSTRY, name="cog"),
        },
        attrs=attrs,
    )


def _outlook(
    m: np.ndarray, phi: np.ndarray, pci: np.ndarray, cog: np.ndarray, *, net: bool
) -> np.ndarray:
    """Write the gains of one period into ``cog``; gives the outlook of its regions."""
    known = ~np.isnan(m)
    complete = bool(known.all())
    present = m if complete else np.where(known, m, 0).astype(m.dtype, copy=False)
    absent = (known & (present == 0)).astype(m.dtype)
    rated = np.nan_to_num(pci).astype(m.dtype, copy=False)
    phi = np.nan_to_num(phi).astype(m.dtype, copy=False)
    value = absent * rated
    if complete:
        shares = phi * _inverse(phi.sum(axis=1, keepdims=True))
        density = present @ shares.T
        np.matmul(value, shares, out=cog)
    else:
        weights = _inverse(known.astype(m.dtype) @ phi.T)
        density = (present @ phi.T) * weights
        np.matmul(value * weights, phi, out=cog)
    coi: np.ndarray = np.einsum("ri,ri->r", density, value)
    if net:
        density *= rated
        cog -= density
    cog *= absent
    cog[:, np.isnan(pci)] = np.where(absent[:, np.isnan(pci)] > 0, np.nan, 0)
    if not complete:
        cog[~known] = np.nan
        coi[~known.any(axis=1)] = np.nan
    return coi


def _inverse(sums: np.ndarray) -> np.ndarray:
    """1 / x, and 0 for an industry that is related to nothing."""
    inverse = np.zeros_like(sums)
    np.divide(1, sums, out=inverse, where=sums > 0)
    return inverse


def _of_periods(x: xr.DataArray, m: xr.DataArray, *dims: str) -> np.ndarray:
    """Blocks of ``x`` for the periods of ``m``; one period serves for all."""
    values = blocks(x, *dims)
    return np.broadcast_to(values, (m.sizes.get(PERIOD, 1), *values.shape[1:]))


def aligned_pci(m: xr.DataArray, pci: xr.DataArray) -> xr.DataArray:
    """``pci`` in the order of the industries and periods of ``m``."""
    order = {dim: m[dim].values for dim in pci.dims if dim in pci.indexes and dim in m.indexes}
    try:
        aligned = pci.sel(order)
    except KeyError as error:
        raise InputError(
            f"A PCI is needed for every industry and period of the presence: {error}."
        ) from error
    check_dims(aligned, INDUSTRY)
    periods = aligned.sizes.get(PERIOD, 1)
    if aligned.sizes[INDUSTRY] != m.sizes[INDUSTRY] or periods not in (1, m.sizes.get(PERIOD, 1)):
        raise InputError("PCI must have the industries and periods of the presence.")
    return aligned
