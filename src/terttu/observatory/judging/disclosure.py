"""Statistical disclosure control: no published cell rests on too few, and none can be computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import xarray as xr

from ..arrays import INDUSTRY, PERIOD, REGION, blocks, check_dims, labelled
from ..errors import InputError
from ..measures.linear_bounds import propagate, solve
from .suppression import Published, equations, extended, hide

DEFAULT_MINIMUM = 3
DEFAULT_PROTECTION = 0.1


@dataclass(frozen=True, slots=True)
class Dominance:
    """The rule against cells that one firm makes up.

    ``largest`` is the share of a cell's largest establishment (dims of the table, 0 to 1); a cell
    is hidden where it is above ``limit``, or not known.
    """

    largest: xr.DataArray
    limit: float

    def __post_init__(self) -> None:
        if not 0 < self.limit <= 1:
            raise InputError(f"The limit of dominance lies between 0 and 1, not {self.limit}.")


def protect(
    x: xr.DataArray,
    establishments: xr.DataArray,
    *,
    minimum: int = DEFAULT_MINIMUM,
    dominance: Dominance | None = None,
    hierarchy: Mapping[str, Sequence[str]] | None = None,
    protection: float = DEFAULT_PROTECTION,
    whole: bool | None = None,
) -> xr.DataArray:
    """The table with NaN wherever a figure must not be published, so that it can be, with totals.

    ``x`` has the dims region and industry, and periods or not; ``establishments`` the same shape.
    It is assumed that the totals by region and by industry, the grand total, and those of the
    groups of industries in ``hierarchy`` are published too, and that a reader knows that no figure
    is below zero.

    First the cells that must not be seen: those with a figure above zero that rests on fewer than
    ``minimum`` establishments (or on a number that is not known), those with one to ``minimum`` - 1
    establishments whatever the figure, and those above the limit of ``dominance``. The same is
    asked of the totals by their own number of establishments. Then the cells that would give them
    away by subtraction: for each, the linear program that moves it up, and the one that moves it
    down, by its margin of protection, at the least sum of figures that have to be hidden for it
    (zeros stay: they are seen, and everyone knows them). So afterwards a reader who uses all
    published figures at once finds for each of these cells an interval that reaches at least
    ``protection`` times the figure to either side (for ``whole`` numbers at least 1), and
    for each cell hidden for others' sake more than one possible figure. Last, what a line hides
    can be summed by subtraction: that sum rests on ``minimum`` establishments or more too.

    Cells missing in ``x`` stay missing and protect nothing: the totals are those of the known
    cells. ``whole`` says that figures are whole numbers; without it the table tells.

    Attrs: ``minimum``, ``protection``, ``already`` (cells that were missing), ``primary`` and
    ``complementary`` (cells hidden for their own and for others' sake), ``published`` (cells that
    stay), ``hidden_share`` (of the sum of figures), and ``hidden_totals``, a tuple of (period or
    "", region or "", industry or group or "") for the totals that must not be published either;
    "" stands for all.

    The program is the one commonly used for complementary suppression: Fischetti, M. and Salazar,
    J. J. (2000) Models and algorithms for optimizing cell suppression in tabular data with linear
    constraints, Journal of the American Statistical Association 95, 916-928; here solved cell by
    cell, which hides somewhat more than the best pattern would. Protection against readers who
    know more (an owner who knows their own figure; last year's table) is not part of it.

    Raises InputError for figures below zero, establishments that do not fit the table and groups
    of industries that it does not have.

    >>> x = xr.DataArray([[9.0, 40, 50], [30, 20, 30], [10, 0, 60]], dims=("region", "industry"),
    ...                  coords={"region": ["A", "B", "C"], "industry": ["16", "25", "47"]})
    >>> n = xr.DataArray([[1, 4, 9], [5, 5, 5], [3, 0, 9]], dims=("region", "industry"))
    >>> protect(x, n).values.tolist()
    [[nan, nan, 50.0], [nan, nan, 30.0], [10.0, 0.0, 60.0]]
    """
    check_dims(x, REGION, INDUSTRY)
    if minimum < 1 or not 0 < protection <= 1:
        raise InputError("minimum must be 1 or more, and protection between 0 and 1.")
    cells = blocks(x, REGION, INDUSTRY).astype(float)
    if np.nanmin(cells, initial=0.0) < 0:
        raise InputError("Tables are protected where figures are 0 or more; some are negative.")
    counted = _fitting(establishments, x, "establishments")
    largest = (
        np.zeros_like(cells) if dominance is None else _fitting(dominance.largest, x, "shares")
    )
    limit = 1.0 if dominance is None else dominance.limit
    groups = _groups(x, hierarchy)
    known = cells[~np.isnan(cells)]
    is_whole = bool((known == np.round(known)).all()) if whole is None else whole
    made = [
        hide(
            Published(table, number, ~(big <= limit), groups),
            minimum=minimum,
            protection=protection,
            whole=is_whole,
        )
        for table, number, big in zip(cells, counted, largest, strict=True)
    ]
    hidden = np.stack([one.cells for one in made])
    primary = np.stack([one.primary for one in made])
    sum_of_all = float(np.nansum(cells))
    attrs = {
        **x.attrs,
        "minimum": minimum,
        "protection": protection,
        "already": int(np.isnan(cells).sum()),
        "primary": int(primary.sum()),
        "complementary": int((hidden & ~primary).sum()),
        "published": int((~np.isnan(cells) & ~hidden).sum()),
        "hidden_share": float(cells[hidden].sum()) / sum_of_all if sum_of_all else 0.0,
        "hidden_totals": _hidden_totals(x, [one.totals for one in made], list(hierarchy or {})),
    }
    shown = labelled(np.where(hidden, np.nan, cells), x, REGION, INDUSTRY, name=str(x.name or ""))
    return shown.transpose(*x.dims).rename(x.name).assign_attrs(attrs)


def audit(
    protected: xr.DataArray,
    x: xr.DataArray,
    *,
    hierarchy: Mapping[str, Sequence[str]] | None = None,
) -> xr.Dataset:
    """What a reader of a published table and its totals can find out about the hidden cells.

    ``protected`` is what `protect` gave for ``x``. The result holds ``low`` and ``high``, the
    narrowest intervals that all published figures together leave (two linear programs a hidden
    cell, so that it takes longer than to protect): both are the figure where it is published, and
    NaN where ``x`` itself has none. ``attrs["narrowest"]`` is the smallest width of a hidden cell
    as a share of its figure, NaN where nothing is hidden; 0 would be a cell found out.

    >>> x = xr.DataArray([[9.0, 40, 50], [30, 20, 30], [10, 0, 60]], dims=("region", "industry"))
    >>> careless = x.where(x != 9)
    >>> audit(careless, x).attrs["narrowest"]
    0.0
    """
    check_dims(x, REGION, INDUSTRY)
    groups = _groups(x, hierarchy)
    cells, shown = blocks(x, REGION, INDUSTRY), blocks(protected, REGION, INDUSTRY)
    marks = set(protected.attrs.get("hidden_totals", ()))
    ends = [
        _ends(cells[at].astype(float), np.isnan(shown[at]), totals, groups)
        for at, totals in enumerate(_marked(x, marks, list(hierarchy or {})))
    ]
    like = (x, REGION, INDUSTRY)
    found = xr.Dataset(
        {
            name: labelled(np.stack([e[side] for e in ends]), *like, name=name).transpose(*x.dims)
            for side, name in enumerate(("low", "high"))
        }
    ).where(x.notnull())
    width = (found["high"] - found["low"]) / x.where(x > 0)
    hidden = width.where(protected.isnull() & x.notnull())
    found.attrs = {"narrowest": float(hidden.min())}
    return found


def _ends(
    cells: np.ndarray, hidden: np.ndarray, totals: np.ndarray, groups: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most that each cell of one period can be."""
    figures = extended(cells, groups)
    secret = totals.copy()
    rows, columns = cells.shape
    secret[:rows, :columns] = hidden & ~np.isnan(cells)
    low = np.where(secret, 0.0, figures).reshape(-1)
    high = np.where(secret, np.inf, figures).reshape(-1)
    known = equations(figures.shape, groups)
    propagate(low, high, known, 0.0)
    inside = np.zeros(figures.shape, bool)
    inside[:rows, :columns] = True
    solve(low, high, known, 0.0, set(np.flatnonzero(secret & inside).tolist()))
    both = (end.reshape(figures.shape)[:rows, :columns] for end in (low, high))
    least, most = both
    return least, most


def _fitting(given: xr.DataArray, x: xr.DataArray, what: str) -> np.ndarray:
    """Figures of the same cells, as blocks in the order of the table."""
    check_dims(given, REGION, INDUSTRY)
    labels = {dim: x[dim].values for dim in x.dims if dim in x.indexes and dim in given.indexes}
    try:
        chosen = given.sel(labels)
    except KeyError as error:
        raise InputError(f"The {what} lack a region or industry of the table: {error}.") from error
    values = blocks(chosen, REGION, INDUSTRY).astype(float)
    shape = blocks(x, REGION, INDUSTRY).shape
    if values.shape[1:] != shape[1:] or values.shape[0] not in (1, shape[0]):
        raise InputError(f"The {what} must have the regions, industries and periods of the table.")
    if np.nanmin(values, initial=0.0) < 0:
        raise InputError(f"The {what} are 0 or more; some are negative.")
    return np.broadcast_to(values, shape)


def _groups(x: xr.DataArray, hierarchy: Mapping[str, Sequence[str]] | None) -> list[np.ndarray]:
    place = {str(code): at for at, code in enumerate(x[INDUSTRY].values)}
    for name, members in (hierarchy or {}).items():
        unknown = next((code for code in members if code not in place), None)
        if unknown is not None or not members or name in place:
            raise InputError(
                f"The group {name} needs a name of its own and members that are industries of the "
                f"table{f'; {unknown} is none' if unknown else ''}."
            )
    return [np.array([place[c] for c in members]) for members in (hierarchy or {}).values()]


Total = tuple[str, str, str]


def _names(x: xr.DataArray, names: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Labels along the axes of the extended table: periods, regions, industries; "" for all."""
    periods = [str(p) for p in x[PERIOD].values] if PERIOD in x.dims else [""]
    regions = [*(str(r) for r in x[REGION].values), ""]
    return periods, regions, [*(str(i) for i in x[INDUSTRY].values), *names, ""]


def _hidden_totals(
    x: xr.DataArray, totals: Sequence[np.ndarray], names: Sequence[str]
) -> tuple[Total, ...]:
    periods, regions, columns = _names(x, names)
    return tuple(
        (period, regions[row], columns[column])
        for period, one in zip(periods, totals, strict=True)
        for row, column in np.argwhere(one)
    )


def _marked(x: xr.DataArray, marks: set[Total], names: Sequence[str]) -> list[np.ndarray]:
    periods, regions, columns = _names(x, names)
    inner = (len(regions) - 1, x.sizes[INDUSTRY])
    return [
        np.array(
            [
                [
                    (row >= inner[0] or column >= inner[1]) and (period, region, code) in marks
                    for column, code in enumerate(columns)
                ]
                for row, region in enumerate(regions)
            ]
        )
        for period in periods
    ]
