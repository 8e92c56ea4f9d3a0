"""The job that runs the observatory with a region's own definitions; its result is a draft.

The numbers are made in a process of their own, as on the command line: it can be ended at any
moment, and the worker itself stays small.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _, gettext_noop

from terttu.portal.insights import definition_files, definitions, queries, services
from terttu.portal.insights.models import DefinitionSet, DefinitionVersion
from terttu.portal.jobs import services as jobs
from terttu.portal.jobs.execution import Run
from terttu.portal.jobs.kinds import JobError, Kind
from terttu.portal.jobs.models import Job
from terttu.portal.regions.folder import dataset_folder
from terttu.portal.regions.models import Region

NAME = "analysis"
STEPS = 3
PREPARING = gettext_noop("Reading the definitions")
COUNTING = gettext_noop("Calculating: shares, links, candidates and their certainty")
IMPORTING = gettext_noop("Keeping the result as a draft")

NO_SET = gettext_noop("The set of definitions is not there any more.")
NO_DATA = gettext_noop(
    "The region has no data set on this server. Make the package elsewhere with the set as a file, "
    "and import it."
)
REFUSED = gettext_noop("The observatory could not make the analysis. It says:")
NOT_KEPT = gettext_noop("The result could not be kept. The reason:")

# Seconds between two looks at the process that calculates.
LOOK = 0.2


def ask(*, by: Any, of: DefinitionSet) -> Job:
    """Have the analysis made anew with the newest version of a set; once at a time."""
    return jobs.start(
        by=by,
        region=of.region,
        kind=NAME,
        arguments={"set": of.pk, "version": of.version},
        key=f"{of.pk}:{of.version}",
    )


def data_set(region: Region) -> Path | None:
    """The folder of the statistics: the region's own, else those of its newest analysis."""
    names = [region.dataset]
    newest = queries.analyses(region, drafts=True).first()
    if newest is not None:
        # A package comes from outside: it may name a data set that ships, and no folder.
        named = str(newest.provenance.get("dataset") or "")
        names += [named] if re.fullmatch(r"[a-z0-9_-]{1,40}", named) else []
    for name in names:
        if name and (folder := dataset_folder(name)).is_dir():
            return folder
    return None


def rerun(run: Run) -> dict[str, Any]:
    """Make the analysis and import it as a draft; again gives the same analysis."""
    region, wanted = run.job.region, run.job.arguments
    run.tell(0, STEPS, PREPARING)
    version = (
        DefinitionVersion.objects.filter(
            set__region=region, set=wanted["set"], number=wanted["version"]
        )
        .select_related("set")
        .first()
    )
    if version is None:
        raise JobError(NO_SET)
    data = data_set(region)
    if data is None:
        raise JobError(NO_DATA)
    before = queries.current(region)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        file = folder / "definitions.csv"
        content = definitions.read(version.content)
        file.write_text(definition_files.as_csv(content, {}), encoding="utf-8")
        run.tell(1, STEPS, COUNTING)
        _identify(run, region, data, file, folder / "package")
        run.tell(2, STEPS, IMPORTING)
        try:
            analysis, new = services.import_folder(
                by=run.job.by,
                region=region,
                folder=folder / "package",
                definitions=version,
                draft=True,
            )
        except services.RefusedError as error:
            raise JobError(NOT_KEPT, str(error)) from error
    run.tell(STEPS, STEPS, "")
    return {
        "analysis": analysis.short,
        "before": before.short if before and before.pk != analysis.pk else "",
        "new": new,
    }


def _identify(run: Run, region: Region, data: Path, file: Path, package: Path) -> None:
    command = [sys.executable, "-m", "terttu", "identify", "--region", region.area_code]
    command += ["--data", str(data), "--groups", str(file), "--out", str(package)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True
        )
        try:
            while process.poll() is None:
                run.beat()
                time.sleep(LOOK)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        if process.returncode:
            said.seek(0)
            # The last line is the sentence; what stands above it, if anything, is for developers.
            lines = said.read().decode("utf-8", "replace").strip().splitlines() or [""]
            raise JobError(REFUSED, lines[-1][:500])


KIND = Kind(NAME, _("analysis with the region's own definitions"), rerun)
