"""Writes: an analysis package becomes an analysis; a candidate becomes a cluster."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from terttu.observatory import package
from terttu.observatory.errors import InputError as RefusedError
from terttu.portal.clusters import services as clusters
from terttu.portal.clusters.models import Cluster
from terttu.portal.core.audit import record
from terttu.portal.core.translated import Translated
from terttu.portal.insights import publishing
from terttu.portal.insights.models import (
    Analysis,
    Candidate,
    DefinitionVersion,
    Figure,
    Industry,
    MunicipalFigure,
    Table,
)
from terttu.portal.insights.publishing import publish, set_withdrawn
from terttu.portal.regions.models import Region
from terttu.portal.strategy.models import Theme

__all__ = [
    "RefusedError",
    "adopt",
    "import_folder",
    "import_zip",
    "publish",
    "set_withdrawn",
]

NUMBERS = [
    "value",
    "area_total",
    "reference_value",
    "reference_total",
    "share_of_area",
    "share_of_reference",
    "lq",
    "lq_low",
    "lq_high",
    "excess",
    "growth",
    "rank",
    "regions",
]
CANDIDATE_NUMBERS = [
    "value",
    "share_of_area",
    "share_of_reference",
    "lq",
    "lq_low",
    "lq_high",
    "excess",
    "growth",
    "lq_rank",
    "regions",
    "cohesion",
    "cohesion_percentile",
]


def import_zip(*, by: Any, region: Region, file: IO[bytes]) -> tuple[Analysis, bool]:
    """Import an uploaded package; see `import_folder`. Nothing is kept of one that is refused."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "package"
        try:
            found = package.read_zip(file, into=folder)
            return import_folder(by=by, region=region, folder=found.folder)
        except RefusedError as error:
            raise RefusedError(str(error).replace(f"{folder}/", "").replace(scratch, "")) from None


def import_folder(
    *,
    by: Any,
    region: Region,
    folder: Path,
    definitions: DefinitionVersion | None = None,
    draft: bool = False,
) -> tuple[Analysis, bool]:
    """Import a package folder: (analysis, whether it is new); the same package only once.

    It is shown to the public at once, but for a `draft`. What was decided on candidates of the
    analysis before holds for those with the same definition. `definitions` are the region's own
    that it was made with: they name its candidates.

    Raises `RefusedError` with a sentence where the package is broken or of another region.
    """
    found = package.validate(folder)
    _check_region(region, found.descriptor["terttu"]["region"])
    fingerprint = hashlib.sha256((folder / package.DESCRIPTOR).read_bytes()).hexdigest()
    if known := Analysis.objects.filter(region=region, fingerprint=fingerprint).first():
        _keep(found, known.folder)
        if known.is_draft and not draft:
            publish(by=by, analysis=known)
        return known, False
    before = publishing.decided_before(region)
    name = f"analyses/{region.slug}/{fingerprint[:16]}"
    try:
        _keep(found, name)
        with transaction.atomic():
            analysis = Analysis.objects.create(
                region=region,
                fingerprint=fingerprint,
                folder=name,
                descriptor=found.descriptor,
                links=found.rows("links"),
                definitions=_definitions(found.rows("definitions")),
                imported_by=by,
                definition_version=definitions,
                shown=None if draft else timezone.now(),
            )
            _fill(analysis, found, _names(definitions))
            publishing.carry_over(analysis, before)
            record("imported", analysis, by=by, region=region.slug)
    except BaseException as error:
        # The same package may come in twice at once: the files are those of the one that won.
        won = Analysis.objects.filter(region=region, fingerprint=fingerprint).first()
        if won is not None:
            return won, False
        shutil.rmtree(Path(settings.MEDIA_ROOT) / name, ignore_errors=True)
        if isinstance(error, (KeyError, TypeError, ValueError, OverflowError, DatabaseError)):
            raise RefusedError(
                f"The package holds something that cannot be kept ({error}). Make it anew with "
                "`terttu identify`."
            ) from error
        raise
    return analysis, True


def _check_region(region: Region, of_package: Any) -> None:
    if not isinstance(of_package, dict) or not isinstance(of_package.get("code"), str):
        raise RefusedError("The package does not say which region it is about. Make it anew.")
    codes = {of_package["code"], *(str(row.get("code")) for row in of_package.get("codes") or [])}
    own = {region.area_code, *(row["code"] for row in region.codes)}
    if not codes & own:
        raise RefusedError(
            f"This package is about {of_package['code']}, not about {region}. "
            "Choose the package of this region, or log in to the other region's site."
        )


def _keep(found: package.Package, name: str) -> None:
    """Copy what the package lists to where its files are served from, all of it at once."""
    target = Path(settings.MEDIA_ROOT) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        draft = Path(scratch) / "package"
        for path in (package.DESCRIPTOR, *(row["path"] for row in found.descriptor["resources"])):
            (draft / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found.folder / path, draft / path)
        shutil.rmtree(target, ignore_errors=True)
        draft.rename(target)


def _definitions(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    definitions: dict[str, dict[str, float]] = {}
    for row in rows:
        definitions.setdefault(row["definition"], {})[row["industry"]] = row["weight"]
    return definitions


def _names(version: DefinitionVersion | None) -> dict[str, Translated]:
    """The names that the region gave its definitions, by code."""
    rows = version.content if version else []
    return {row["code"]: Translated(row["name"]) for row in rows if any(row["name"].values())}


def _fill(analysis: Analysis, found: package.Package, names: Mapping[str, Translated]) -> None:
    tables = {row["table"]: _table(analysis, row) for row in found.rows("tables")}
    Table.objects.bulk_create(tables.values())
    industries = {
        (row["table"], row["industry"]): Industry(
            table=tables[row["table"]],
            code=row["industry"],
            label=_texts(row, "label"),
            traded=row["traded"] or "",
            note=row["note"] or "",
            group=row["group"] or "",
        )
        for row in found.rows("industries")
    }
    Industry.objects.bulk_create(industries.values())
    Figure.objects.bulk_create(
        Figure(
            table=tables[row["table"]],
            industry=industries[row["table"], row["industry"]],
            interval=row["interval"] or "",
            **{name: row[name] for name in NUMBERS},
        )
        for row in _newest(found.rows("measures"), tables)
    )
    MunicipalFigure.objects.bulk_create(
        MunicipalFigure(
            table=tables[row["table"]],
            municipality=row["municipality"],
            name=_texts(row, "name"),
            industry=row["industry"],
            value=row["value"],
            area_total=row["area_total"],
            share_of_area=row["share_of_area"],
            lq=row["lq"],
        )
        for row in _newest(found.rows("municipalities"), tables)
    )
    Candidate.objects.bulk_create(
        _candidate(analysis, tables[row["table"]], row, industries, names)
        for row in found.rows("candidates")
    )


def _newest(rows: list[dict[str, Any]], tables: Mapping[str, Table]) -> list[dict[str, Any]]:
    return [row for row in rows if str(row["period"]) == tables[row["table"]].period]


def _texts(row: Mapping[str, Any], name: str) -> Translated:
    stem = f"{name}_"
    return Translated(
        {key.removeprefix(stem): row[key] for key in row if key.startswith(stem) and row[key]}
    )


def _table(analysis: Analysis, row: Mapping[str, Any]) -> Table:
    return Table(
        analysis=analysis,
        key=row["table"],
        position=row["position"],
        main=row["role"] == "main",
        kind=row["kind"],
        title=_texts(row, "title"),
        measure=_texts(row, "measure"),
        unit=_texts(row, "unit"),
        period=str(row["period_last"]),
        regions=row["regions"],
        missing_share=row["missing_share"] or 0,
        excluded=row["excluded"] or "",
        excluded_value=row["excluded_value"],
        industry_scheme=row["industry_scheme"] or "",
        area_scheme=row["area_scheme"] or "",
        area_year=str(row["area_year"] or ""),
        area_count=row["area_count"],
        source=row["source"] or "",
        attribution=row["attribution"] or "",
        licence=row["licence"] or "",
        licence_url=row["licence_url"] or "",
    )


def _candidate(
    analysis: Analysis,
    table: Table,
    row: Mapping[str, Any],
    industries: Mapping[tuple[str, str], Industry],
    names: Mapping[str, Translated],
) -> Candidate:
    members = (row["industries"] or "").split(";")
    specialised = [code for code in (row["specialised"] or "").split(";") if code]
    named = [industries[table.key, code].label for code in (specialised or members)[:3]]
    return Candidate(
        analysis=analysis,
        table=table,
        code=row["candidate"],
        rank=row["rank"],
        name=names.get(row["candidate"]) or _joined(named),
        industries=members,
        specialised=specialised,
        interval=row["interval"] or "",
        certainty=row["certainty"],
        composition=row["composition"] or "",
        limits=[code for code in (row["limits"] or "").split(";") if code],
        proposed=row["proposed"],
        **{name: row[name] for name in CANDIDATE_NUMBERS},
    )


def _joined(labels: list[Translated]) -> Translated:
    languages = {code for label in labels for code in label}
    return Translated(
        {code: " + ".join(label.text(code) for label in labels) for code in languages}
    )


@transaction.atomic
def adopt(
    *, by: Any, candidate: Candidate, name: Mapping[str, str], themes: list[Theme]
) -> Cluster:
    """Make a cluster (an idea) from a candidate, only once.

    Its industries are the candidate's; where the group as a whole is weaker than the reference,
    those of them that are specialised.
    """
    locked = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    if locked.adopted_as is not None:
        return locked.adopted_as
    analysis = locked.analysis
    weights = analysis.definitions.get(locked.code, dict.fromkeys(locked.industries, 1.0))
    if not locked.is_strong and locked.specialised:
        weights = {code: weights.get(code, 1.0) for code in locked.specialised}
    scheme = locked.table.industry_scheme
    industries = [(scheme, code, weight) for code, weight in weights.items()]
    cluster = clusters.create(
        by=by, region=analysis.region, name=name, industries=industries, themes=themes
    )
    locked.adopted_as = cluster
    locked.save(update_fields=["adopted_as"])
    record("adopted", locked, by=by, region=analysis.region.slug, changes={"cluster": cluster.slug})
    return cluster
