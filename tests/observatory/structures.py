"""Tables for the tests of structure and concentration, and what every such measure must keep."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import xarray as xr
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

Measured = xr.DataArray | xr.Dataset


def table(values: object, *dims: str) -> xr.DataArray:
    """Figures with labels: R0, R1, ... x I0, I1, ... and the years 2000, 2001, ..."""
    cells = np.asarray(values, dtype=float)
    names = dims or (("period",) if cells.ndim == 3 else ()) + ("region", "industry")
    coords: dict[str, list[object]] = {}
    for name, length in zip(names, cells.shape, strict=True):
        first: list[object] = [
            2000 + n if name == "period" else f"{name[0].upper()}{n}" for n in range(length)
        ]
        coords[name] = first
    return xr.DataArray(cells, dims=names, coords=coords)


def counts(*, least: int = 0) -> st.SearchStrategy[np.ndarray]:
    """Regions x industries of whole numbers, 2-6 of each."""
    return arrays.arrays(
        np.float64,
        st.tuples(st.integers(2, 6), st.integers(2, 6)),
        elements=st.integers(least, 1000).map(float),
    )


def several(*, missing: bool = True) -> xr.DataArray:
    """Three periods of five regions and four industries, with names beside the labels."""
    rng = np.random.default_rng(20)
    cells = rng.integers(1, 200, size=(3, 5, 4)).astype(float)
    cells[0, 1, 2] = cells[1, 3] = 0.0
    if missing:
        cells[0, 0, 1] = cells[1, 2, 3] = cells[1, 4, 3] = np.nan
    x = table(cells)
    return x.assign_coords(
        region_name=("region", [f"region {n}" for n in range(5)]),
        industry_name=("industry", [f"industry {n}" for n in range(4)]),
    )


def keeps_the_contract(measure: Callable[[xr.DataArray], Measured]) -> None:
    """One period or many, dims in any order, labels kept, lines permuted, input untouched."""
    x = several()
    before = x.copy(deep=True)
    many = _dataset(measure(x))
    assert x.identical(before)
    for part in many.values():
        assert part.attrs["missing_share"] == 3 / 60
        assert part.dtype == np.float64
        for dim in ("region", "industry"):
            assert (f"{dim}_name" in part.coords) == (dim in part.dims)
    for period in x["period"].values:
        one = _dataset(measure(x.sel(period=period, drop=True)))
        close(one, many.sel(period=period, drop=True))
    turned = x.transpose("industry", "period", "region").isel(
        region=[3, 0, 4, 1, 2], industry=[2, 0, 3, 1]
    )
    close(_dataset(measure(turned)), many)


def close(actual: Measured, expected: Measured, *, tolerance: float = 1e-12) -> None:
    """Equal by label, whatever the order of labels and dims."""
    first, second = _dataset(actual), _dataset(expected)
    assert set(first) == set(second)
    for name, part in second.items():
        same = first[name].transpose(*part.dims)
        same = same.sel({dim: part[dim].values for dim in part.dims if dim in part.coords})
        np.testing.assert_allclose(same.values, part.values, rtol=tolerance, atol=tolerance)


def _dataset(measured: Measured) -> xr.Dataset:
    return measured if isinstance(measured, xr.Dataset) else measured.to_dataset(name="value")
