"""The measure command: what it prints and writes, and one sentence for all that goes wrong."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xarray as xr
from observatory.goldens import GOLDEN, matrix, rows

from terttu import __version__, cli
from terttu.observatory import location_quotient, read_table
from terttu.observatory.measuring import progress
from terttu.observatory.measuring.catalogue import MEASURES, by_family
from terttu.observatory.measuring.measure_files import read_figures

INPUTS = GOLDEN / "inputs"
TABLE = INPUTS / "emp_long.csv"
# A region without a row of an industry has none of it.
WHOLE = (TABLE, "--absent", "zero")
FIGURES = {"size": INPUTS / "regions.csv", "income": INPUTS / "regions.csv"}
GIVEN = {**FIGURES, "groups": INPUTS / "industry_groups.csv"}


@dataclass(frozen=True)
class Answer:
    """What a run of the command left behind."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[list[str]]:
        return list(csv.reader(io.StringIO(self.out)))


Run = Callable[..., Answer]


@pytest.fixture
def measure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``terttu measure`` in this process, and says nothing of progress on a slow machine."""
    monkeypatch.setattr(progress, "AFTER", 3600.0)

    def run(*arguments: object) -> Answer:
        monkeypatch.setattr("sys.argv", ["terttu", "measure", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        return Answer(int(stop.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def tables(tmp_path: Path) -> dict[str, Path]:
    """A table of every kind that a measure is made of."""
    header, body = rows("inputs/patents.csv")
    held = [
        f"{row[0]},{c}"
        for row in body
        for c, v in zip(header[1:], row[1:], strict=True)
        if v == "1"
    ]
    units, flows = tmp_path / "units.csv", tmp_path / "flows.csv"
    units.write_text("\n".join(["patent,class", *held]))
    flows.write_text("from,to,value\n10,11,8\n11,10,6\n10,12,2\n12,11,4\n11,12,3\n12,10,1\n")
    return {"table": TABLE, "units": units, "flows": flows, "plants": INPUTS / "firms.csv"}


COLUMNS = {
    "units": ("--region-column", "patent", "--industry-column", "class"),
    "plants": ("--value", "emp"),
}


def arguments_for(name: str, tables: dict[str, Path]) -> list[object]:
    """The arguments that the measure cannot do without."""
    found = MEASURES[name]
    beside = [(f"--{key}", path) for key, path in GIVEN.items() if key in found.data]
    beside += [("--region", "R03")] if "region" in found.data else []
    flat = [part for pair in beside for part in pair]
    few = ("--option", "draws=20") if name == "relatedness_significance" else ()
    return [name, tables[found.source], *flat, *few, *COLUMNS.get(found.source, ())]


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_calculated_from_a_file(
    name: str, measure: Run, tables: dict[str, Path], tmp_path: Path
) -> None:
    answer = measure(*arguments_for(name, tables), "--out", tmp_path / "r.nc")
    assert (answer.code, answer.out) == (0, f"{name} written to {tmp_path / 'r.nc'}\n")
    assert all(line.startswith("terttu: note: ") for line in answer.err.splitlines())
    with xr.open_dataset(tmp_path / "r.nc", engine="scipy") as read:
        assert read.attrs["measure"] == name
        assert all(variable.notnull().any() for variable in read.data_vars.values())


def test_table_on_the_screen_is_aligned_and_says_what_it_leaves_out(measure: Run) -> None:
    answer = measure("location_quotient", *WHOLE, "--rows", 3)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines() == [
        "location_quotient: The location quotient LQ_ri = (X_ri / X_r) / (X_i / X), with the shape of x.",
        "",
        "period  region  industry  location_quotient",
        "  2010  R01     I01                 2.65898",
        "  2010  R01     I02                0.092315",
        "  2010  R01     I03                0.223448",
        "... 3 of 360 rows (all: --rows 0; for a program: --format csv; into a file: --out FILE)",
    ]


def test_all_rows_are_shown_where_asked_for(measure: Run) -> None:
    answer = measure("diversity", *WHOLE, "--rows", 0)
    assert len(answer.out.splitlines()) == 2 + 1 + 36


def test_csv_on_the_screen_is_csv_and_nothing_else(measure: Run) -> None:
    answer = measure("location_quotient", *WHOLE, "--format", "csv")
    assert (answer.code, answer.err) == (0, "")
    head, *body = answer.rows
    assert head == ["period", "region", "industry", "location_quotient"]
    expected = location_quotient(read_table(TABLE, absent="zero")).values.ravel()
    np.testing.assert_allclose([float(row[-1]) for row in body], expected, rtol=1e-11)


def test_file_tells_where_its_numbers_come_from(measure: Run, tmp_path: Path) -> None:
    out = tmp_path / "r.parquet"
    options = ("--size", INPUTS / "regions.csv", "--threshold", 1.5, "--where", "year=2015")
    assert measure("proximity", *WHOLE, *options, "--out", out).code == 0
    known = json.loads(pl.read_parquet_metadata(out)["terttu"])
    hashes = {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in (("emp_long.csv", TABLE), ("regions.csv", INPUTS / "regions.csv"))
    }
    assert known["files"] == {
        "table": {"name": "emp_long.csv", "sha256": hashes["emp_long.csv"]},
        "size": {"name": "regions.csv", "sha256": hashes["regions.csv"]},
    }
    assert (known["measure"], known["terttu"]) == ("proximity", __version__)
    assert known["derived"] == {"presence": {"threshold": 1.5}}
    assert known["options"] == {"diagonal": "zero"}
    assert known["table"]["where"] == {"year": "2015"}
    assert known["variables"]["proximity"]["missing_share"] == 0


@pytest.mark.parametrize("kind", [".csv", ".parquet", ".xlsx", ".nc"])
def test_same_question_gives_the_same_bytes(measure: Run, tmp_path: Path, kind: str) -> None:
    for name in ("one", "two"):
        assert measure("complexity", *WHOLE, "--out", tmp_path / f"{name}{kind}").code == 0
    assert (tmp_path / f"one{kind}").read_bytes() == (tmp_path / f"two{kind}").read_bytes()


def test_one_period_can_be_chosen(measure: Run) -> None:
    answer = measure(
        "hoover_index", *WHOLE, "--period", 2015, "--size", GIVEN["size"], "--format", "csv"
    )
    _, expected = rows("reference/hoover_index_pop_t2.csv")
    found = [(row[1], float(row[2])) for row in answer.rows[1:]]
    assert [row[0] for row in expected] == [code for code, _ in found]
    np.testing.assert_allclose([v for _, v in found], [float(r[1]) for r in expected], rtol=1e-9)


def test_periods_that_are_compared_are_those_chosen(measure: Run) -> None:
    periods = ("--period", 2010, "--period", 2020)
    answer = measure("growth", *WHOLE, *periods, "--option", "dim=region", "--format", "csv")
    assert {row[0] for row in answer.rows[1:]} == {"2020"}
    assert [row[1] for row in answer.rows[1:]] == [f"I{n:02d}" for n in range(1, 11)]


def test_relatedness_that_was_written_can_be_used_again(measure: Run, tmp_path: Path) -> None:
    out = tmp_path / "cosine.csv"
    assert measure("relatedness", *WHOLE, "--method", "cosine", "--out", out).code == 0
    density = ("relatedness_density", *WHOLE, "--format", "csv", "--relatedness")
    own, derived = measure(*density, out), measure(*density, "cosine")
    assert (own.code, own.rows[0]) == (0, derived.rows[0])
    ours = [float(row[-1]) for row in own.rows[1:]]
    np.testing.assert_allclose(ours, [float(row[-1]) for row in derived.rows[1:]], rtol=1e-10)


def test_few_pairs_of_related_industries_are_enough(measure: Run, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("industry,industry_2,value\nI01,I02,1\nI02,I01,1\n")
    (tmp_path / "t.csv").write_text("region,industry,value\nA,I01,1\nA,I02,0\nB,I01,0\nB,I02,1\n")
    options = ("--relatedness", pairs, "--absent", "zero", "--is-presence", "--format", "csv")
    answer = measure("relatedness_density", tmp_path / "t.csv", *options)
    assert [row[-1] for row in answer.rows[1:]] == ["0", "1", "1", "0"]


def test_pairs_need_not_tell_that_an_industry_is_itself(measure: Run, tmp_path: Path) -> None:
    out, apart = tmp_path / "all.parquet", tmp_path / "apart.csv"
    assert measure("proximity", *WHOLE, "--period", 2010, "--out", out).code == 0
    pairs = pl.read_parquet(out).drop("period")
    pairs.filter(pl.col("industry") != pl.col("industry_2")).write_csv(apart)
    density = ("relatedness_density", *WHOLE, "--period", 2010, "--format", "csv")
    own = measure(*density, "--relatedness", apart)
    assert own.out == measure(*density, "--relatedness", "proximity").out


def test_missing_figures_stay_missing_and_are_told(measure: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("region,industry,value\nA,10,1\nA,11,:\nB,10,2\nB,11,4\nC,10,0\nC,11,0\n")
    answer = measure("share", path)
    assert "     0  A       11         missing" in answer.out.splitlines()
    assert "Cells without a figure: 16.7%." in answer.out
    assert measure("share", path, "--format", "csv").rows[2][-1] == ""
    assert "Empty regions, left out: C." in measure("krugman_index", path).out


def test_absent_rows_are_missing_or_zero_as_said(measure: Run, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("region,industry,value\nA,10,1\nB,10,2\nB,11,4\n")
    shares = [
        measure("share", path, "--absent", a, "--format", "csv").rows[2][-1]
        for a in ("missing", "zero")
    ]
    assert shares == ["", "0"]


def test_names_of_units_stand_in_the_result(measure: Run, tables: dict[str, Path]) -> None:
    found = measure(*arguments_for("modular_complexity", tables), "--format", "csv").rows
    assert found[0] == ["period", "unit", "modular_complexity"]
    _, expected = rows("reference/modular_complexity.csv")
    ours = {row[1]: float(row[2]) for row in found[1:]}
    np.testing.assert_allclose([ours[r[0]] for r in expected], [float(r[1]) for r in expected])


def test_plants_give_the_textbook_value(measure: Run, tmp_path: Path) -> None:
    """Farhauer & Kröll (2014): ten plants in three cities, 0.05990628."""
    path, size = tmp_path / "plants.csv", tmp_path / "size.csv"
    sizes = [200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000]
    plants = zip(["Wien"] * 5 + ["Linz"] * 4 + ["Graz"], sizes, strict=True)
    path.write_text("\n".join(["region,industry,value", *(f"{r},C,{n}" for r, n in plants)]))
    size.write_text("region,population\nWien,500000\nLinz,400000\nGraz,100000\n")
    answer = measure("ellison_glaeser", path, "--size", size, "--format", "csv")
    assert answer.rows[0] == ["industry", "gamma", "g", "herfindahl", "z", "plants"]
    assert float(answer.rows[1][1]) == pytest.approx(0.05990628, abs=5e-9)


def test_coagglomeration_of_groups_needs_groups_alone(measure: Run) -> None:
    answer = measure("coagglomeration", *WHOLE, "--groups", GIVEN["groups"], "--format", "csv")
    assert answer.rows[0] == ["period", "group", "coagglomeration"]


def test_warning_is_a_note_on_the_error_stream(measure: Run) -> None:
    answer = measure("fitness", *WHOLE, "--period", 2020, "--format", "csv")
    assert answer.code == 0
    assert answer.err.startswith("terttu: note: 2020: The fitness of ")
    assert answer.err.count("\n") == 1


def test_region_is_found_by_code_and_by_name(measure: Run, tmp_path: Path) -> None:
    codes = {"FI1D1": "Etelä-Savo", "FI1D2": "Pohjois-Savo", "FI1B1": "Helsinki-Uusimaa"}
    lines = [
        f"{code},{name},{industry},{(7 * n) % 11 + place}"
        for n, (code, name) in enumerate(codes.items(), 1)
        for place, industry in enumerate((10, 16, 20, 25, 62))
    ]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["region_code,region_name,industry,value", *lines]))
    found = [
        measure("opportunities", path, "--region", region, "--format", "csv").out
        for region in ("FI1D1", "etela-savo", "Etelä-Savo")
    ]
    assert len(set(found)) == 1
    assert found[0].startswith("region,")
    answer = measure("opportunities", path, "--region", "Etelä-Sava")
    assert (answer.code, "did you mean FI1D1" in answer.err) == (2, True)


def test_list_names_every_measure_under_its_family(measure: Run) -> None:
    answer = measure("--list")
    lines = answer.out.splitlines()
    assert (answer.code, answer.err, max(map(len, lines)) <= 100) == (0, "", True)
    for family, measures in by_family().items():
        start = lines.index(family)
        block = "\n".join(lines[start : lines.index("", start)])
        assert all(f"  {m.name} " in block for m in measures)


@pytest.mark.parametrize("name", MEASURES)
def test_explanation_tells_formula_source_inputs_and_options(name: str, measure: Run) -> None:
    answer = measure(name, "--explain")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith(
        f"{name} ({MEASURES[name].family})\n\n{MEASURES[name].explanation}"
    )
    assert "\nMade of\n- a table" in answer.out


def test_explanation_names_options_with_their_values(measure: Run) -> None:
    made_of = measure("outlook", "--explain").out.partition("Made of\n")[2]
    assert made_of.splitlines() == [
        "- a table region x industry (x period)",
        "- presence, derived from table",
        "- relatedness, derived from presence",
        "- pci, derived from presence",
        "",
        "Options of its own (--option NAME=VALUE)",
        "- gain: net or gross; net if nothing is said",
    ]


BAD: dict[str, tuple[list[object], str]] = {
    "no name": ([], "Name a measure"),
    "no table": (["gini"], "terttu measure gini TABLE"),
    "unknown": (["gimi", TABLE], "no measure 'gimi'; did you mean gini?"),
    "no file": (["gini", "nothing.csv"], "There is no file nothing.csv"),
    "no size": (["hoover_index", TABLE], "(--size FILE)"),
    "useless method": (["gini", TABLE, "--method", "x"], "gini makes no use of --method"),
    "useless seed": (["gini", TABLE, "--seed", 1], "gini makes no use of --seed"),
    "useless size": (["gini", TABLE, "--size", TABLE], "gini makes no use of --size"),
    "useless threshold": (["gini", TABLE, "--threshold", 1], "no use of --threshold"),
    "useless relatedness": (["proximity", TABLE, "--relatedness", "cosine"], "no use of --relat"),
    "useless presence": (["gini", TABLE, "--is-presence"], "gini makes no use of --is-presence"),
    "method": (["relatedness", TABLE, "--method", "x"], "method takes probability, association"),
    "relatedness": (["outlook", TABLE, "--relatedness", "cosin"], "cosin is none of them"),
    "option": (["outlook", TABLE, "--option", "gian=net"], "did you mean gain?"),
    "twice": (["presence", TABLE, "--threshold", 2, "--option", "threshold=3"], "each name once"),
    "dtype": (["presence", TABLE, "--dtype", "half"], "dtype takes float32, float64"),
    "dtype of presence": (["proximity", TABLE, "--dtype", "half"], "half"),
    "period": (["gini", TABLE, "--period", 1999], "no period '1999'; there are 2010, 2015, 2020"),
    "format": (["gini", TABLE, "--format", "xml"], "--format is one of table, csv"),
    "absent": (["gini", TABLE, "--absent", "no"], "--absent is missing or zero"),
    "rows": (["gini", TABLE, "--rows", -1], "--rows is a number of rows"),
    "where": (["gini", TABLE, "--where", "year"], "--where takes COLUMN=VALUE"),
    "ending": (["gini", TABLE, "--out", "r.docx"], "use .csv, .parquet, .xlsx, .nc"),
    "folder": (["gini", TABLE, "--out", "none/r.csv"], "no folder none"),
    "one period": (["growth", TABLE, "--period", 2010], "period"),
    "plants": (["ellison_glaeser", INPUTS / "firms.csv"], "no column is recognised as the value"),
    "level of plants": (["ellison_glaeser", INPUTS / "firms.csv", "--level", "class"], "--level"),
    "no region": (["opportunities", TABLE], "(--region NAME)"),
    "unknown region": (["opportunities", TABLE, "--region", "R99"], "no region 'R99'; did you"),
    "useless region": (["gini", TABLE, "--region", "R01"], "gini makes no use of --region"),
    "no income": (["prody", TABLE, "--income", TABLE], "recognised as the income"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_done_is_one_sentence_and_nothing_written(
    kind: str, measure: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    arguments, sentence = BAD[kind]
    out = [] if "--out" in arguments else ["--out", "r.csv"]
    answer = measure(*arguments, *out)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert answer.err.startswith("terttu: ")
    assert sentence in answer.err
    assert list(tmp_path.iterdir()) == []


BAD_FILES = {
    "text": (
        "region,population\nR01,many\n",
        "row 2: 'many' in the column 'population' is no number",
    ),
    "empty label": ("region,population\n,5\n", "row 2: the region is empty"),
    "twice": ("region,population\nR01,5\nR01,6\n", "two rows for region R01"),
    "lacking": ("region,population\nR01,5\n", "lacks the regions R02"),
    "no column": ("region,people\nR01,5\n", "recognised as the size; there are the columns region"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_bad_file_of_sizes_is_one_sentence(kind: str, measure: Run, tmp_path: Path) -> None:
    text, sentence = BAD_FILES[kind]
    (tmp_path / "size.csv").write_text(text)
    answer = measure("hoover_index", TABLE, "--size", tmp_path / "size.csv")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert sentence in answer.err


def test_groups_that_name_an_industry_twice_are_refused(measure: Run, tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("industry,group\nI01,A\nI01,B\n")
    answer = measure("related_variety", TABLE, "--groups", tmp_path / "g.csv")
    assert (answer.code, "names the industry I01 twice" in answer.err) == (2, True)


def test_sizes_with_decimal_commas_and_periods_are_read(measure: Run, tmp_path: Path) -> None:
    codes = [row[0] for row in rows("inputs/regions.csv")[1]]
    body = [
        f"{code};{year};{n},5" for n, code in enumerate(codes, 1) for year in (2010, 2015, 2020)
    ]
    (tmp_path / "size.csv").write_text("\n".join(["region;year;population", *body]))
    answer = measure("hoover_index", *WHOLE, "--size", tmp_path / "size.csv", "--format", "csv")
    p = xr.DataArray(np.arange(1, 13) + 0.5, dims="region", coords={"region": codes})
    x = matrix("inputs/emp_t1.csv")
    expected = 50 * np.abs(x / x.sum("region") - p / p.sum()).sum("region")
    ours = [float(row[2]) for row in answer.rows[1:11]]
    np.testing.assert_allclose(ours, expected.values, rtol=1e-9)


def test_figure_without_a_row_is_missing_and_never_zero(tmp_path: Path) -> None:
    path = tmp_path / "size.csv"
    path.write_text("region,year,pop\nA,2010,5\nA,2015,6\nB,2015,:\nC,2010,7\nC,2015,0\n")
    size = read_figures(path, "size")
    assert size["region"].values.tolist() == ["A", "B", "C"]
    expected = [[5, np.nan, 7], [6, np.nan, 0]]
    np.testing.assert_array_equal(size.transpose("period", "region").values, expected)


def test_existing_file_is_kept_unless_overwriting(measure: Run, tmp_path: Path) -> None:
    out = tmp_path / "r.parquet"
    out.write_text("mine")
    answer = measure("gini", TABLE, "--out", out)
    assert (answer.code, out.read_text()) == (2, "mine")
    assert measure("gini", TABLE, "--out", out, "--overwrite").code == 0
    assert pl.read_parquet(out).height == 30


def loaded_by(code: str) -> set[str]:
    """The modules that a new process has loaded after some code."""
    told = f"{code}\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    return {*done.stdout.split()}


def test_package_and_help_load_nothing_slow() -> None:
    slow = {"numpy", "xarray", "pandas", "polars", "scipy", "rich", "django"}
    assert loaded_by("import terttu.observatory") & slow == set()
    helped = "import sys; sys.argv = ['terttu', '--help']; sys.stdout = open('/dev/null', 'w')\n"
    run = f"{helped}from terttu.cli import main\ntry: main()\nexcept SystemExit: pass"
    assert loaded_by(f"{run}\nsys.stdout = sys.__stdout__") & slow == set()
