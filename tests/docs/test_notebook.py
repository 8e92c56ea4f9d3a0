"""The notebook is kept without outputs, and runs from its first cell to its last."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

PAGE = Path(__file__).parents[2] / "docs" / "tutorial" / "opportunities.ipynb"


@pytest.fixture(scope="module")
def notebook():
    return nbformat.read(PAGE, as_version=4)


@pytest.fixture(scope="module")
def run(notebook):
    """The notebook with what its cells gave."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")
        client = NotebookClient(notebook.copy(), timeout=60, kernel_name="python3")
        return client.execute(cwd=str(PAGE.parent))


def printed(run):
    """All that the cells print, in order."""
    outputs = [output for cell in run.cells for output in cell.get("outputs", [])]
    return "".join(output.text for output in outputs if output.output_type == "stream")


def test_it_is_kept_without_outputs(notebook):
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells if cell.outputs or cell.execution_count] == []


def test_every_picture_has_a_text_and_names_its_source(run):
    pictures = [
        cell
        for cell in run.cells
        for output in cell.get("outputs", [])
        if "image/png" in output.get("data", {})
    ]
    assert len(pictures) == 2
    for cell in pictures:
        assert cell.metadata.mystnb.image.alt
        assert re.search(
            r"Source: .*2015, NACE Rev\. 2.*reuse", cell.metadata.mystnb.figure.caption
        )


def test_it_says_nothing_on_the_error_stream(run):
    outputs = [output for cell in run.cells for output in cell.get("outputs", [])]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []


@pytest.mark.parametrize(
    "line",
    [
        "{'region': 283, 'industry': 68} missing: 12%",
        "Etelä-Savo (FI1D1): 11% of value added in 2014",
        "FI1D is specialised in 22 of 61 known divisions; the median region in 21.",
        "0.47  LQ 0.61  C22 Manufacture of rubber and plastic products",
        "FI1D: ECI -0.94, place 224 of 283",
        "FI1D: outlook 1.2, place 134 of 283",
        "correlation of density and PCI: -0.82",
        "for sure: 13 of 29: C10 C11 C22 C29 C30 C31 C32 E38 J59 J62 J63 M70 M73",
    ],
)
def test_it_finds_what_its_text_reads_from_it(run, line):
    assert line in printed(run)
