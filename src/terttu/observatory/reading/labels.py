"""Names beside codes and the schemes the codes belong to, as coordinates and attrs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from .. import areas, schemes
from ..conversions.vintages import nuts_version
from ..errors import InputError
from .table_rows import LABELLED, SCHEME

if TYPE_CHECKING:
    import xarray as xr

    from .cells import Rows
    from .loaded import Loaded


def label_coordinates(
    rows: Rows, loaded: Loaded, columns: Mapping[str, str | None], values: xr.DataArray
) -> dict[str, tuple[str, np.ndarray]]:
    """The names of regions and industries, as coordinates along them."""
    found: dict[str, tuple[str, np.ndarray]] = {}
    for role in (role for role in LABELLED if role in values.dims):
        codes = [str(code) for code in values[role].values]
        for name, texts in rows.beside.get(role, {}).items():
            first = dict(zip(reversed(rows.names[role]), reversed(texts), strict=True))
            found[name] = (role, _texts(codes, first))
        for language, named in loaded.about.labels.get(columns[role] or "", {}).items():
            key = f"{role}_label_{language}" if language else f"{role}_label"
            found[key] = (role, _texts(codes, named))
    return found


def set_schemes(
    values: xr.DataArray,
    rows: Rows,
    loaded: Loaded,
    columns: Mapping[str, str | None],
    given: Mapping[str, str],
) -> None:
    """Note in the attrs of the array and of its coordinates what the codes are codes of."""
    wrong = next((role for role in given if role not in LABELLED), None)
    if wrong is not None:
        raise InputError(f"schemes are given for region and industry, not for {wrong!r}.")
    for role in LABELLED:
        column = columns[role]
        if role in given:
            scheme = schemes.canonical(given[role])
        elif role == "industry" and SCHEME in rows.names:
            scheme = schemes.canonical(rows.used(SCHEME)[0])
        elif column is None:
            scheme = ""
        else:
            said = loaded.about.schemes.get(column) or schemes.of_column(column)
            scheme = said or (_by_shape(rows.used(role)) if role == "region" else "")
        values.attrs[f"{role}_scheme"] = scheme
        if role in values.dims:
            values[role].attrs["scheme"] = scheme


def _by_shape(codes: Sequence[str]) -> str:
    if any(areas.nuts_level(code) is None for code in codes):
        return ""
    version = nuts_version(codes)
    return f"NUTS {version}" if version else "NUTS"


def _texts(codes: Sequence[str], named: Mapping[str, str]) -> np.ndarray:
    return np.array([named.get(code, "") for code in codes], dtype=object).astype(str)
