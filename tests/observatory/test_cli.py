"""The command: its report, its package, and one sentence for everything that goes wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from terttu import __version__, cli
from terttu.observatory.package import validate

GOLDEN = Path(__file__).parent / "golden"
DATA = Path(cli.__file__).parent / "data"


@dataclass(frozen=True)
class Answer:
    """What a run of the command left behind."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]
GOOD = "region,industry,year,value\nA,10,2020,5\nA,11,2020,1\nB,10,2020,2\nB,11,2020,9\n"


@pytest.fixture
def terttu(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Answer]:
    """Runs the command line in this process."""

    def run(*arguments: object) -> Answer:
        monkeypatch.setattr("sys.argv", ["terttu", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        captured = capsys.readouterr()
        return Answer(int(stop.value.code or 0), captured.out, captured.err)

    return run


def test_version_is_printed(terttu: Run) -> None:
    assert terttu("version") == Answer(0, f"{__version__}\n", "")


def test_report_fits_in_100_columns_and_names_year_reference_and_source(terttu: Run) -> None:
    answer = terttu("identify", "--region", "etela-savo")
    assert (answer.code, answer.err) == (0, "")
    assert max(map(len, answer.out.splitlines())) <= 100
    for part in ("value added 2014", "19 regions", "5.00  4.94-5.18", "54,040", "718", "Source of"):
        assert part in answer.out


def test_report_speaks_the_names_of_the_language(terttu: Run) -> None:
    assert "Skogsbruk och fiske" in terttu("identify", "--region", "10", "--language", "sv").out


def test_package_with_charts_is_written_and_the_same_twice(terttu: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        answer = terttu("identify", "--region", "10", "--out", tmp_path / name)
        assert answer.code == 0
    package = validate(tmp_path / "one")
    languages = ("en", "fi", "sv")
    kinds = (
        "candidates",
        "links",
        "opportunities",
        "peers",
        "potential",
        "space",
        "specialisation",
    )
    expected = [f"{k}.{c}.{w}.svg" for k in kinds for c in languages for w in ("narrow", "wide")]
    assert sorted(package.charts) == expected
    assert sorted(package.reports) == [f"report.{code}.pdf" for code in languages]
    first, second = (
        {p.name: p.read_bytes() for p in (tmp_path / name).rglob("*.*")} for name in ("one", "two")
    )
    assert first == second


def test_charts_have_their_width_and_whole_names(terttu: Run, tmp_path: Path) -> None:
    terttu("identify", "--region", "10", "--out", tmp_path / "p")
    for name, path in validate(tmp_path / "p").charts.items():
        root = ET.parse(path).getroot()
        assert root.get("width") == ("720" if ".wide." in name else "360")
        assert "…" not in path.read_text(encoding="utf-8")


def test_descriptor_holds_provenance_and_every_parameter(terttu: Run, tmp_path: Path) -> None:
    made = "2025-02-03T04:05:06Z"
    out = tmp_path / "p"
    terttu("identify", "--region", "10", "--no-charts", "--made-at", made, "--out", out)
    descriptor = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    own = descriptor["terttu"]
    assert (descriptor["created"], descriptor["profile"]) == (made, "data-package")
    assert own["region"]["names"] == {"fi": "Etelä-Savo", "sv": "Södra Savolax", "en": "South Savo"}
    assert {(c["code"], c["year"]) for c in own["region"]["codes"] if c["scheme"] == "nuts3"} == {
        ("FI1D1", 2013),
        ("FI1DA", 2024),
    }
    assert [record["id"] for record in own["inputs"]] == [
        "gva_2014",
        "jobs_2017",
        "input_output",
        "occupation",
        "dataset",
        "industries_industry30",
        "industries_nace_section",
        "industries_nace_rev2",
        "crosswalk",
        "areas",
        "definitions",
    ]
    assert {len(r["sha256"]) for r in own["inputs"]} == {64}
    assert [r["id"] for r in own["inputs"] if not r["attribution"]] == ["dataset"]
    assert own["method"]["tables"]["gva_2014"]["ranges"] == ["output_meur", "compensation_meur"]
    assert own["method"]["tables"]["jobs_2017"]["exclude"] == ["X"]
    first = validate(out).rows("tables")[0]
    assert [first[f"range_measures_{c}"] for c in ("fi", "sv", "en")] == [
        "tuotos; palkansaajakorvaukset",
        "produktion; löntagarersättningar",
        "output; compensation of employees",
    ]
    assert own["method"]["parameters"]["threshold"] == 1.25
    assert (own["method"]["name"], own["method"]["seed"]) == ("first-path", 0)
    assert (own["main_table"], own["languages"]) == ("gva_2014", ["fi", "sv", "en"])


def test_no_time_stands_in_the_package_unless_given(terttu: Run, tmp_path: Path) -> None:
    terttu("identify", "--region", "10", "--no-charts", "--out", tmp_path / "p")
    assert "created" not in json.loads((tmp_path / "p" / "datapackage.json").read_text())


def test_own_table_uses_names_and_links_of_the_dataset(terttu: Run) -> None:
    table = DATA / "finland" / "region_industry_2014.csv"
    options = ("--region", "FI1DA", "--value", "gva_meur", "--range", "output_meur")
    answer = terttu("identify", table, *options)
    assert answer.code == 0
    assert "Forestry and fishing [02_03]*" in answer.out


def test_own_table_with_unknown_codes_works_on_its_own(terttu: Run, tmp_path: Path) -> None:
    table = GOLDEN / "inputs" / "emp_long.csv"
    answer = terttu("identify", table, "--region", "R03", "--out", tmp_path / "p")
    assert answer.code == 0
    rows = validate(tmp_path / "p").rows("measures")
    assert {row["period"] for row in rows} == {"2010", "2015", "2020"}
    assert any(row["growth"] is not None for row in rows)


def test_own_links_and_groups_are_used(terttu: Run, tmp_path: Path) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text("definition,industry\nforest,02_03\nforest,16\nforest,17_18\n")
    flows = DATA / "finland" / "national_input_output_2014.csv"
    options = ("--groups", groups, "--links-input-output", flows, "--no-charts")
    answer = terttu("identify", "--region", "10", *options, "--out", tmp_path / "p")
    assert answer.code == 0
    found = validate(tmp_path / "p").rows("candidates")
    assert [(c["candidate"], c["industries"]) for c in found] == [("forest", "02_03;16;17_18")]
    inputs = json.loads((tmp_path / "p" / "datapackage.json").read_text())["terttu"]["inputs"]
    assert [r["id"] for r in inputs if r["path"] in (groups.name, flows.name)] == [
        "links_input_output",
        "groups",
    ]


def test_name_of_a_group_with_other_characters_is_refused(terttu: Run, tmp_path: Path) -> None:
    groups = tmp_path / "groups.csv"
    groups.write_text("definition,industry\nmetsä ja puu,02_03\n")
    answer = terttu("identify", "--region", "10", "--groups", groups)
    assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert "row 2: the definition needs a name of up to 20" in answer.err


def test_rows_are_chosen_by_where_and_said_in_the_package(terttu: Run, tmp_path: Path) -> None:
    rows = [f"{line},{sex}" for sex in ("all", "men") for line in GOOD.split()[1:]]
    (tmp_path / "t.csv").write_text("\n".join(["region,industry,year,value,sex", *rows]))
    options = ("--region", "A", "--where", "sex=all", "--out", tmp_path / "p", "--no-charts")
    assert terttu("identify", tmp_path / "t.csv", *options).code == 0
    method = json.loads((tmp_path / "p" / "datapackage.json").read_text())["terttu"]["method"]
    assert method["tables"]["table"]["where"] == {"sex": "all"}
    assert method["tables"]["table"]["columns"]["value"] == "value"


def test_unknown_region_of_an_own_table_names_the_regions_of_the_table(terttu: Run) -> None:
    answer = terttu("identify", GOLDEN / "inputs" / "emp_long.csv", "--region", "Atlantis")
    assert "known are for instance R01, R02" in answer.err


def test_threshold_changes_what_counts_as_specialised(terttu: Run, tmp_path: Path) -> None:
    options = ("--threshold", 4, "--no-charts", "--out", tmp_path / "p")
    assert terttu("identify", "--region", "10", *options).code == 0
    found = validate(tmp_path / "p").rows("candidates")
    assert [c["specialised"] for c in found] == ["02_03;16"]


BAD_TABLES: dict[str, tuple[str, str | bytes]] = {
    "empty": ("t.csv", ""),
    "header only": ("t.csv", "region,industry,value\n"),
    "missing column": ("t.csv", "region,industry,x\nA,10,5\n"),
    "text in numbers": ("t.csv", GOOD + "A,12,2020,many\n"),
    "negative": ("t.csv", GOOD + "A,12,2020,-1\n"),
    "infinite": ("t.csv", GOOD + "A,12,2020,1e999\n"),
    "duplicate": ("t.csv", GOOD + "A,10,2020,5\n"),
    "mixed": ("t.csv", GOOD + "A,C,2020,5\n"),
    "no utf-8": ("t.csv", "region,industry,value\nÅland,10,1\n".encode("latin-1")),
    "kind": ("t.pdf", "hello"),
    "workbook": ("t.xlsx", b"PK\x03\x04broken"),
    "parquet": ("t.parquet", b"PAR1broken"),
    "one region": ("t.csv", "region,industry,value\nA,10,5\n"),
    "no figures": (
        "t.csv",
        GOOD.replace("A,10,2020,5", "A,10,2020,:").replace("A,11,2020,1", "A,11,2020,:"),
    ),
}


@pytest.mark.parametrize("kind", BAD_TABLES)
def test_bad_table_gives_one_line_and_nothing_written(
    terttu: Run, tmp_path: Path, kind: str
) -> None:
    name, text = BAD_TABLES[kind]
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    answer = terttu("identify", path, "--region", "A", "--out", tmp_path / "p")
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert answer.err.startswith("terttu: ")
    assert [p.name for p in tmp_path.iterdir()] == [name]


BAD_OPTIONS: dict[str, tuple[list[str], str]] = {
    "unknown region": (["identify", "--region", "Atlantis"], "There is no region 'Atlantis'"),
    "close region": (["identify", "--region", "Kainu"], "did you mean Kainuu"),
    "no region": (["identify"], "Missing option '--region'"),
    "no such option": (["identify", "--nope"], "No such option"),
    "no command": ([], "Missing command"),
    "dataset": (["identify", "--region", "10", "--data", "mars"], "There is no dataset 'mars'"),
    "language": (["identify", "--region", "10", "--language", "de"], "must be one of en, fi, sv"),
    "time": (["identify", "--region", "10", "--made-at", "soon"], "--made-at must be a time"),
    "threshold": (["identify", "--region", "10", "--threshold", "0"], "must be a positive number"),
    "file": (["identify", "nothing.csv", "--region", "A"], "There is no file nothing.csv"),
    "value alone": (["identify", "--region", "10", "--value", "x"], "for a table of your own"),
    "no data here": (["identify", "--region", "FI13", "--data", "europe"], "has no figures"),
}


@pytest.mark.parametrize("kind", BAD_OPTIONS)
def test_bad_option_gives_one_sentence(terttu: Run, kind: str) -> None:
    arguments, sentence = BAD_OPTIONS[kind]
    answer = terttu(*arguments)
    assert (answer.code, answer.out, answer.err.count("\n")) == (2, "", 1)
    assert sentence in answer.err


def test_existing_folder_is_refused_before_any_work(terttu: Run, tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    for more in ([], ["--overwrite"]):
        answer = terttu("identify", "--region", "10", "--out", tmp_path, *more)
        assert (answer.code, answer.err.count("\n")) == (2, 1)
    assert [p.name for p in tmp_path.iterdir()] == ["note.txt"]


@pytest.fixture
def with_establishments(tmp_path: Path) -> Path:
    """Ten regions of six industries; one cell of three rests on one or two establishments."""
    random = np.random.default_rng(4)
    rows = ["region,industry,jobs,places"]
    for region in range(10):
        for industry in range(6):
            places = 1 if (region + industry) % 7 == 0 else int(random.integers(5, 40))
            rows.append(f"R{region},I{industry},{places * int(random.integers(3, 9))},{places}")
    path = tmp_path / "micro.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_cells_of_few_establishments_are_hidden_and_their_number_told(
    terttu: Run, with_establishments: Path, tmp_path: Path
) -> None:
    options = ["--region", "R1", "--establishments", "places", "--no-charts"]
    answer = terttu("identify", with_establishments, *options, "--out", tmp_path / "p")
    assert answer.code == 0, answer.err
    package = validate(tmp_path / "p")
    hidden = package.descriptor["terttu"]["method"]["disclosure"]
    assert hidden["minimum"] == 3
    assert hidden["primary"] == 8
    assert hidden["complementary"] >= 1
    groups = package.rows("groups")
    assert any(row["establishments"] for row in groups)
    criteria = [row for row in package.rows("criteria") if row["criterion"] == "establishments"]
    assert {row["figure"] for row in criteria} == {row["establishments"] for row in groups}


def test_no_cell_of_few_establishments_stands_in_any_file_of_the_package(
    terttu: Run, with_establishments: Path, tmp_path: Path
) -> None:
    for region in ("R0", "R6"):
        out = tmp_path / region
        options = ["--region", region, "--establishments", "places", "--no-charts"]
        assert terttu("identify", with_establishments, *options, "--out", out).code == 0
        rows = {row["industry"]: row["value"] for row in validate(out).rows("measures")}
        lone = f"I{(7 - int(region[1])) % 7}"
        assert rows[lone] is None


def test_own_peers_and_profiles_are_used_and_saved(terttu: Run, tmp_path: Path) -> None:
    peers = tmp_path / "peers.toml"
    peers.write_text(
        '[[group]]\nname = "lakes"\nregion = "Etelä-Savo"\nmembers = ["11", "12"]\n',
        encoding="utf-8",
    )
    out = tmp_path / "p"
    answer = terttu(
        "identify", "--region", "10", "--no-charts", "--out", out, "--peers", peers,
        "--profile", "small-region",
    )  # fmt: skip
    assert answer.code == 0, answer.err
    package = validate(out)
    method = package.descriptor["terttu"]["method"]
    assert (method["peers"]["name"], method["peers"]["members"]) == ("lakes", ["11", "12"])
    assert [one["name"] for one in method["profiles"]] == ["small-region"]
    assert method["profiles"][0]["thresholds"]["specialisation"] == 1.25
    assert {row["region"] for row in package.rows("regions") if row["peer"]} == {"11", "12"}
    assert [row["profile"] for row in package.rows("profiles")] == ["small-region"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--peers", "nowhere.toml"], "nowhere.toml"),
        (["--profile", "my-own"], "my-own"),
        (["--establishments", "places"], "a table of your own"),
    ],
)
def test_what_assesses_is_checked(
    terttu: Run, tmp_path: Path, words: list[str], sentence: str
) -> None:
    answer = terttu("identify", "--region", "10", "--out", tmp_path / "p", *words)
    assert (answer.code, sentence in answer.err) == (2, True), answer.err
