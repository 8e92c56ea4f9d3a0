"""`terttu define` as it is typed: on the dataset that ships, and on a table of one's own."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from typer.testing import CliRunner

from terttu import cli
from terttu.observatory import InputError, read_definitions
from terttu.observatory.datasets import load_dataset

SHIPPED = load_dataset("finland")


def ask(*words: str) -> str:
    result = CliRunner().invoke(cli.app, ["define", *words])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_definitions_that_ship_are_those_that_are_found(tmp_path: Path) -> None:
    ask("--draws", "0", "--no-charts", "--out", str(tmp_path / "found"))
    codes = list(SHIPPED.industries["industry30"])
    found = read_definitions(tmp_path / "found" / "definitions.csv", codes).definitions
    shipped = read_definitions(SHIPPED.definitions, codes).definitions
    assert [(one.code, one.industries) for one in found] == [
        (one.code, one.industries) for one in shipped
    ]
    assert all(set(one.names) == {"fi", "sv", "en"} for one in shipped)


def test_folder_holds_tables_pictures_and_the_report(tmp_path: Path) -> None:
    folder = tmp_path / "found"
    said = ask("--draws", "5", "--method", "ward", "--numbers", "8", "--out", str(folder))
    assert "Agreement when regions are drawn again 5 times" in said
    assert sorted(path.name for path in folder.iterdir()) == [
        "configurations.csv",
        "definitions.csv",
        "dendrogram.svg",
        "industries.csv",
        "network.svg",
        "report.md",
        "scores.csv",
        "similarities.svg",
    ]
    chosen = [row for row in rows(folder / "configurations.csv") if row["chosen"] == "true"]
    assert next((row["block"], row["method"], row["number"]) for row in chosen) == (
        "others",
        "ward",
        "8",
    )
    assert len(rows(folder / "industries.csv")) == 30
    assert len(rows(folder / "scores.csv")) == 12
    assert "![" in (folder / "report.md").read_text(encoding="utf-8")
    for picture in folder.glob("*.svg"):
        assert picture.read_text(encoding="utf-8").startswith("<svg")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Forty regions with three kinds of industries that rise and fall together."""
    random = np.random.default_rng(1)
    kinds = random.lognormal(0, 1, (40, 3)).repeat(3, axis=1) * random.lognormal(0, 0.1, (40, 9))
    path = tmp_path / "table.csv"
    pl.DataFrame(
        {
            "region": [f"R{r}" for r in range(40) for _ in range(9)],
            "industry": [f"I{i}" for _ in range(40) for i in range(9)],
            "value": (kinds * 1000).round().ravel(),
        }
    ).write_csv(path)
    return path


def test_own_table_is_grouped_by_what_lies_together(table: Path) -> None:
    said = ask(str(table), "--similarity", "location_quotients", "--draws", "3")
    assert "D01 (stability 1.00): I0; I1; I2" in said
    assert "3 definitions of 9 industries, from table.csv" in said


def test_definitions_are_compared_with_given_ones(table: Path, tmp_path: Path) -> None:
    given = tmp_path / "given.csv"
    given.write_text(
        "definition,industry\n" + "\n".join(f"{'XYZ'[n // 3]},I{n}" for n in range(9)),
        encoding="utf-8",
    )
    said = ask(str(table), "--draws", "0", "--compare", str(given))
    assert "AMI 1.00, adjusted Rand index 1.00, industries that moved: none" in said


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--numbers", "many"], "--numbers takes"),
        (["--numbers", "9-3"], "--numbers takes"),
        (["--numbers", "400"], "between 1 and"),
        (["--method", "louvain"], "louvain"),
        (["--similarity", "looks"], "looks"),
    ],
)
def test_what_cannot_be_done_is_said(words: list[str], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        ask("--draws", "0", *words)


def test_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"mine\.txt"):
        ask("--draws", "0", "--out", str(tmp_path), "--overwrite")
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"


def test_folder_is_replaced_only_when_asked(tmp_path: Path) -> None:
    folder = tmp_path / "found"
    common = ["--draws", "0", "--no-charts", "--method", "ward", "--out", str(folder)]
    ask(*common)
    with pytest.raises(InputError, match="--overwrite"):
        ask(*common)
    ask(*common, "--overwrite", "--numbers", "6")
    others = [row for row in rows(folder / "configurations.csv") if row["block"] == "others"]
    assert {row["number"] for row in others} == {"6"}
