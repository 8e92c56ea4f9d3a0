"""Reports in a package: written, listed, read again, and refused where they are not what they say."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from terttu.observatory import Content, InputError, read_zip, write
from terttu.observatory.package import validate
from terttu.observatory.package_reports import MAX_REPORT_BYTES, check_report

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


@pytest.fixture
def folder(tmp_path: Path, south_savo_content: Content) -> Path:
    reports = {"report.fi.pdf": PDF, "report.sv.pdf": PDF}
    return write(replace(south_savo_content, reports=reports), tmp_path / "package")


def zipped(folder: Path) -> Path:
    target = folder.parent / "package.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder).as_posix())
    return target


def renamed(folder: Path, path: str, data: bytes) -> None:
    """Put ``data`` under ``path`` in place of the Finnish report, with the right hash."""
    descriptor = json.loads((folder / "datapackage.json").read_text())
    (folder / "reports/report.fi.pdf").unlink()
    (folder / path).parent.mkdir(exist_ok=True)
    (folder / path).write_bytes(data)
    resource = next(r for r in descriptor["resources"] if r["path"] == "reports/report.fi.pdf")
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    resource.update(path=path, bytes=len(data), hash=digest)
    (folder / "datapackage.json").write_text(json.dumps(descriptor))


def test_reports_are_listed_and_read(folder: Path) -> None:
    package = validate(folder)
    assert {name: path.read_bytes() for name, path in package.reports.items()} == {
        "report.fi.pdf": PDF,
        "report.sv.pdf": PDF,
    }
    resource = next(r for r in package.descriptor["resources"] if r["name"] == "report-fi")
    assert (resource["path"], resource["mediatype"]) == ("reports/report.fi.pdf", "application/pdf")
    assert package.charts == {}


def test_reports_come_through_a_zip(folder: Path, tmp_path: Path) -> None:
    package = read_zip(zipped(folder), into=tmp_path / "unpacked")
    assert package.reports["report.fi.pdf"].read_bytes() == PDF


@pytest.mark.parametrize(
    "path",
    [
        "report.fi.pdf",
        "charts/report.fi.pdf",
        "reports/letter.pdf",
        "reports/report.pdf",
        "reports/report.fi.pdf.pdf",
        "reports/report.FI.pdf",
        "reports/report...pdf",
        "reports/report.fi\n.pdf",
        "reports/report.ｆｉ.pdf",
    ],
)
def test_other_names_are_refused(folder: Path, path: str) -> None:
    renamed(folder, path, PDF)
    with pytest.raises(InputError, match="is no report of a package"):
        validate(folder)


@pytest.mark.parametrize(
    "data",
    [b"", b"<html><script>", b" %PDF-1.7\n%%EOF", PDF.replace(b"%%EOF", b""), PDF + b"x" * 2000],
)
def test_what_is_no_pdf_is_refused(folder: Path, data: bytes) -> None:
    renamed(folder, "reports/report.fi.pdf", data)
    with pytest.raises(InputError, match=r"'reports/report.fi.pdf' is not a readable PDF"):
        validate(folder)


def test_a_climbing_name_is_refused_before_anything_is_written(
    tmp_path: Path, south_savo_content: Content
) -> None:
    for name in ("../report.fi.pdf", "report.fi.pdf/../x.pdf", "report.fi.svg", "/report.fi.pdf"):
        bad = replace(south_savo_content, reports={name: PDF})
        with pytest.raises(InputError, match="is no report of a package"):
            write(bad, tmp_path / "package")
    assert list(tmp_path.iterdir()) == []


def test_a_report_has_a_largest_size() -> None:
    room = MAX_REPORT_BYTES - len(PDF)
    head, tail = PDF[:9], PDF[9:]
    check_report(head + b" " * room + tail, "reports/report.fi.pdf")
    with pytest.raises(InputError, match="larger than 10,000,000 bytes"):
        check_report(head + b" " * (room + 1) + tail, "reports/report.fi.pdf")


def test_a_changed_report_is_refused(folder: Path) -> None:
    (folder / "reports/report.fi.pdf").write_bytes(PDF.replace(b"1.7", b"1.4"))
    with pytest.raises(InputError, match="was changed after the package was made"):
        validate(folder)
