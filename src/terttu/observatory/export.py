"""Turns an identification into the plain rows and texts of an analysis package."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from .arrays import missing_share
from .assessment import assess
from .errors import InputError
from .export_assessment import assessment_tables, drawn
from .measures.specialisation import known_regions
from .package import Content
from .package_columns import INDUSTRY
from .package_schema import FORMAT
from .readme import readme

if TYPE_CHECKING:
    import xarray as xr

    from .assessment import Assessment, Options
    from .candidates import Candidate
    from .datasets import Input
    from .identification import Identification, TableResult
    from .judging.method_profiles import MethodProfile

Row = dict[str, Any]


def content(
    found: Identification,
    *,
    version: str,
    made_at: str | None = None,
    charts: Mapping[str, str] | None = None,
    assessment: Assessment | None = None,
) -> Content:
    """Everything a package holds, ready for ``package.write``.

    ``made_at`` is written as the time of making; without it no time stands in the package, so
    that the same input gives the same bytes. ``assessment`` is made
    where it is not given. Raises InputError for industries whose codes a
    package cannot hold.
    """
    _check_codes(found)
    made = assessment or assess(found)
    tables = {
        "tables": list(_tables(found)),
        "industries": [row for t in found.tables for row in _industries(t)],
        "measures": [row for t in found.tables for row in _measures(t)],
        "municipalities": [row for t in found.tables for row in _municipalities(t)],
        "links": list(_links(found, drawn(made))),
        "definitions": list(_definitions(found)),
        "candidates": [_candidate(found, candidate) for candidate in found.candidates],
        **assessment_tables(found, made),
    }
    return Content(
        descriptor=_descriptor(found, made, version, made_at),
        tables=tables,
        readme=readme(found, version=version),
        charts=charts or {},
    )


def _check_codes(found: Identification) -> None:
    for result in found.tables:
        for code in map(str, result.values["industry"].values):
            if not re.fullmatch(INDUSTRY, code):
                raise InputError(
                    f"The industry {code!r} cannot stand in a package; give it a code of up to 30 "
                    "of the letters A-Z, digits, '.', '_' and '-'."
                )


def _descriptor(
    found: Identification, made: Assessment, version: str, made_at: str | None
) -> dict[str, Any]:
    region = found.region
    name = region.name("en")
    slug = "-".join(part for part in ("terttu", found.dataset or "table", region.code.lower()))
    return {
        "profile": "data-package",
        "name": slug,
        "title": f"Cluster candidates of {name}",
        **({"created": made_at} if made_at else {}),
        "sources": [_source(record) for record in found.inputs],
        "licenses": _licences(found),
        "terttu": {
            "format": FORMAT,
            "version": version,
            "region": {
                "code": region.code,
                "scheme": region.scheme,
                "names": dict(region.names),
                "codes": [_area_code(code) for code in region.codes],
            },
            "dataset": found.dataset,
            "inputs": [_input(record) for record in found.inputs],
            "method": _method(found, made),
            "main_table": found.tables[0].spec.id,
            "languages": list(found.languages),
        },
    }


def _area_code(code: Any) -> Row:
    return {
        "scheme": code.scheme,
        "year": code.year_from,
        "year_to": code.year_to,
        "code": code.code,
    }


def _method(found: Identification, made: Assessment) -> Row:
    parameters = found.parameters.as_dict()
    seed = parameters.pop("seed")
    return {
        "name": "first-path",
        "parameters": parameters,
        "tables": {result.spec.id: _choices(result) for result in found.tables},
        "seed": seed,
        "grouping": {
            "rule": found.grouping.rule,
            "groups": len(found.grouping.definitions),
            "tried": [asdict(one) for one in found.grouping.tried],
        },
        "link_weights": dict(found.links.weights),
        "peers": asdict(made.peers) if made.peers else None,
        "profiles": [_profile(one) for one in made.profiles.values()],
        "opportunities": {one.table: _options(one) for one in made.opportunities},
        "disclosure": _disclosure(found.tables[0].values),
    }


def _options(one: Options) -> Row:
    """How complexity was turned, and what is true of all rows."""
    told = one.rows.attrs
    numbers = {name: _number(told[name]) for name in ("sign_correlation", "diversity_correlation")}
    return {"sign": told["sign"], **numbers, "limits": list(told["limits"])}


def _profile(one: MethodProfile) -> Row:
    thresholds = {criterion.name: criterion.threshold for criterion in one.every}
    return {"name": one.name, "dated": one.dated, "thresholds": thresholds}


def _disclosure(x: xr.DataArray) -> Row | None:
    """How many cells were hidden lest they disclose, where any could be."""
    names = ("minimum", "protection", "already", "primary", "complementary", "hidden_share")
    return {name: x.attrs[name] for name in names} if "complementary" in x.attrs else None


def _choices(result: TableResult) -> Row:
    """How the table was read: everything that was chosen and changes its figures."""
    spec = result.spec
    return {
        "columns": dict(spec.columns),
        "ranges": list(spec.ranges),
        "level": spec.level,
        "exclude": list(result.excluded),
        "where": dict(spec.where),
    }


def _source(record: Input) -> Row:
    title = record.attribution or record.source or record.title.get("en") or record.path
    return {"title": title, **({"path": record.url} if record.url else {})}


def _licences(found: Identification) -> list[Row]:
    named = {(r.licence, r.licence_url) for r in found.inputs if r.licence}
    return [
        {"title": title, **({"path": address} if address else {})}
        for title, address in sorted(named)
    ]


def _input(record: Input) -> Row:
    return {
        "id": record.id,
        "path": record.path,
        "sha256": record.sha256,
        "title": dict(record.title),
        "source": record.source,
        "licence": record.licence,
        "licence_url": record.licence_url,
        "attribution": record.attribution,
        "url": record.url,
    }


def _tables(found: Identification) -> Iterator[Row]:
    for position, result in enumerate(found.tables, start=1):
        spec, values = result.spec, result.values
        texts = {
            f"{name}_{code}": spec.texts.get(name, {}).get(code)
            for name in ("measure", "range_measures", "unit", "title")
            for code in ("fi", "sv", "en")
        }
        periods = [str(period) for period in values["period"].values]
        yield {
            "table": spec.id,
            "position": position,
            "role": spec.role,
            "kind": spec.kind,
            **texts,
            "period_first": periods[0],
            "period_last": periods[-1],
            "regions": known_regions(values),
            "industries": values.sizes["industry"],
            "missing_share": missing_share(values),
            "excluded": ";".join(result.excluded),
            "excluded_value": result.excluded_value if result.excluded else None,
            "industry_scheme": spec.industry_scheme,
            "area_scheme": spec.area_scheme,
            "area_year": None if spec.area_year is None else str(spec.area_year),
            "area_count": result.area_count,
            **_provenance(spec.provenance),
            "input": result.input,
        }


def _provenance(provenance: Mapping[str, str]) -> Row:
    return {k: provenance.get(k) for k in ("source", "attribution", "licence", "licence_url")}


def _industries(result: TableResult) -> Iterator[Row]:
    for code in map(str, result.values["industry"].values):
        known = result.industries.get(code)
        labels = known.labels if known else {}
        yield {
            "table": result.spec.id,
            "industry": code,
            **{f"label_{c}": labels.get(c) for c in ("fi", "sv", "en")},
            "traded": known.traded if known else None,
            "note": known.note if known else None,
            "divisions": "|".join(known.divisions) if known else None,
            "group": known.group if known else None,
        }


def _measures(result: TableResult) -> Iterator[Row]:
    columns = {str(name): array.values for name, array in result.measures.data_vars.items()}
    periods = result.measures["period"].values
    codes = result.measures["industry"].values
    for (at, period), (column, code) in (
        (p, c) for p in enumerate(periods) for c in enumerate(codes)
    ):
        numbers = {name: _number(cells[at, column]) for name, cells in columns.items()}
        yield {
            "table": result.spec.id,
            "period": str(period),
            "industry": str(code),
            **numbers,
            "rank": _whole(numbers["rank"]),
            "regions": _whole(numbers["regions"]),
            "interval": result.interval if numbers["lq_low"] is not None else None,
        }


def _number(value: Any) -> float | None:
    return None if np.isnan(value) else float(value)


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)


def _municipalities(result: TableResult) -> Iterator[Row]:
    if result.municipalities is None:
        return
    data, names = result.municipalities.measures, result.municipalities.names
    for period in data["period"].values:
        for code in map(str, data["region"].values):
            part = data.sel(period=period, region=code)
            columns = {str(name): array.values for name, array in part.data_vars.items()}
            for at, industry in enumerate(map(str, data["industry"].values)):
                yield {
                    "table": result.spec.id,
                    "period": str(period),
                    "municipality": code,
                    "name_fi": names[code].get("fi"),
                    "name_sv": names[code].get("sv"),
                    "industry": industry,
                    **{name: _number(cells[at]) for name, cells in columns.items()},
                }


def _links(found: Identification, shown: set[frozenset[str]]) -> Iterator[Row]:
    combined = found.links.combined
    if combined is None:
        return
    codes = [str(code) for code in combined["industry"].values]
    matrices = {"combined": combined.values}
    matrices |= {name: m.reindex_like(combined).values for name, m in found.links.kinds.items()}
    for i, first in enumerate(codes):
        for j in range(i + 1, len(codes)):
            numbers = {name: _number(cells[i, j]) for name, cells in matrices.items()}
            pair = {"industry": first, "industry_2": codes[j]}
            yield {**pair, **numbers, "drawn": frozenset(pair.values()) in shown}


def _definitions(found: Identification) -> Iterator[Row]:
    for definition in found.grouping.definitions:
        members = zip(definition.industries, definition.weights, strict=True)
        for position, (industry, weight) in enumerate(members, start=1):
            yield {
                "definition": definition.code,
                "industry": industry,
                "weight": weight,
                "position": position,
            }


def _candidate(found: Identification, candidate: Candidate) -> Row:
    names = (
        "rank definition value share_of_area share_of_reference lq lq_low lq_high interval "
        "excess growth lq_rank regions cohesion cohesion_percentile certainty composition proposed"
    )
    return {
        **{name: getattr(candidate, name) for name in names.split()},
        "candidate": candidate.definition,
        "table": found.tables[0].spec.id,
        "period": str(candidate.period),
        "lq_rank": candidate.lq_rank or None,
        "industries": ";".join(candidate.industries),
        "specialised": ";".join(candidate.specialised),
        "limits": ";".join(limit.code for limit in candidate.limits),
    }
