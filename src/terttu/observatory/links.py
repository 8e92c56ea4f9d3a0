"""Builds the similarity matrices of a dataset's industries from its link files and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import xarray as xr

from .datasets import Dataset, Input, LinkSpec, load_input
from .definitions.combining import combine
from .definitions.similarity import (
    MIN_REGIONS,
    colocation,
    input_output_links,
    occupation_similarity,
)
from .errors import InputError

if TYPE_CHECKING:
    from .reading.loaded import Loaded


@dataclass(frozen=True, slots=True)
class Links:
    """Similarity matrices by kind, their weights, their combination and the files behind them."""

    kinds: Mapping[str, xr.DataArray] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)
    combined: xr.DataArray | None = None
    inputs: tuple[Input, ...] = ()


def make_links(
    kinds: Mapping[str, xr.DataArray],
    *,
    weights: Mapping[str, float],
    inputs: Sequence[Input] = (),
) -> Links:
    """Combine the similarity matrices; no links at all give an empty ``Links``."""
    if not kinds:
        return Links()
    used = {name: weights.get(name, 1.0) for name in kinds}
    return Links(kinds, used, combine(kinds, weights=used), tuple(inputs))


def dataset_links(
    dataset: Dataset,
    values: xr.DataArray,
    *,
    scheme: str,
    weights: Mapping[str, float] | None = None,
    replace: Mapping[str, xr.DataArray] | None = None,
) -> Links:
    """The links of ``dataset`` between the industries of ``values``, in the scheme ``scheme``.

    Links without a file are learnt from the last period of ``values``, given 5 regions. A matrix
    in ``replace`` takes the place of the dataset's of that name.
    """
    industries = [str(code) for code in values["industry"].values]
    own = dict(replace or {})
    kinds: dict[str, xr.DataArray] = {}
    inputs: list[Input] = []
    for spec in (spec for spec in dataset.links if spec.industry_scheme == scheme):
        if spec.id in own:
            continue
        if spec.path is not None:
            loaded, record = load_input(spec, spec.path)
            kinds[spec.id] = _similarity(spec, loaded, industries)
            inputs.append(record)
        elif values.sizes["region"] >= MIN_REGIONS:
            kinds[spec.id] = colocation(values.isel(period=-1))
    kinds |= {name: _aligned(matrix, industries) for name, matrix in own.items()}
    chosen = {spec.id: spec.weight for spec in dataset.links} | dict(weights or {})
    return make_links(kinds, weights=chosen, inputs=inputs)


def read_flows(
    loaded: Loaded, columns: Mapping[str, str], industries: Sequence[str]
) -> xr.DataArray:
    """Purchases between industries from a long table: dims industry (sells), industry_2 (buys).

    ``columns`` names the columns from, to and value. Raises InputError for a missing column, a
    pair that occurs twice, or a value that is no number or negative.
    """
    frame = _selected(loaded, columns, ("from", "to", "value"))
    codes = list(industries)
    known = frame.filter(pl.col("from").is_in(codes) & pl.col("to").is_in(codes))
    matrix = _placed(known, {"from": codes, "to": codes}, np.nan, loaded.name)
    coords = {"industry": codes, "industry_2": codes}
    return xr.DataArray(matrix, dims=("industry", "industry_2"), coords=coords)


def _similarity(spec: LinkSpec, loaded: Loaded, industries: Sequence[str]) -> xr.DataArray:
    if "from" in spec.columns:
        return input_output_links(read_flows(loaded, spec.columns, industries))
    return occupation_similarity(_read_occupations(spec, loaded, industries))


def _read_occupations(spec: LinkSpec, loaded: Loaded, industries: Sequence[str]) -> xr.DataArray:
    if spec.period is not None and "period" in spec.columns:
        same = pl.col(spec.columns["period"]).cast(pl.String) == str(spec.period)
        loaded = replace(loaded, table=loaded.frame.filter(same))
    frame = _selected(loaded, spec.columns, ("industry", "occupation", "value"))
    occupations = sorted(frame["occupation"].unique().to_list())
    codes = list(industries)
    known = frame.filter(pl.col("industry").is_in(codes))
    # A combination that the table of persons leaves out does not occur: it is 0 by definition.
    persons = _placed(known, {"industry": codes, "occupation": occupations}, 0.0, loaded.name)
    coords = {"industry": codes, "occupation": occupations}
    return xr.DataArray(persons, dims=("industry", "occupation"), coords=coords)


def _selected(loaded: Loaded, columns: Mapping[str, str], roles: Sequence[str]) -> pl.DataFrame:
    for role in roles:
        if columns.get(role) not in loaded.frame.columns:
            raise InputError(
                f"{loaded.name} has no column {columns.get(role, role)!r} for the links; there "
                f"are the columns {', '.join(loaded.frame.columns)}."
            )
    *labels, value = roles
    texts = [pl.col(columns[r]).cast(pl.String).str.strip_chars().alias(r) for r in labels]
    number = pl.col(columns[value]).cast(pl.Float64, strict=False).alias(value)
    frame = loaded.frame.select(*texts, number).with_row_index("row", offset=loaded.first_row)
    bad = frame.filter(pl.col(value).is_null() | ~(pl.col(value) >= 0))
    if bad.height:
        raise InputError(
            f"{loaded.name}, row {bad['row'][0]}: the link must be a number of at least 0."
        )
    return frame


def _placed(
    frame: pl.DataFrame, labels: Mapping[str, Sequence[str]], absent: float, name: str
) -> np.ndarray:
    """The values of a long frame in a matrix; ``labels`` has the sorted rows, then the columns."""
    row, column = labels
    twice = frame.filter(pl.struct(list(labels)).is_duplicated())
    if twice.height:
        raise InputError(
            f"{name}: rows {twice['row'][0]} and later hold the pair {twice[row][0]}, "
            f"{twice[column][0]} more than once; remove the others."
        )
    matrix = np.full([len(codes) for codes in labels.values()], absent)
    places = [
        np.searchsorted(np.array(codes), frame[dim].to_numpy().astype(str))
        for dim, codes in labels.items()
    ]
    matrix[tuple(places)] = frame["value"].to_numpy()
    return matrix


def _aligned(matrix: xr.DataArray, industries: Sequence[str]) -> xr.DataArray:
    codes = list(industries)
    return matrix.reindex(industry=codes, industry_2=codes)
