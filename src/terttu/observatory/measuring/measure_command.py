"""Carries out ``terttu measure``: reads a table, derives what is needed, measures, writes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..areas import fold
from ..errors import InputError
from ..reading.columns import NAMES
from ..reading.conditions import read_conditions
from ..reading.files import load, sha256_of
from ..reading.tables import read_table
from .catalogue import Measure, find_measure
from .derivation import RELATED_BY, Choices, Inputs, calculate
from .measure_files import read_figures, read_groups, read_pairs, read_plants
from .measure_options import defaults, parsed, settable
from .measure_text import explanation, listing, result_text
from .progress import Progress
from .results import check_result_target, csv_text, plain, together, write_result

if TYPE_CHECKING:
    from pathlib import Path

    import xarray as xr

    from .long_form import Result

FORMATS = ("table", "csv")
ROWS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRequest:
    """What was asked for on the command line; None is what nobody said."""

    name: str | None = None
    table: Path | None = None
    list_all: bool = False
    explain: bool = False
    columns: Mapping[str, str | None] = field(default_factory=dict)
    periods: tuple[str, ...] = ()
    level: str | None = None
    exclude: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    nuts: int | None = None
    absent: str = "missing"
    is_presence: bool = False
    region: str | None = None
    size: Path | None = None
    income: Path | None = None
    groups: Path | None = None
    relatedness: str | None = None
    related_from: float | None = None
    threshold: float | None = None
    method: str | None = None
    dtype: str | None = None
    seed: int | None = None
    options: tuple[str, ...] = ()
    out: Path | None = None
    overwrite: bool = False
    format: str = "table"
    rows: int = ROWS
    version: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is printed, and what must be known beside it."""

    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """A request understood: the measure, how its inputs are derived, its own options."""

    measure: Measure
    choices: Choices
    options: Mapping[str, Any]


def measure(request: MeasureRequest) -> Answer:
    """Answer a request; raises InputError for anything that cannot be done as it was asked."""
    if request.list_all:
        return Answer(listing())
    if request.name is None:
        raise InputError("Name a measure; terttu measure --list names all.")
    chosen = find_measure(request.name)
    if request.explain:
        return Answer(explanation(chosen))
    _check(request)
    plan = _planned(request, chosen)
    if request.out is not None:
        check_result_target(request.out, overwrite=request.overwrite)
    with Progress() as progress:
        return _measured(request, plan, progress)


def _check(request: MeasureRequest) -> None:
    if request.table is None:
        raise InputError(f"Name the table to measure: terttu measure {request.name} TABLE.")
    if request.format not in FORMATS:
        raise InputError(f"--format is one of {', '.join(FORMATS)}, not {request.format!r}.")
    if request.absent not in ("missing", "zero"):
        raise InputError(f"--absent is missing or zero, not {request.absent!r}.")
    if request.rows < 0:
        raise InputError("--rows is a number of rows, or 0 for all.")


def _planned(request: MeasureRequest, chosen: Measure) -> _Plan:
    """Give each option to the measure itself or to what it is derived from; refuse the others."""
    own: dict[str, Any] = {"threshold": request.threshold, "method": request.method}
    own |= {"dtype": request.dtype, "seed": request.seed}
    said = {name: value for name, value in own.items() if value is not None}
    kinds = settable(chosen)
    texts = [f"{name}={value}" for name, value in said.items() if name in kinds]
    options = parsed(chosen, [*texts, *request.options])
    derived = {name: value for name, value in said.items() if name not in kinds}
    if request.relatedness in RELATED_BY:
        derived["relatedness"] = request.relatedness
    if request.related_from is not None:
        derived["related_from"] = request.related_from
    if request.is_presence:
        derived["is_presence"] = True
    through = {"threshold", "dtype", "is_presence"} if "presence" in chosen.needs else set()
    if "relatedness" in chosen.needs:
        through |= {"relatedness", "related_from"}
    _refuse([name for name in derived if name not in through], chosen)
    _refuse(_unusable(request, chosen), chosen)
    return _Plan(chosen, Choices(**derived), options)


def _unusable(request: MeasureRequest, chosen: Measure) -> list[str]:
    needs = {*chosen.needs} | ({"size"} if "presence" in chosen.needs else set())
    brought = {
        "region": request.region,
        "size": request.size,
        "income": request.income,
        "groups": request.groups,
        "relatedness": request.relatedness,
    }
    return [name for name, value in brought.items() if value is not None and name not in needs]


def _refuse(names: list[str], chosen: Measure) -> None:
    if names:
        shown = names[0].replace("_", "-")
        raise InputError(
            f"{chosen.name} makes no use of --{shown}; leave it out (terttu measure "
            f"{chosen.name} --explain tells what it takes)."
        )


def _measured(request: MeasureRequest, plan: _Plan, progress: Progress) -> Answer:
    progress.stage(f"reading {request.table.name if request.table else ''}")
    inputs = Inputs(_brought(request, plan.measure), plan.choices)
    attrs = _attrs(request, plan, inputs)
    progress.stage(plan.measure.name)
    notes: dict[str, None] = {}
    periods = 1 if plan.measure.together else max(len(inputs.periods()), 1)
    made = calculate(plan.measure, inputs, plan.options, tell=progress.part)
    parts = _noted(made, notes)
    counted = progress.steps(parts, "periods", periods)
    if request.out is not None:
        path = write_result(counted, request.out, overwrite=request.overwrite, attrs=attrs)
        return Answer(f"{plan.measure.name} written to {path}", tuple(notes))
    text = _printed(request, plan, together(counted))
    return Answer(text, tuple(notes))


def _noted(parts: Iterator[Result], notes: dict[str, None]) -> Iterator[Result]:
    """Hand the parts on, keeping what they warn of, with the period it is said of."""
    for part in parts:
        dated = "period" in part.coords
        period = np.atleast_1d(part["period"].values).tolist() if dated else []
        label = f"{period[0]}: " if len(period) == 1 else ""
        notes.update(dict.fromkeys(f"{label}{text}" for text in part.attrs.get("warnings", ())))
        yield part


def _printed(request: MeasureRequest, plan: _Plan, result: Result) -> str:
    if request.format == "csv":
        return csv_text(result).rstrip("\n")
    summary = f"{plan.measure.name}: {plan.measure.summary}"
    return f"{summary}\n\n{result_text(result, rows=request.rows)}"


def _brought(request: MeasureRequest, chosen: Measure) -> dict[str, Any]:
    """All that was brought, by the name of the input."""
    brought = {chosen.source: _of_periods(_READERS[chosen.source](request), request.periods)}
    if request.region is not None:
        brought["region"] = find_region(brought[chosen.source], request.region)
    if request.size is not None:
        brought["size"] = read_figures(request.size, "size")
    if request.income is not None:
        brought["income"] = read_figures(request.income, "income")
    if request.groups is not None:
        brought["groups"] = read_groups(request.groups)
    related = _relatedness_file(request)
    if related is not None:
        brought["pairs"] = _without_itself(read_pairs(related, absent=_absent(request)))
    return brought


def find_region(table: xr.DataArray, name: str) -> str:
    """The code of the region called ``name``: a code of the table, or a name that it has."""
    codes = [str(code) for code in table["region"].values]
    called = {fold(code): code for code in reversed(codes)}
    for key, labels in table.coords.items():
        if str(key).startswith("region_label") and labels.dims == ("region",):
            called |= {
                fold(str(text)): code for text, code in zip(labels.values, codes, strict=True)
            }
    if name in codes:
        return name
    if fold(name) in called:
        return called[fold(name)]
    close = [called[key] for key in difflib.get_close_matches(fold(name), called, n=3)]
    hint = f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(codes[:5])}."
    raise InputError(f"The table has no region {name!r}; {hint}")


def _relatedness_file(request: MeasureRequest) -> Path | None:
    from pathlib import Path

    if request.relatedness in (None, *RELATED_BY):
        return None
    path = Path(str(request.relatedness))
    if not path.exists():
        raise InputError(
            f"--relatedness is {', '.join(RELATED_BY)} or a file with industry, industry_2 and "
            f"value; {path} is none of them."
        )
    return path


def _without_itself(pairs: Any) -> Any:
    """The relatedness of an industry to itself, where nobody says it, is none."""
    same = pairs["industry"] == pairs["industry_2"]
    return pairs.where(pairs.notnull() | ~same, 0.0)


def _absent(request: MeasureRequest) -> float:
    return 0.0 if request.absent == "zero" else float("nan")


def _of_periods(table: Any, periods: tuple[str, ...]) -> Any:
    if not periods:
        return table
    known = (
        {str(period): period for period in table["period"].values}
        if "period" in table.coords
        else {}
    )
    unknown = next((period for period in periods if period not in known), None)
    if unknown is not None:
        there = f"there are {', '.join(known)}" if known else "it has none"
        raise InputError(f"The table has no period {unknown!r}; {there}.")
    return table.sel(period=[known[period] for period in periods])


def _read_regions(request: MeasureRequest) -> xr.DataArray:
    return _read(request.table, request)


def _read(source: Any, request: MeasureRequest, *, combine: bool = False) -> xr.DataArray:
    columns = request.columns
    return read_table(
        source,
        region=columns.get("region"),
        industry=columns.get("industry"),
        period=columns.get("period"),
        value=columns.get("value"),
        exclude=request.exclude,
        level=request.level,
        nuts=request.nuts,
        where=read_conditions(request.where),
        absent="zero" if request.absent == "zero" else "missing",
        combine=combine,
    )


def _read_units(request: MeasureRequest) -> xr.DataArray:
    """Units by class; without a column of figures a row says that the unit has the class."""
    frame = load(request.table).frame
    if request.columns.get("value") is None and not {*map(fold, frame.columns)} & {*NAMES["value"]}:
        frame = frame.with_columns(value=1)
    return _read(frame, request, combine=True).rename(region="unit")


def _read_plants(request: MeasureRequest) -> Any:
    return read_plants(_plain_table(request), request.columns)


def _read_flows(request: MeasureRequest) -> Any:
    return read_pairs(_plain_table(request), absent=_absent(request))


def _plain_table(request: MeasureRequest) -> Path:
    """The path of a table that is no table of regions: rows cannot be chosen in it."""
    if request.level or request.exclude or request.where or request.nuts is not None:
        raise InputError(
            "--level, --nuts, --exclude and --where are for tables of regions by industry."
        )
    if request.table is None:
        raise InputError("Name the table to measure.")
    return request.table


_READERS = {
    "table": _read_regions,
    "units": _read_units,
    "plants": _read_plants,
    "flows": _read_flows,
}


def _attrs(request: MeasureRequest, plan: _Plan, inputs: Inputs) -> dict[str, Any]:
    """Where the numbers come from: measure, version, file and hash, what was chosen."""
    chosen = plan.measure
    files = {
        "table": request.table,
        "size": request.size,
        "income": request.income,
        "groups": request.groups,
        "relatedness": _relatedness_file(request),
    }
    known = [name for name in ("presence", "relatedness") if name in chosen.needs]
    derived: dict[str, Any] = {}
    if "presence" in known:
        derived["presence"] = (
            "as given" if plan.choices.is_presence else {"threshold": plan.choices.threshold}
        )
    if "relatedness" in known:
        derived["relatedness"] = {
            "by": "file" if files["relatedness"] else plan.choices.relatedness,
            "related_from": plan.choices.related_from,
        }
    return {
        "measure": chosen.name,
        "summary": chosen.summary,
        "terttu": request.version,
        "files": {
            name: {"name": path.name, "sha256": sha256_of(path)}
            for name, path in files.items()
            if path is not None
        },
        "table": plain(inputs.brought[chosen.source].attrs),
        "options": {**defaults(chosen), **plan.options},
        **({"region": inputs.brought["region"]} if "region" in inputs.brought else {}),
        "derived": derived,
    }
