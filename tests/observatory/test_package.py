"""The package: same bytes, round trip, and everything that must be refused."""

from __future__ import annotations

import io
import json
import math
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import lazy_loader
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from terttu.observatory import Content, InputError, TerttuError, read, read_zip, write
from terttu.observatory.package import validate

Change = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path, south_savo_content: Content) -> Path:
    return write(south_savo_content, tmp_path / "package")


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_package_round_trips(folder: Path, south_savo_content: Content) -> None:
    package = validate(folder)
    assert set(package.names) == set(south_savo_content.tables)
    for name, rows in south_savo_content.tables.items():
        again = package.rows(name)
        assert len(again) == len(rows)
        for row, expected in zip(again, rows, strict=True):
            assert row == {key: as_written(expected.get(key)) for key in row}


def as_written(value: Any) -> Any:
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.12g}")
    return None if value == "" else value


def test_same_content_gives_the_same_bytes(folder: Path, south_savo_content: Content) -> None:
    other = write(south_savo_content, folder.parent / "other")
    assert files(other) == files(folder)


def test_charts_are_listed_by_name(tmp_path: Path, south_savo_content: Content) -> None:
    drawn = replace(south_savo_content, charts={"links.fi.wide.svg": "<svg/>"})
    package = validate(write(drawn, tmp_path / "package"))
    assert package.charts["links.fi.wide.svg"].read_text() == "<svg/>"
    assert package.charts.keys() == {"links.fi.wide.svg"}


def test_existing_folder_is_refused_and_left_alone(
    folder: Path, south_savo_content: Content
) -> None:
    before = files(folder)
    with pytest.raises(InputError, match="exists already"):
        write(south_savo_content, folder)
    assert files(folder) == before


def test_package_is_replaced_on_request(folder: Path, south_savo_content: Content) -> None:
    changed = replace(south_savo_content, readme="# New\n")
    write(changed, folder, overwrite=True)
    assert (folder / "README.md").read_text() == "# New\n"
    assert [p.name for p in folder.parent.iterdir()] == ["package"]


def test_other_files_are_never_replaced(tmp_path: Path, south_savo_content: Content) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="other files than a package"):
        write(south_savo_content, tmp_path, overwrite=True)
    assert files(tmp_path) == {"letter.txt": b"mine"}


def test_failure_while_writing_leaves_nothing(tmp_path: Path, south_savo_content: Content) -> None:
    bad = {**south_savo_content.tables, "links": [{"industry": "A", "combined": math.inf}]}
    with pytest.raises(InputError, match="infinite"):
        write(replace(south_savo_content, tables=bad), tmp_path / "package")
    assert list(tmp_path.iterdir()) == []


def test_folder_under_a_file_is_a_sentence(tmp_path: Path, south_savo_content: Content) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(TerttuError, match="could not be written"):
        write(south_savo_content, tmp_path / "file" / "package")


def described(change: Callable[[dict[str, Any]], object]) -> Change:
    def apply(folder: Path) -> None:
        path = folder / "datapackage.json"
        descriptor = json.loads(path.read_text())
        change(descriptor)
        path.write_text(json.dumps(descriptor))

    return apply


def climbing(descriptor: dict[str, Any]) -> None:
    descriptor["resources"][0]["path"] = "../outside.csv"


def other_format(descriptor: dict[str, Any]) -> None:
    descriptor["terttu"]["format"] = 99


def without_table(descriptor: dict[str, Any]) -> None:
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] != "measures"]


def other_columns(descriptor: dict[str, Any]) -> None:
    descriptor["resources"][0]["schema"]["fields"][0]["type"] = "integer"


def listed_twice(descriptor: dict[str, Any]) -> None:
    descriptor["resources"].append(descriptor["resources"][0])


def linked(folder: Path) -> None:
    (folder / "tables.csv").unlink()
    (folder / "tables.csv").symlink_to("/etc/passwd")


TAMPERED: dict[str, tuple[Change, str]] = {
    "changed figure": (
        lambda f: (f / "links.csv").write_text("industry,industry_2\n"),
        "was changed after",
    ),
    "missing file": (lambda f: (f / "links.csv").unlink(), "no such file"),
    "no descriptor": (lambda f: (f / "datapackage.json").unlink(), "no datapackage.json"),
    "no JSON": (lambda f: (f / "datapackage.json").write_text("{"), "not readable JSON"),
    "a list": (lambda f: (f / "datapackage.json").write_text("[]"), "not an analysis package"),
    "climbing path": (described(climbing), "outside its folder"),
    "link": (linked, "outside its folder"),
    "format": (described(other_format), "not an analysis package of format 2"),
    "table left out": (described(without_table), "no table named 'measures'"),
    "columns": (described(other_columns), "columns of 'tables' are not those"),
    "twice": (described(listed_twice), "the same name or file twice"),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_tampered_package_is_refused(folder: Path, kind: str) -> None:
    change, sentence = TAMPERED[kind]
    change(folder)
    with pytest.raises(InputError) as error:
        validate(folder)
    assert sentence in str(error.value)


def test_unknown_code_is_refused(tmp_path: Path, south_savo_content: Content) -> None:
    rows = [dict(row) for row in south_savo_content.tables["measures"]]
    rows[0]["industry"] = "99"
    bad = {**south_savo_content.tables, "measures": rows}
    folder = write(replace(south_savo_content, tables=bad), tmp_path / "package")
    with pytest.raises(InputError, match=r"'99'.* is not in industries.csv"):
        validate(folder)


def test_repeated_key_is_refused(tmp_path: Path, south_savo_content: Content) -> None:
    rows = list(south_savo_content.tables["links"])
    bad = {**south_savo_content.tables, "links": [*rows, rows[0]]}
    folder = write(replace(south_savo_content, tables=bad), tmp_path / "package")
    with pytest.raises(InputError, match="repeats the key"):
        validate(folder)


def zipped(folder: Path, prefix: str = "") -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files(folder).items():
            archive.writestr(prefix + name, data)
    buffer.seek(0)
    return buffer


@pytest.mark.parametrize("prefix", ["", "package/"])
def test_zip_is_unpacked_and_read(folder: Path, tmp_path: Path, prefix: str) -> None:
    package = read_zip(zipped(folder, prefix), into=tmp_path / "unpacked")
    assert package.rows("candidates") == read(folder).rows("candidates")
    assert files(tmp_path / "unpacked") == files(folder)


def link_entry() -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("link.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


HOSTILE: dict[str, tuple[Callable[[zipfile.ZipFile], object], str]] = {
    "climbing": (lambda z: z.writestr("../evil.csv", "x"), "outside its folder"),
    "absolute": (lambda z: z.writestr("/evil.csv", "x"), "outside its folder"),
    "drive": (lambda z: z.writestr("C:evil.csv", "x"), "outside its folder"),
    "program": (lambda z: z.writestr("evil.py", "x"), "may not hold"),
    "link": (lambda z: z.writestr(link_entry(), "/etc/passwd"), "link or device"),
    "bomb": (lambda z: z.writestr("bomb.csv", b"0" * 9_000_000), "times its packed size"),
    "many": (lambda z: [z.writestr(f"{n}.csv", "x") for n in range(501)], "more than 500 files"),
    "two": (lambda z: z.writestr("b/datapackage.json", "{}"), "exactly one datapackage.json"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_zip_is_refused_and_leaves_nothing(folder: Path, tmp_path: Path, kind: str) -> None:
    add, sentence = HOSTILE[kind]
    buffer = zipped(folder)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        add(archive)
    with pytest.raises(InputError) as error:
        read_zip(buffer, into=tmp_path / "unpacked")
    assert sentence in str(error.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["package"]


def test_no_zip_at_all_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a readable zip"):
        read_zip(io.BytesIO(b"hello"), into=tmp_path / "unpacked")


def test_package_module_needs_the_standard_library_and_the_lazy_loader_alone() -> None:
    code = (
        "import sys; import terttu.observatory.package, terttu.observatory.package_zip;"
        "roots = {name.split('.')[0] for name in sys.modules};"
        "print(sorted(roots - set(sys.stdlib_module_names) - {'terttu', '__main__'}))"
    )
    site = Path(lazy_loader.__file__).parents[1]
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": f"{Path(__file__).parents[2] / 'src'}:{site}"},
    )
    assert done.stdout.strip() == "['lazy_loader']"


def test_importing_the_observatory_loads_no_numerical_library() -> None:
    code = (
        "import sys, terttu.observatory;"
        "print([n for n in ('numpy', 'xarray', 'polars', 'scipy') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\0"), min_size=1, max_size=20)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=texts,
    value=st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False, width=32)),
    position=st.integers(1, 10**9),
)
def test_any_text_and_number_survives(
    tmp_path: Path,
    south_savo_content: Content,
    name: str,
    value: float | None,
    position: int,
) -> None:
    tables = south_savo_content.tables
    rows = [{**tables["tables"][0], "title_fi": name, "position": position}]
    rows[0]["excluded_value"] = value
    content = changed_table(south_savo_content, "tables", [*rows, *tables["tables"][1:]])
    shutil.rmtree(tmp_path / "package", ignore_errors=True)
    first = validate(write(content, tmp_path / "package")).rows("tables")[0]
    found = first["title_fi"], first["excluded_value"], first["position"]
    assert found == (name, as_written(value), position)


def changed_table(content: Content, table: str, rows: list[Any]) -> Content:
    return replace(content, tables={**content.tables, table: rows})


def test_folder_with_a_strange_file_is_never_replaced(
    folder: Path, south_savo_content: Content
) -> None:
    (folder / "charts").mkdir()
    (folder / "charts" / "letter.txt").write_text("mine")
    before = files(folder)
    with pytest.raises(InputError, match=r"holds 'charts/letter.txt', which is no part"):
        write(south_savo_content, folder, overwrite=True)
    assert files(folder) == before


def test_package_of_another_program_is_never_replaced(
    tmp_path: Path, south_savo_content: Content
) -> None:
    (tmp_path / "datapackage.json").write_text('{"name": "other", "resources": []}')
    with pytest.raises(InputError, match="holds no package of terttu"):
        write(south_savo_content, tmp_path, overwrite=True)
    assert list(files(tmp_path)) == ["datapackage.json"]


CELLS: dict[str, tuple[str, str, Any, str]] = {
    "table code": ("tables", "industry_scheme", "a b", "does not fit the pattern"),
    "kind": ("tables", "kind", "guess", "is none of count, estimate"),
    "no role": ("tables", "role", None, "a value is required"),
    "address": ("tables", "licence_url", "javascript:alert(1)", "does not fit the pattern"),
    "large": ("tables", "position", 10**9 + 1, "is above 1000000000"),
    "negative": ("measures", "regions", -1, "is below 0"),
    "certainty": ("candidates", "certainty", "maybe", "is none of certain, likely, no"),
    "no proposal": ("candidates", "proposed", None, "a value is required"),
    "candidate": ("candidates", "candidate", "a;b", "does not fit the pattern"),
    "industries": ("candidates", "industries", "02_03;99", "'99' is no industry of the table"),
    "specialised": ("candidates", "specialised", "16;", "'' is no industry of the table"),
    "definition": ("candidates", "definition", "D99", "is not in definitions.csv"),
    "link": ("links", "industry", "A", "'A' is no industry of the table"),
    "weight": ("definitions", "weight", 2.0, "is above 1"),
    "period": ("tables", "period_last", "2099", "no row of the table 'gva_2014'"),
}


@pytest.mark.parametrize("kind", CELLS)
def test_cell_that_means_nothing_is_refused(
    tmp_path: Path, south_savo_content: Content, kind: str
) -> None:
    table, column, value, sentence = CELLS[kind]
    rows = [dict(row) for row in south_savo_content.tables[table]]
    rows[0][column] = value
    folder = write(changed_table(south_savo_content, table, rows), tmp_path / "package")
    with pytest.raises(InputError) as error:
        validate(folder)
    assert sentence in str(error.value)
    assert str(tmp_path) not in str(error.value)


def test_table_without_industries_is_refused(tmp_path: Path, south_savo_content: Content) -> None:
    empty: dict[str, list[Any]] = {name: [] for name in south_savo_content.tables}
    tables = {**empty, "tables": south_savo_content.tables["tables"]}
    folder = write(replace(south_savo_content, tables=tables), tmp_path / "package")
    with pytest.raises(InputError, match="no industry of the table 'gva_2014'"):
        validate(folder)


def test_too_many_rows_are_refused_when_written(
    tmp_path: Path, south_savo_content: Content
) -> None:
    rows = list(south_savo_content.tables["links"][:1]) * 50_001
    with pytest.raises(InputError, match=r"links.csv would have 50,001 rows"):
        write(changed_table(south_savo_content, "links", rows), tmp_path / "package")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("version",), 1, "terttu.version must be a text"),
        (("region", "code"), None, "terttu.region.code must be a text"),
        (("region", "scheme"), "a b", "terttu.region.scheme must be"),
        (("region", "names"), [], "terttu.region.names must be an object"),
        (("region", "codes"), [{"scheme": "nuts3"}], "terttu.region.codes[0].code must be"),
        (("inputs",), {}, "terttu.inputs must be a list"),
        (("inputs",), [{"id": "a", "path": "b"}], "terttu.inputs[0].sha256 must be a text"),
        (("method",), None, "terttu.method must be an object"),
        (("method", "parameters"), None, "terttu.method.parameters must be an object"),
        (("region", "code"), math.nan, "not readable JSON"),
        (("region", "code"), "\ud800", "characters that are no text"),
    ],
)
def test_descriptor_that_means_nothing_is_refused(
    folder: Path, path: tuple[str, ...], value: Any, sentence: str
) -> None:
    def change(descriptor: dict[str, Any]) -> None:
        *outer, last = path
        part = descriptor["terttu"]
        for name in outer:
            part = part[name]
        part[last] = value

    described(change)(folder)
    with pytest.raises(InputError) as error:
        validate(folder)
    assert sentence in str(error.value)
    assert str(folder) not in str(error.value)


def test_table_that_is_not_utf_8_is_a_sentence(folder: Path) -> None:
    (folder / "links.csv").write_bytes(b"industry\xff")
    with pytest.raises(InputError, match=r"'links.csv' is not UTF-8"):
        read(folder).rows("links")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject/>",
        "<meta/>",
        '<g onload="alert(1)"/>',
        '<a href="javascript:alert(1)"/>',
        '<image xmlns:x="http://www.w3.org/1999/xlink" x:href="https://example.org/a.png"/>',
        '<animate attributeName="href" to="x"/>',
        '<rect fill="url(https://example.org/a)"/>',
        "<unclosed>",
    ],
)
def test_chart_that_acts_is_refused(
    tmp_path: Path, south_savo_content: Content, inside: str
) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    drawn = replace(south_savo_content, charts={"links.fi.wide.svg": svg})
    folder = write(drawn, tmp_path / "package")
    with pytest.raises(InputError, match=r"'charts/links.fi.wide.svg' (holds|is not a readable)"):
        validate(folder)


def test_chart_may_point_into_itself(tmp_path: Path, south_savo_content: Content) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/><g clip-path="url(#b)"/></svg>'
    drawn = replace(south_savo_content, charts={"links.fi.wide.svg": svg})
    assert len(validate(write(drawn, tmp_path / "package")).charts) == 1


@pytest.mark.parametrize("kind", ["name too long", "file and folder", "damaged data"])
def test_odd_zip_is_a_sentence_and_leaves_nothing(folder: Path, tmp_path: Path, kind: str) -> None:
    buffer = zipped(folder)
    if kind == "damaged data":
        data = bytearray(buffer.getvalue())
        data[60:120] = b"\xff" * 60
        buffer = io.BytesIO(bytes(data))
    else:
        with zipfile.ZipFile(buffer, "a") as archive:
            archive.writestr("a" * 300 + ".csv" if kind == "name too long" else "a.csv", "x")
            archive.writestr("a.csv/b.csv", "x")
    with pytest.raises(InputError):
        read_zip(buffer, into=tmp_path / "unpacked")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["package"]
