"""A set of definitions of the region, and analyses made of the region's package."""

import json
import shutil

import pytest

from terttu.portal.insights import definition_services as services
from terttu.portal.insights.services import import_folder


@pytest.fixture
def own_set(region, analysis, user):
    """A set made from the analysis that is shown."""
    return services.create(
        by=user("aino"),
        region=region,
        name={"fi": "Oma jako", "en": "Own groups"},
        scheme="industry30",
        content=services.from_analysis(analysis),
        made_from=analysis,
    )


@pytest.fixture
def later(packages, tmp_path, region):
    """Import the region's package again as another analysis; `change` edits its definitions."""

    def made(name="later", *, draft=False, change=lambda text: text):
        folder = tmp_path / name
        shutil.copytree(packages["etela-savo"], folder)
        file = folder / "datapackage.json"
        descriptor = json.loads(file.read_text(encoding="utf-8"))
        table = folder / "definitions.csv"
        table.write_text(change(table.read_text(encoding="utf-8")), encoding="utf-8")
        descriptor["created"] = f"2026-11-23T12:00:{len(name):02d}Z"
        for row in descriptor["resources"]:
            if row["path"] == "definitions.csv":
                content = table.read_bytes()
                row["bytes"] = len(content)
                row["hash"] = _hash(content)
        file.write_text(json.dumps(descriptor), encoding="utf-8")
        analysis, new = import_folder(by=None, region=region, folder=folder, draft=draft)
        assert new
        return analysis

    return made


def _hash(content: bytes) -> str:
    import hashlib

    return f"sha256:{hashlib.sha256(content).hexdigest()}"
