"""Writes the folder of ``terttu define``: tables, pictures and the report."""

from __future__ import annotations

import csv
import math
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .define_report import Defined, markdown
from .definition import Grouping, write_definitions
from .validation import validate

if TYPE_CHECKING:
    import xarray as xr

FILES = ("definitions.csv", "configurations.csv", "industries.csv", "scores.csv", "report.md")
PICTURES = ("dendrogram.svg", "similarities.svg", "network.svg")
_FIT = ("within", "between", "best")


def check_folder(folder: Path, *, overwrite: bool) -> None:
    """Raise InputError when definitions may not be written into ``folder``."""
    if not folder.exists():
        return
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder; choose another name.")
    strangers = sorted(
        path.name for path in folder.iterdir() if path.name not in {*FILES, *PICTURES}
    )
    if strangers:
        raise InputError(
            f"{folder} holds {strangers[0]!r}, which is no part of definitions; choose another."
        )
    if any(folder.iterdir()) and not overwrite:
        raise InputError(f"{folder} exists already; choose another folder or add --overwrite.")


def write_folder(found: Defined, target: Path, *, charts: bool) -> None:
    """Make the folder beside its place and move it there: an error leaves nothing behind."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        draft = Path(scratch) / "definitions"
        draft.mkdir()
        write_definitions(found.grouping.definitions, draft / "definitions.csv")
        _csv(draft / "configurations.csv", _configurations(found.grouping))
        _csv(draft / "scores.csv", _scores(found.scores))
        _csv(draft / "industries.csv", _industries(found))
        pictures = _pictures(found) if charts else {}
        for name, svg in pictures.items():
            (draft / name).write_text(svg, encoding="utf-8")
        text = markdown(found, pictures=list(pictures))
        (draft / "report.md").write_text(text, encoding="utf-8")
        if target.exists():
            shutil.rmtree(target)
        draft.rename(target)
    target.chmod(0o755)


def _pictures(found: Defined) -> dict[str, str]:
    from .charts import draw

    combined = found.links.combined
    return {} if combined is None else draw(found.grouping.definitions, combined, found.labels)


def _csv(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        if rows:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _configurations(grouping: Grouping) -> list[dict[str, Any]]:
    return [
        {
            "block": one.block,
            "method": one.method,
            "number": one.number,
            "score": f"{one.score:.6g}",
            "silhouette": f"{one.silhouette:.6g}",
            "chosen": str(one.chosen).lower(),
        }
        for one in grouping.tried
    ]


def _scores(scores: xr.Dataset) -> list[dict[str, Any]]:
    return [
        {
            "similarity": str(kind),
            "level": str(level),
            "against": str(against),
            "score": f"{scores['vs'].values[i, j, k]:.6g}",
        }
        for i, kind in enumerate(scores["similarity"].values)
        for j, level in enumerate(scores["level"].values)
        for k, against in enumerate(scores["against"].values)
    ]


def _industries(found: Defined) -> list[dict[str, Any]]:
    """Where each industry stands and how well it fits: within, and the other definitions."""
    combined = found.links.combined
    fit = None
    if combined is not None:
        fit = validate(found.grouping, {"combined": combined}).isel(similarity=0)
    return [
        {
            "definition": one.code,
            "industry": industry,
            "label": found.labels[industry],
            "weight": f"{weight:g}",
            **{name: _cell(fit, f"industry_{name}", industry) for name in _FIT},
        }
        for one in found.grouping.definitions
        for industry, weight in zip(one.industries, one.weights, strict=True)
    ]


def _cell(fit: xr.Dataset | None, name: str, industry: str) -> str:
    value = math.nan if fit is None else float(fit[name].sel(industry=industry))
    return "" if math.isnan(value) else f"{value:.6g}"
