"""Counts micro-data into pairs of industries: job moves, and participations in the same project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import narwhals as nw
import numpy as np
import polars as pl

from ..arrays import INDUSTRY, INDUSTRY_2, PERIOD
from ..errors import InputError
from .counted import ROWS, array, in_places, placed, whole
from .micro_columns import clean_key, key, tabulated
from .microdata import Micro, opened
from .parquet_files import Engine, Means, Tell

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    import xarray as xr

INSIDE = "inside"
Counting = Literal["full", "fractional"]


def count_flows(
    source: Any,
    /,
    *,
    origin: str,
    destination: str,
    period: str | None = None,
    firms: tuple[str, str] | None = None,
    where: Mapping[str, Any] | None = None,
    engine: Engine = "duckdb",
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_folder: str | os.PathLike[str] | None = None,
    progress: Tell | None = None,
    **attrs: Any,
) -> xr.DataArray:
    """Count job moves (a row a move) from ``industry`` to ``industry_2``, as F_ij in int64.

    ``origin`` and ``destination`` name the columns of the industry before and after, ``period``
    that of the move's date or year. ``firms`` names the columns of the firm before and after:
    moves inside a firm are then left out, and their number stands in the attrs as
    ``rows_inside_a_firm``; where a firm is not known the move counts. Both dims hold every
    industry that appears on either side; moves inside an industry stand on the diagonal.

    Source, other options, attrs and errors are as in ``count``. ``skill_relatedness`` takes the
    result as it is.

    >>> import polars as pl
    >>> moves = pl.DataFrame(
    ...     {"old": ["C", "C", "G"], "new": ["G", "G", "C"], "from": [1, 2, 3], "to": [4, 2, 5]}
    ... )
    >>> count_flows(moves, origin="old", destination="new", firms=("from", "to")).values.tolist()
    [[0, 1], [1, 0]]
    """
    means = Means(engine, memory_limit, threads, temp_folder, progress)
    keys = {INDUSTRY: origin, INDUSTRY_2: destination}
    keys = keys if period is None else {PERIOD: period, **keys}
    with opened(source, [*keys.values(), *(firms or ())], where, means) as micro:
        table = tabulated(micro, keys, _inside(micro, firms))
    counted = placed(table, list(keys), micro.name, alike=(INDUSTRY, INDUSTRY_2))
    moves = whole(counted.cells[ROWS])
    inside = whole(counted.cells[INSIDE]) if firms else np.zeros_like(moves)
    result = array(counted.cells, moves - inside, counted.labels, name="flows")
    report = counted.report() | {"rows_inside_a_firm": int(inside.sum())}
    report["rows_counted"] -= report["rows_inside_a_firm"]
    return result.assign_attrs(micro.about, **report, columns=keys, firms=firms, **attrs)


def count_cooccurrence(
    source: Any,
    /,
    *,
    unit: str,
    member: str,
    period: str | None = None,
    counting: Counting = "full",
    dim: str = INDUSTRY,
    where: Mapping[str, Any] | None = None,
    engine: Engine = "duckdb",
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_folder: str | os.PathLike[str] | None = None,
    progress: Tell | None = None,
    **attrs: Any,
) -> xr.DataArray:
    """Count how often two members (industries, fields, organisations) are in the same unit.

    The rows are participations: ``unit`` names the column of the project, patent or firm, and
    ``member`` that of the industry or whatever takes part. A member counts once in a unit however
    many rows it has there. The dims are ``dim`` and ``dim_2`` (industry, industry_2).

    * ``counting="full"``: C_ij is the number of units that have both i and j (int64), with the
      number of units of i on the diagonal, as in ``cooccurrence``.
    * ``counting="fractional"``: a unit with n members gives 1/(n - 1) to each pair, so that each
      member's row gets 1 from it however large it is (Newman 2001); 0 on the diagonal. A unit
      with one member has no pair.

    With ``period`` units are counted in each period apart. Source, other options, attrs and errors
    are as in ``count``. A unit must not be spread over several sources.

    Newman, M. E. J. (2001) Scientific collaboration networks. II. Shortest paths, weighted
    networks, and centrality. Physical Review E 64, 016132. doi:10.1103/PhysRevE.64.016132

    >>> import polars as pl
    >>> projects = pl.DataFrame({"project": [1, 1, 1, 2, 2], "nace": ["A", "C", "J", "A", "C"]})
    >>> count_cooccurrence(projects, unit="project", member="nace").values.tolist()
    [[2, 2, 1], [2, 2, 1], [1, 1, 1]]
    >>> shared = count_cooccurrence(projects, unit="project", member="nace", counting="fractional")
    >>> shared.values.tolist()
    [[0.0, 1.5, 0.5], [1.5, 0.0, 0.5], [0.5, 0.5, 0.0]]
    """
    if counting not in ("full", "fractional"):
        raise InputError(f"{counting!r} is no way of counting; choose full or fractional.")
    means = Means(engine, memory_limit, threads, temp_folder, progress)
    pair = (dim, f"{dim}_2")
    with opened(source, [unit, member, period], where, means) as micro:
        members, pairs = _participations(micro, unit, member, period, pair)
        table = micro.collect(members)
        found = micro.collect(pairs)
    dims = [PERIOD, dim] if period is not None else [dim]
    counted = placed(table, dims, micro.name, also=["unit"])
    labels = counted.labels | {pair[1]: counted.labels[dim]}
    own = counted.cells.with_columns(pl.col(dim).alias(pair[1]))
    found = in_places(found, labels).sort(*labels, "size")
    if counting == "full":
        once = array(found, whole(found["units"]), labels, name="cooccurrence")
        diagonal = array(own, whole(own["units"]), labels, name="cooccurrence").values
    else:
        shares = (found["units"] / (found["size"] - 1)).to_numpy()
        once = array(found, shares, labels, name="cooccurrence")
        diagonal = np.zeros_like(once.values)
    result = once.copy(data=once.values + once.values.swapaxes(-1, -2) + diagonal)
    about = {"columns": {"unit": unit, dim: member}, "counting": counting}
    return result.assign_attrs(micro.about, **counted.report(), **about, **attrs)


def _inside(micro: Micro, firms: tuple[str, str] | None) -> dict[str, nw.Expr]:
    """The number of moves between a firm and itself."""
    if firms is None:
        return {}
    before, after = (key(micro, column) for column in firms)
    return {INSIDE: nw.when(before == after).then(1).otherwise(0).cast(nw.Int64).sum()}


def _participations(
    micro: Micro, unit: str, member: str, period: str | None, pair: tuple[str, str]
) -> tuple[nw.LazyFrame[Any], nw.LazyFrame[Any]]:
    """Units by member, and units by pair of members (each once) and by their size."""
    first, second = pair
    columns = [clean_key(micro, unit).alias("unit"), clean_key(micro, member).alias(first)]
    dated = [] if period is None else [PERIOD]
    if period is not None:
        columns.append(clean_key(micro, period, dated=True).alias(PERIOD))
    rows = micro.frame.select(*columns)
    # A member once in a unit, with the number of its rows there.
    once = rows.group_by(*dated, "unit", first).agg(nw.len().alias(ROWS))
    has_unit = nw.when(~nw.col("unit").is_null()).then(1)
    members = (
        once.with_columns(has_unit.alias("unit"))
        .group_by(*dated, first, "unit")
        .agg(nw.col(ROWS).sum(), nw.len().alias("units"))
    )
    known = once.drop_nulls().drop(ROWS)
    sizes = known.group_by(*dated, "unit").agg(nw.len().alias("size"))
    pairs = (
        known.join(known.rename({first: second}), on=[*dated, "unit"])
        .filter(nw.col(first) < nw.col(second))
        .join(sizes, on=[*dated, "unit"])
        .group_by(*dated, first, second, "size")
        .agg(nw.len().alias("units"))
    )
    return members, pairs
