"""Measures of a region's municipalities, from a table that has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl
import xarray as xr

from .measures.specialisation import reference_share, share, total
from .reading.loaded import Loaded
from .reading.tables import build_table

if TYPE_CHECKING:
    from .areas import Areas
    from .datasets import TableSpec


@dataclass(frozen=True, slots=True)
class Municipalities:
    """Figures by municipality (dims period, region, industry) and the names by language."""

    measures: xr.Dataset
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def municipal_table(loaded: Loaded, spec: TableSpec, region: str) -> xr.DataArray:
    """The part of a table that lies in ``region``, with municipalities as its regions."""
    own = loaded.frame.filter(pl.col(spec.columns["region"]).cast(pl.String) == region)
    names = {role: spec.columns.get(role) for role in ("industry", "period", "value")}
    part = Loaded(own, loaded.name, loaded.sha256)
    there = set(own[spec.columns["industry"]].cast(pl.String).unique().to_list())
    exclude = [code for code in spec.exclude if code in there]
    names["region"] = spec.columns["municipality"]
    return build_table(
        part, names=names, exclude=exclude, where=spec.where, level=spec.level
    ).values


def municipal_measures(values: xr.DataArray, regions: xr.DataArray, areas: Areas) -> Municipalities:
    """Shares and location quotients of municipalities against all ``regions`` together."""
    own = share(values)
    expected = reference_share(regions)
    variables = {
        "value": values,
        "area_total": total(values, "industry").broadcast_like(values),
        "share_of_area": own,
        "lq": own / expected.where(expected > 0),
    }
    shaped = {name: array.transpose(*values.dims) for name, array in variables.items()}
    codes = [str(code) for code in values["region"].values]
    names = {code: areas.municipality_names(code) for code in codes}
    return Municipalities(xr.Dataset(shaped), names)
