"""The study of definitions on a small made-up folder with three clusters that lie apart."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from observatory.studies.made_up import CODES, STATES, write_folder

from terttu.observatory.definitions.classification_tree import tree_similarity
from terttu.observatory.definitions.embedding import consensus_similarity
from terttu.observatory.errors import InputError
from terttu.observatory.studies import us_definitions
from terttu.observatory.studies.cbp import benchmark, definitions_of, traded
from terttu.observatory.studies.us_definitions import (
    BUILT_ON,
    REPORTED,
    WHOLE,
    Setting,
    baselines,
    built_on,
    choose,
    labels,
)

TABLE = "us_cbp_state_naics_2000_2011/cbp_state_naics_2000_2011.parquet"
SMALL = Setting(number=3)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def written(folder):
    return write_folder(folder)


@pytest.fixture(scope="module")
def table(folder, written):
    return traded(folder, 2009)


def test_counts_are_those_of_the_file_also_under_a_parents_code(table, written):
    x = table.establishments
    assert x.sizes == {"region": len(STATES), "industry": 9}
    assert {
        (state, code): int(x.sel(region=f"{state:02d}", industry=code)) for state, code in written
    } == written


def test_withheld_employment_is_missing_and_no_row_is_none(table):
    firms, persons = table.establishments.values, table.employment.values
    assert np.isnan(persons[firms == 1]).all()
    assert (firms == 1).any()
    assert (persons[firms != 1] == 10 * firms[firms != 1]).all()


def test_only_traded_codes_of_naics_2007_have_a_cluster(folder, written):
    assert benchmark(folder) == {code: k for k, group in CODES.items() for code in group}


def test_industries_with_few_establishments_are_left_out(folder, table):
    sums = table.establishments.sum("region").values.astype(int)
    fewer = traded(folder, 2009, more_than=int(sums.min()))
    assert fewer.establishments.sizes["industry"] == int((sums > sums.min()).sum())
    with pytest.raises(InputError, match="No traded industry has over"):
        traded(folder, 2009, more_than=10**9)


def test_a_year_or_file_that_is_not_there_is_named(folder, written, tmp_path):
    with pytest.raises(InputError, match="no year 1999"):
        traded(folder, 1999)
    with pytest.raises(InputError, match="needs the file us_cbp"):
        traded(tmp_path, 2009)


def test_definitions_of_clusters_hold_their_industries():
    found = definitions_of({"A": "2", "B": "1", "C": "2"})
    assert [(d.code, d.industries) for d in found] == [("1", ("B",)), ("2", ("A", "C"))]


def test_three_clusters_that_lie_apart_are_found(table):
    found = labels(consensus_similarity(table.establishments, draws=10, numbers=(2, 4)), SMALL)
    assert us_definitions.agreement("x", table, found).ami[WHOLE] == pytest.approx(1)


def test_agreement_is_given_for_all_and_for_either_half(table):
    codes = [str(c) for c in table.establishments["industry"].values]
    looked_at = built_on(set(CODES))
    assert len(looked_at) == 2
    # Right in the half that was looked at, one cluster broken up in the other.
    found = np.array(
        [int(table.clusters[c]) if table.clusters[c] in looked_at else int(c) for c in codes]
    )
    ami = us_definitions.agreement("x", table, found).ami
    assert ami[BUILT_ON] == pytest.approx(1)
    assert ami[WHOLE] < 1
    assert ami[REPORTED] < 1


def test_the_half_that_was_looked_at_does_not_change():
    codes = {str(k) for k in range(1, 52)}
    assert len(built_on(codes)) == 26
    assert built_on(codes) == built_on({*codes, "1"})


def test_baselines_name_each_way_once_and_digits_are_those_of_the_code(table):
    found = {one.way: one for one in baselines(table)}
    assert list(found) == [
        "Ward on shares",
        "Ward on location quotients",
        "Ward on levels",
        "Ward on coagglomeration",
        "2 digits of the code",
        "3 digits of the code",
        "4 digits of the code",
    ]
    assert found["3 digits of the code"].ami[WHOLE] == pytest.approx(1)
    assert found["4 digits of the code"].number == 6


def test_choosing_never_asks_for_the_published_clusters(table, monkeypatch):
    def refuse(*_):
        raise AssertionError

    monkeypatch.setattr(us_definitions, "definitions_of", refuse)
    monkeypatch.setattr(us_definitions, "agreement", refuse)
    found = list(choose(table.establishments, halvings=2, draws=5, numbers=(2, 3, 4)))
    settings = {one.setting for one in found}
    assert len(settings) == len(found) == 21 * 3
    alone = {one.setting.number: one.score for one in found if not one.setting.digits}
    assert max(alone, key=alone.get) == 3
    assert all(0 <= one.validated <= 1 and one.reproduced <= 1 for one in found)


def test_an_industry_in_one_half_alone_leaves_nothing_to_score(table):
    x = table.establishments.copy()
    x[1:, 0] = 0
    assert list(choose(x, halvings=2, draws=2, numbers=(2,))) == []


def test_the_weight_is_that_of_the_tree(table):
    location = consensus_similarity(table.establishments, draws=5)
    tree = tree_similarity([str(c) for c in location["industry"].values], digits=(3, 4))
    known = ~np.isnan(tree.values) & ~np.isnan(location.values)
    mostly = us_definitions.with_tree(location, Setting(3, (3, 4), 0.9)).values
    assert np.corrcoef(mostly[known], tree.values[known])[0, 1] > 0.99
    hardly = us_definitions.with_tree(location, Setting(3, (3, 4), 0.1)).values
    assert np.corrcoef(hardly[known], location.values[known])[0, 1] > 0.99
    assert us_definitions.with_tree(location, Setting(3)) is location


def test_the_study_has_all_years_and_draws(folder, written, monkeypatch):
    monkeypatch.setattr(us_definitions, "LOCATION", SMALL)
    monkeypatch.setattr(us_definitions, "WITH_TREE", Setting(3, (2, 3, 4, 5), 0.5, True))
    told = []
    found = us_definitions.study(folder, draws=5, resamples=2, progress=told.append)
    years = [one.year for one in found.agreements if one.way == "location and tree"]
    assert years == [2007, 2008, 2009, 2010, 2011]
    by_tree = [one for one in found.agreements if one.way == "location and tree"]
    assert all(one.ami[WHOLE] == pytest.approx(1) for one in by_tree)
    assert {way: len(values) for way, values in found.drawn.items()} == {
        "location": 2,
        "location and tree": 2,
    }
    assert told[-1] == "draw of states 2 of 2"
    assert found.chosen == ()


def test_a_table_without_the_year_is_refused(folder, written, tmp_path):
    (tmp_path / "us_cbp_state_naics_2000_2011").mkdir()
    pl.read_parquet(folder / TABLE).filter(pl.col("year") != 2009).write_parquet(tmp_path / TABLE)
    with pytest.raises(InputError, match="no year 2009"):
        us_definitions.study(tmp_path, years=(2009,))
