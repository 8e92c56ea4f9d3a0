"""Importing an analysis package, and adopting a candidate as a cluster."""

import io
import json
import shutil
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from terttu.portal.insights import services
from terttu.portal.insights.models import Analysis, Figure

from .conftest import body


def zipped(folder: Path) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))
    out.seek(0)
    return out


@pytest.fixture
def newer(packages, tmp_path):
    """The same package made at a stated time: another fingerprint."""
    folder = tmp_path / "newer"
    shutil.copytree(packages["etela-savo"], folder)
    file = folder / "datapackage.json"
    descriptor = json.loads(file.read_text(encoding="utf-8")) | {"created": "2026-11-23T12:00:00Z"}
    file.write_text(json.dumps(descriptor), encoding="utf-8")
    return folder


@pytest.mark.django_db
def test_known_figures_are_kept_as_the_package_has_them(analysis):
    lq = {
        row.industry.code: round(row.lq, 2)
        for row in Figure.objects.filter(table__analysis=analysis, table__main=True).select_related(
            "industry"
        )
    }
    assert {
        code: lq[code]
        for code in (
            "02_03",
            "16",
            "01",
            "13_15",
            "31_33",
            "23",
            "86_88",
            "55_56",
            "35_39",
            "10_12",
        )
    } == {
        "02_03": 5.25,
        "16": 4.29,
        "01": 2.46,
        "13_15": 1.99,
        "31_33": 1.62,
        "23": 1.55,
        "86_88": 1.44,
        "55_56": 1.01,
        "35_39": 0.77,
        "10_12": 0.72,
    }
    jobs = analysis.tables.get(main=False)
    assert (jobs.excluded, jobs.excluded_value, jobs.area_count) == ("X", 718, 14)
    assert jobs.figures.first().area_total + 718 == 54_040


@pytest.mark.django_db
def test_importing_the_same_package_twice_changes_nothing(region, packages, user):
    before = Analysis.objects.count()
    _analysis, new = services.import_folder(
        by=user("aino"), region=region, folder=packages["etela-savo"]
    )
    assert (new, Analysis.objects.count()) == (False, before)


@pytest.mark.django_db
def test_a_newer_package_supersedes_and_the_old_one_stays(region, analysis, newer, user, browse):
    made, new = services.import_folder(by=user("aino"), region=region, folder=newer)
    assert new
    assert list(region.analyses.all()) == [made, analysis]
    page = browse().get(f"/en/analysis/{analysis.fingerprint[:16]}/").content.decode()
    assert "This is an earlier analysis." in page


@pytest.mark.django_db
def test_an_upload_is_imported_and_its_files_are_served(browse, newer, region):
    with override("fi"):
        address = reverse("manage:import")
    file = SimpleUploadedFile("analyysi.zip", zipped(newer).read())
    response = browse("aino").post(address, {"file": file})
    made = region.analyses.first()
    assert (response.status_code, made.imported_by.email) == (302, "aino@example.org")
    path = f"/en/analysis/{made.fingerprint[:16]}/files/measures.csv"
    answer = browse().get(path)
    assert body(answer) == (newer / "measures.csv").read_bytes()
    assert answer["Content-Disposition"] == 'attachment; filename="measures.csv"'


def broken(newer, tmp_path, what):
    if what == "no zip":
        return b"hello"
    if what == "changed":
        with (newer / "measures.csv").open("a", encoding="utf-8") as file:
            file.write("extra\n")
    elif what == "missing":
        (newer / "candidates.csv").unlink()
    elif what == "other region":
        file = newer / "datapackage.json"
        descriptor = json.loads(file.read_text(encoding="utf-8"))
        descriptor["terttu"]["region"] |= {"code": "15", "codes": []}
        file.write_text(json.dumps(descriptor), encoding="utf-8")
    content = zipped(newer)
    if what == "outside":
        with zipfile.ZipFile(content, "a") as archive:
            archive.writestr("../outside.csv", "x")
    if what == "script":
        with zipfile.ZipFile(content, "a") as archive:
            archive.writestr("run.py", "print()")
    return content.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "what", ["no zip", "changed", "missing", "other region", "outside", "script"]
)
def test_a_broken_package_is_refused_with_a_sentence_and_nothing_is_kept(
    what, browse, newer, tmp_path, region
):
    kept = Path(settings.MEDIA_ROOT) / "analyses" / "etela-savo"
    before = (Analysis.objects.count(), sorted(kept.iterdir()))
    with override("fi"):
        address = reverse("manage:import")
    file = SimpleUploadedFile("a.zip", broken(newer, tmp_path, what))
    response = browse("aino").post(address, {"file": file})
    assert response.status_code == 422
    assert 'class="error"' in response.content.decode()
    assert (Analysis.objects.count(), sorted(kept.iterdir())) == before


@pytest.mark.django_db
def test_only_files_that_the_package_lists_are_served(browse, analysis):
    stem = f"/fi/analyysi/{analysis.fingerprint[:16]}/tiedostot/"
    paths = ("../../../secret_key", "..%2f..%2fsecret_key", "README.txt", "charts/")
    assert [browse().get(stem + path).status_code for path in paths] == [404] * 4


@pytest.mark.django_db
def test_charts_are_served_with_a_policy_that_runs_nothing(browse, analysis):
    answer = browse().get(
        f"/en/analysis/{analysis.fingerprint[:16]}/files/charts/specialisation.en.wide.svg"
    )
    assert body(answer).startswith(b"<svg")
    assert answer["Content-Type"] == "image/svg+xml"
    policy = set(answer["Content-Security-Policy"].split("; "))
    assert policy == {
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "sandbox",
    }


@pytest.mark.django_db
def test_adopting_makes_an_idea_that_keeps_the_link(analysis, user):
    candidate = analysis.candidates.get(rank=1)
    cluster = services.adopt(
        by=user("aino"), candidate=candidate, name={"fi": "Puuklusteri"}, themes=[]
    )
    assert (cluster.life_cycle, cluster.slug) == ("idea", "puuklusteri")
    assert sorted(cluster.industries.values_list("scheme", "code", "weight")) == [
        ("industry30", "02_03", 1.0),
        ("industry30", "16", 1.0),
    ]
    assert list(cluster.candidates.all()) == [candidate]


@pytest.mark.django_db
def test_adopting_twice_gives_the_same_cluster(analysis, user):
    candidate = analysis.candidates.get(rank=1)
    made = [
        services.adopt(by=user("aino"), candidate=candidate, name={"fi": "Puu"}, themes=[])
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert analysis.region.clusters.filter(slug__startswith="puu").count() == 1


@pytest.mark.django_db
def test_withdrawing_brings_the_analysis_before_it_back(region, analysis, newer, user):
    from terttu.portal.insights.queries import current

    made, _new = services.import_folder(by=user("aino"), region=region, folder=newer)
    services.set_withdrawn(by=user("aino"), analysis=made, withdrawn=True)
    assert current(region) == analysis
    services.set_withdrawn(by=user("aino"), analysis=made, withdrawn=False)
    assert current(region) == made


@pytest.mark.django_db
def test_a_weak_group_gives_its_strong_industries_alone(analysis, user):
    candidate = next(row for row in analysis.candidates.all() if row.proposed and not row.is_strong)
    cluster = services.adopt(by=user("aino"), candidate=candidate, name={"fi": "X"}, themes=[])
    assert [row.code for row in cluster.industries.all()] == candidate.specialised


@pytest.mark.django_db
def test_importing_again_brings_lost_files_back(region, analysis, packages):
    folder = Path(settings.MEDIA_ROOT) / analysis.folder
    kept = sorted(path.name for path in folder.rglob("*"))
    shutil.rmtree(folder)
    again, new = services.import_folder(by=None, region=region, folder=packages["etela-savo"])
    assert (again.pk, new) == (analysis.pk, False)
    assert sorted(path.name for path in folder.rglob("*")) == kept


@pytest.mark.django_db
def test_the_same_package_twice_at_once_leaves_the_files_of_the_first(region, newer, monkeypatch):
    won = []

    def beaten(found, name):
        if not won:
            won.append(None)
            won[0], _new = services.import_folder(by=None, region=region, folder=newer)
        keep(found, name)

    keep = services._keep
    monkeypatch.setattr(services, "_keep", beaten)
    second, new = services.import_folder(by=None, region=region, folder=newer)
    assert (second.pk, new) == (won[0].pk, False)
    assert (Path(settings.MEDIA_ROOT) / second.folder / "datapackage.json").is_file()


@pytest.mark.django_db
def test_an_address_holds_enough_of_the_fingerprint(browse, analysis):
    assert browse().get(f"/en/analysis/{analysis.fingerprint[:16]}/").status_code == 200
    assert browse().get(f"/en/analysis/{analysis.fingerprint[:15]}/").status_code == 404
