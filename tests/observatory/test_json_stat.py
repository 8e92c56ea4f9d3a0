"""JSON-stat: dense and sparse, with status, labels and roles; hostile files are refused."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from terttu.observatory.errors import InputError
from terttu.observatory.reading.tables import read_flags, read_table

POPULATION = Path(__file__).parent / "formats" / "statfin_population.json"


def dataset(**changes: Any) -> dict[str, Any]:
    """Two regions, two industries, one year; the figures 1, 2, 3, 4."""
    return {
        "version": "2.0",
        "class": "dataset",
        "id": ["geo", "nace_r2", "time"],
        "size": [2, 2, 1],
        "dimension": {
            "geo": {"category": {"index": ["FI1D1", "FI1D2"]}},
            "nace_r2": {
                "category": {"index": {"C16": 1, "C10": 0}, "label": {"C10": "Food", "C16": "Wood"}}
            },
            "time": {"category": {"index": ["2020"]}},
        },
        "value": [1, 2, 3, 4],
    } | changes


def written(folder: Path, content: Any, name: str = "table.json") -> Path:
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_real_answer_of_pxweb_is_read_with_labels_unit_and_scheme() -> None:
    x = read_table(POPULATION, industry="")
    assert x["region"].to_numpy().tolist() == ["KU049", "KU091", "KU092"]
    assert x["region_label_fi"].to_numpy().tolist() == ["Espoo", "Helsinki", "Vantaa"]
    assert x.to_numpy().tolist() == [[325716.0, 694392.0, 252956.0]]
    assert (x.attrs["unit"], x.attrs["region_scheme"]) == ("lukumäärä", "alue_23_20260101")


def test_places_of_categories_may_be_a_list_or_a_map(tmp_path: Path) -> None:
    x = read_table(written(tmp_path, dataset())).transpose("region", "industry", "period")
    assert x.to_numpy().tolist() == [[[1.0], [2.0]], [[3.0], [4.0]]]
    assert x["industry_label"].to_numpy().tolist() == ["Food", "Wood"]
    assert x.attrs["industry_scheme"] == "NACE Rev. 2"


def test_sparse_figures_leave_the_others_without_a_row(tmp_path: Path) -> None:
    path = written(tmp_path, dataset(value={"0": 1, "3": 4}))
    assert np.isnan(read_table(path).to_numpy()).sum() == 2
    assert read_table(path, absent="zero").to_numpy().ravel().tolist() == [1.0, 0.0, 0.0, 4.0]


def test_flagged_cell_without_a_figure_is_missing_and_never_zero(tmp_path: Path) -> None:
    path = written(tmp_path, dataset(value={"0": 1, "2": 3}, status={"1": ":", "2": "c", "0": "p"}))
    x = read_table(path, absent="zero").isel(period=0)
    assert np.isnan(x.to_numpy()).tolist() == [[False, True], [True, False]]
    assert read_flags(path, absent="zero").isel(period=0).to_numpy().tolist() == [
        ["p", ":"],
        ["c", ""],
    ]


@pytest.mark.parametrize("status", ["p", ["p"], ["p", "p", "p", "p"]])
def test_status_may_be_one_for_all(tmp_path: Path, status: Any) -> None:
    assert read_table(written(tmp_path, dataset(status=status))).attrs["flags"] == {"p": 4}


def test_older_wrapping_of_one_dataset_is_known(tmp_path: Path) -> None:
    inner = dataset()
    inner["dimension"] |= {"id": inner.pop("id"), "size": inner.pop("size")}
    del inner["class"], inner["version"]
    expected = read_table(written(tmp_path, dataset()))
    assert read_table(written(tmp_path, {"dataset": inner}, "old.json")).equals(expected)


def test_roles_and_labels_of_dimensions_say_what_they_are(tmp_path: Path) -> None:
    content = dataset(id=["a", "b", "c"], role={"geo": ["a"], "time": ["c"]})
    parts = content["dimension"]
    content["dimension"] = {
        "a": parts["geo"],
        "b": parts["nace_r2"] | {"label": "Toimiala"},
        "c": parts["time"],
    }
    assert read_table(written(tmp_path, content)).attrs["columns"] == {
        "region": "a",
        "industry": "b",
        "period": "c",
        "value": "value",
    }


def test_further_dimension_must_be_fixed(tmp_path: Path) -> None:
    content = dataset(id=["geo", "nace_r2", "time", "sex"], size=[2, 2, 1, 2], value=list(range(8)))
    content["dimension"]["sex"] = {
        "category": {"index": ["T", "F"], "label": {"T": "Total", "F": "Female"}}
    }
    path = written(tmp_path, content)
    with pytest.raises(InputError, match=r"'sex' has 2 values.*T \(Total\), F \(Female\)"):
        read_table(path)
    by_label, by_code = (read_table(path, where={"sex": v}) for v in ("Female", "F"))
    assert by_label.equals(by_code)
    assert by_code.to_numpy().ravel().tolist() == [1.0, 3.0, 5.0, 7.0]


BAD: dict[str, tuple[Any, str]] = {
    "too few figures": (dataset(value=[1, 2, 3]), "value has 3 entries where the sizes make 4"),
    "too few categories": (dataset(size=[3, 2, 1]), "the categories of 'geo' are not the 3"),
    "size too short": (dataset(size=[2, 2]), "id and size must be lists of the same length"),
    "size no number": (dataset(size=[2, 2, True]), "id and size must be lists"),
    "size no list": (dataset(size=4), "id and size must be lists"),
    "cell outside": (dataset(value={"4": 1}), "names the cell '4', of 4 there are"),
    "cell no number": (dataset(value={"-1": 1}), "names the cell '-1'"),
    "text": (dataset(value=[1, 2, 3, "x"]), "'x' in value is no number"),
    "truth": (dataset(value=[1, 2, 3, True]), "'True' in value is no number"),
    "list in list": (dataset(value=[1, 2, 3, []]), "in value is no number"),
    "no figures": (dataset(value=None), "no list or map of figures"),
    "negative": (dataset(value=[1, 2, 3, -4]), "the value in 'value' is negative"),
    "huge whole number": (json.dumps(dataset(value=[1, 2, 3, 10**400])), "is too large"),
    "huge number": (json.dumps(dataset()).replace("[1, 2, 3, 4]", "[1,2,3,1e999]"), "infinite"),
    "not a number": (json.dumps(dataset(value=[1, 2, 3, math.nan])), "writes NaN"),
    "deep": ("[" * 100_000, "is no JSON-stat"),
    "deep map": ('{"a":' * 100_000, "not readable as JSON"),
    "cut off": (json.dumps(dataset())[:-5], "not readable as JSON"),
    "collection": ({"class": "collection", "link": {}}, "is a JSON-stat collection"),
    "something else": ({"a": 1}, "is no JSON-stat dataset"),
    "dimension class": (dataset(**{"class": "dimension"}), "is no JSON-stat dataset"),
    "name of the figures": (dataset(id=["value", "nace_r2", "time"]), "share a name"),
    "status too long": (dataset(status=["p"] * 5), "status has 5 entries"),
    "category twice": (
        json.dumps(dataset()).replace('["FI1D1", "FI1D2"]', '["FI1D1", "FI1D1"]'),
        "the categories of 'geo'",
    ),
    "places with a gap": (
        json.dumps(dataset()).replace('{"C16": 1, "C10": 0}', '{"C16": 7, "C10": 0}'),
        "the categories of 'nace_r2'",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_file_is_refused_with_a_sentence(tmp_path: Path, kind: str) -> None:
    content, sentence = BAD[kind]
    with pytest.raises(InputError) as error:
        read_table(written(tmp_path, content))
    assert sentence in str(error.value)


def test_sizes_that_multiply_to_too_much_are_refused(tmp_path: Path) -> None:
    codes = [str(n) for n in range(20_000)]
    content = dataset(size=[20_000, 20_000, 1], value={"0": 1})
    content["dimension"]["geo"]["category"] = {"index": codes}
    content["dimension"]["nace_r2"]["category"] = {"index": [f"X{n:05}Y" for n in range(20_000)]}
    path = written(tmp_path, content)
    assert read_table(path).size == 1
    content["value"] = {str(n * 20_001): 1 for n in range(20_000)}
    content["status"] = "p"
    with pytest.raises(InputError, match=r"\(1 x 20,000 x 20,000\), over the limit"):
        read_table(written(tmp_path, content, "large.json"), max_cells=1_000_000)


def test_json_over_the_limit_of_bytes_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, dataset())
    with pytest.raises(InputError, match="over the limit of 100;"):
        read_table(path, max_bytes=100)


CODES = st.lists(
    st.text("ABCDEFGHIJ0123456789", min_size=2, max_size=4), min_size=1, max_size=4, unique=True
)
FIGURES = st.one_of(st.none(), st.floats(0, 1e12, allow_nan=False), st.integers(0, 10**15))


@settings(deadline=None)
@given(data=st.data(), regions=CODES, sparse=st.booleans(), mapped=st.booleans())
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
    regions: list[str],
    sparse: bool,
    mapped: bool,
) -> None:
    industries = data.draw(
        st.lists(st.sampled_from(["01", "02", "10", "11", "26"]), min_size=1, unique=True)
    )
    years = data.draw(
        st.lists(st.integers(1990, 2030).map(str), min_size=1, max_size=3, unique=True)
    )
    shape = (len(regions), len(industries), len(years))
    values = data.draw(st.lists(FIGURES, min_size=math.prod(shape), max_size=math.prod(shape)))
    index = {"geo": regions, "nace_r2": industries, "time": years}
    content = {
        "class": "dataset",
        "id": list(index),
        "size": list(shape),
        "dimension": {
            key: {"category": {"index": {c: n for n, c in enumerate(codes)} if mapped else codes}}
            for key, codes in index.items()
        },
        "value": {str(n): v for n, v in enumerate(values)} if sparse else values,
    }
    path = written(tmp_path_factory.mktemp("json"), content)
    x = read_table(path).transpose("region", "industry", "period")
    expected = np.array([math.nan if v is None else float(v) for v in values]).reshape(shape)
    found = x.sel(region=regions, industry=industries, period=[int(year) for year in years])
    np.testing.assert_array_equal(found.to_numpy(), expected)
