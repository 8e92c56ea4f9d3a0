"""From a table to a measure: what lies between is derived, period by period, as the choices say."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from ..errors import InputError, ObservatoryWarning
from .catalogue import BROUGHT, DERIVED, MEASURES, Measure

if TYPE_CHECKING:
    from .long_form import Result

PERIOD = "period"
PROXIMITY = "proximity"
NORMALISED = ("probability", "association", "cosine", "jaccard")
RELATED_BY = (PROXIMITY, *NORMALISED, "teece")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """How what a measure is made of is derived.

    ``threshold`` and ``dtype`` are those of presence; ``relatedness`` one of ``RELATED_BY``, used
    where no pairs were brought. ``related_from``: the relatedness from which two industries count
    as related (1, and 0 below it). ``is_presence``: the table holds presences (0 or 1) already.
    """

    threshold: float = 1.0
    dtype: str | None = None
    relatedness: str = PROXIMITY
    related_from: float | None = None
    is_presence: bool = False


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was brought, by name, and the choices for what is derived from it."""

    brought: Mapping[str, Any]
    choices: Choices = field(default_factory=Choices)

    def all_of(self, measure: Measure) -> tuple[list[Any], dict[str, Any]]:
        """The positional and the keyword inputs of ``measure``; nothing is derived twice."""
        made = dict(self.brought)
        data = [self._get(name, measure.name, made) for name in measure.data]
        beside = {
            key: self._get(name, measure.name, made)
            for key, name in measure.beside.items()
            if name in made or name in DERIVED
        }
        return data, beside

    def _get(self, name: str, measure: str, made: dict[str, Any]) -> Any:
        if name not in made:
            if name not in DERIVED:
                raise InputError(f"{measure} needs {BROUGHT[name]}.")
            parts = [self._get(part, measure, made) for part in DERIVED[name]]
            made[name] = _DERIVATIONS[name](self, *parts)
        return made[name]

    def periods(self) -> list[Any]:
        """The periods of the table, or of what takes its place."""
        dated = next((x for x in self.brought.values() if PERIOD in getattr(x, "dims", ())), None)
        return [] if dated is None else list(dated[PERIOD].values)

    def at(self, period: Any) -> Inputs:
        """The same of one period; what has no periods, or not this one, stays as it is."""

        def chosen(value: Any) -> Any:
            dated = PERIOD in getattr(value, "dims", ()) and PERIOD in value.coords
            held = dated and bool((value[PERIOD] == period).any())
            return value.sel({PERIOD: [period]}) if held else value

        return replace(self, brought={name: chosen(x) for name, x in self.brought.items()})


def calculate(
    measure: Measure,
    inputs: Inputs,
    options: Mapping[str, Any] | None = None,
    *,
    tell: Callable[[int, int], None] | None = None,
) -> Iterator[Result]:
    """``measure`` of the inputs: one result a period, or one of all where it compares periods.

    ``options`` are keywords of the measure's function. Warnings of the observatory are kept in the
    attrs ``warnings`` of the result. ``tell`` is handed to a measure that says how far it is.
    """
    periods = inputs.periods()
    given = dict(options or {})
    if "progress" in inspect.signature(measure.function).parameters:
        given["progress"] = tell
    if measure.together or not periods:
        yield _calculated(measure, inputs, given)
        return
    for period in periods:
        yield _calculated(measure, inputs.at(period), given)


def _calculated(measure: Measure, inputs: Inputs, options: Mapping[str, Any]) -> Result:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ObservatoryWarning)
        data, beside = inputs.all_of(measure)
        made = measure.function(*data, **beside, **options)
        result: Result = measure.result(made) if measure.result else made
    said = dict.fromkeys(str(w.message) for w in caught if w.category is ObservatoryWarning)
    for other in (w for w in caught if w.category is not ObservatoryWarning):
        warnings.warn_explicit(other.message, other.category, other.filename, other.lineno)
    named = result if isinstance(result, xr.Dataset) else result.rename(measure.name)
    return named.assign_attrs(warnings=tuple(said)) if said else named


def _presence(inputs: Inputs, table: xr.DataArray) -> xr.DataArray:
    if inputs.choices.is_presence:
        return _given_presence(table)
    chosen = inputs.choices
    presence: xr.DataArray = MEASURES["presence"].function(
        table,
        threshold=chosen.threshold,
        size=inputs.brought.get("size"),
        dtype=chosen.dtype,
    )
    return presence


def _given_presence(table: xr.DataArray) -> xr.DataArray:
    values = table.values
    if not np.isin(values[~np.isnan(values)], (0, 1)).all():
        raise InputError(
            "A table of presences holds 0 and 1 alone; leave out --is-presence where it holds "
            "figures."
        )
    return table


def _relatedness(inputs: Inputs, presence: xr.DataArray) -> xr.DataArray:
    chosen = inputs.choices
    made = inputs.brought.get("pairs")
    if made is None:
        made = _related(chosen.relatedness, presence)
    if chosen.related_from is not None:
        return (made >= chosen.related_from).astype(made.dtype).where(made.notnull())
    if bool((made < 0).any()):
        raise InputError(
            "This relatedness has negative values, of which no share can be taken; say with "
            "--related-from from which value two industries count as related."
        )
    return made


def _related(chosen: str, presence: xr.DataArray) -> xr.DataArray:
    options = {"method": chosen} if chosen in NORMALISED else {}
    name = {"teece": "teece_relatedness", PROXIMITY: PROXIMITY}.get(chosen, "relatedness")
    related: xr.DataArray = MEASURES[name].function(presence, **options)
    return related


def _pci(_: Inputs, presence: xr.DataArray) -> xr.DataArray:
    found: xr.Dataset = MEASURES["complexity"].function(presence)
    return found["pci"]


def _density(_: Inputs, presence: xr.DataArray, relatedness: xr.DataArray) -> xr.DataArray:
    density: xr.DataArray = MEASURES["relatedness_density"].function(presence, relatedness)
    return density


_DERIVATIONS: Mapping[str, Callable[..., xr.DataArray]] = {
    "presence": _presence,
    "relatedness": _relatedness,
    "pci": _pci,
    "density": _density,
}
