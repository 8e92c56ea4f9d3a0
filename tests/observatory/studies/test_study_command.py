"""``terttu study``: figures and report, and a sentence where something is missing."""

from __future__ import annotations

import pytest
from observatory.studies.made_up import write_folder
from typer.testing import CliRunner

from terttu.observatory.errors import InputError
from terttu.observatory.studies import us_definitions
from terttu.observatory.studies.study_command import app, definitions_page
from terttu.observatory.studies.us_definitions import WHOLE, Agreement, Chosen, Setting, Study


def call(*arguments):
    return CliRunner().invoke(app, [str(a) for a in arguments])


def test_links_are_printed_and_written(tmp_path):
    write_folder(tmp_path / "data")
    out = tmp_path / "report.md"
    result = call("us-related", "--data", tmp_path / "data", "--out", out)
    assert result.exit_code == 0, result.output
    assert "| employment | cr_lcemp | 1.000 | 0.000 |" in result.stdout
    assert out.read_text() == result.stdout


def test_definitions_print_figures_and_tell_progress_apart(tmp_path, monkeypatch):
    write_folder(tmp_path / "data")
    monkeypatch.setattr(us_definitions, "LOCATION", Setting(3))
    monkeypatch.setattr(us_definitions, "WITH_TREE", Setting(3, (3,), 0.5))
    result = call("us-definitions", "--data", tmp_path / "data", "--draws", 3, "--resamples", 1)
    assert result.exit_code == 0, result.output
    assert "| location and tree | 2011 | 9 | 3 | 1.000 |" in result.stdout
    assert "draw of states 1 of 1" in result.stderr
    assert "draw of states 1 of 1" not in result.stdout
    assert "## When the states are drawn" in result.stdout


@pytest.mark.parametrize("command", ["us-related", "us-definitions"])
def test_a_missing_folder_or_file_is_one_sentence(command, tmp_path):
    for folder, words in ((tmp_path / "none", "There is no folder"), (tmp_path, "needs the file")):
        result = call(command, "--data", folder)
        assert isinstance(result.exception, InputError)
        assert words in str(result.exception)


def test_no_draws_are_refused_and_so_is_a_report_that_cannot_be_written(tmp_path):
    result = call("us-definitions", "--data", tmp_path, "--draws", 0)
    assert "at least one draw" in str(result.exception)
    write_folder(tmp_path / "data")
    result = call("us-related", "--data", tmp_path / "data", "--out", tmp_path / "none/x.md")
    assert "cannot be written" in str(result.exception)


def test_settings_are_listed_by_their_score():
    tried = (
        Chosen(Setting(30), 0.3, 0.6),
        Chosen(Setting(33), 0.4, 0.6),
        Chosen(Setting(51, (3, 4), 0.5, True), 0.9, 0.8),
    )
    page = definitions_page(Study((Agreement("x", 2009, 9, 3, {WHOLE: 0.5}),), {}, 1, tried))
    lines = page.splitlines()[-3:]
    assert lines == [
        "| location | 33 | 0.400 | 0.600 | 0.240 |",
        "| location | 30 | 0.300 | 0.600 | 0.180 |",
        "| tree 0.5 (digits 3, 4), location drawn to three digits | 51 | 0.900 | 0.800 | 0.720 |",
    ]
    assert "| x | 2009 | 9 | 3 | 0.500 |  |  |" in page
