"""Micro-data counted where they lie: one table from every engine, nothing lost in silence."""

from __future__ import annotations

import datetime as dt
import itertools
import math
import re
import sys
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

import duckdb
import narwhals as nw
import numpy as np
import polars as pl
import pytest
import xarray as xr
from hypothesis import given, settings, strategies as st
from observatory.goldens import GOLDEN, rows

from terttu.observatory import InputError
from terttu.observatory.measures.agglomeration import ellison_glaeser
from terttu.observatory.measures.relatedness import skill_relatedness
from terttu.observatory.micro.combining import combine_counts
from terttu.observatory.micro.counting import count, count_plants
from terttu.observatory.micro.counting_pairs import count_cooccurrence, count_flows
from terttu.observatory.micro.microdata import Micro

DAY = dt.date(2020, 1, 5)
PLANTS = pl.DataFrame(
    {
        "area": ["N", "N ", "S", None, "S", "  ", "N", "S"],
        "nace": ["C", "C", "G", "G", None, "C", "G", "C"],
        "day": [DAY, DAY, None, DAY, DAY, DAY, dt.date(2021, 12, 31), dt.date(2021, 1, 1)],
        "year": [2020, 2020, None, 2020, 2020, 2020, 2021, 2021],
        "jobs": [10, 30, 7, 3, None, 1, 2, None],
        "pay": [1.25, 2.5, math.nan, None, 1.0, 2.0, 0.5, 4.0],
        "price": pl.Series(
            ["1.10", "2.20", "3.30", None, "1.10", "0.01", "5.55", "9.99"], dtype=pl.Decimal(12, 2)
        ),
        "project": [1, 1, 2, 2, 3, None, 3, 3],
        "old_firm": ["a", "b", "b", None, "c", "d", "e", "e"],
        "new_firm": ["a", "c", "b", None, "d", "d", "f", "e"],
        "new_nace": ["G", "C", "C", "G", "C", "C", "C", "G"],
    }
)
KEYS = {"region": "area", "industry": "nace"}
JOBS = {
    "rows": lambda x: count(x, **KEYS),
    "rows by day": lambda x: count(x, period="day", **KEYS),
    "whole": lambda x: count(x, period="year", value="jobs", **KEYS),
    "strictly whole": lambda x: count(x, value="jobs", unknown="missing", **KEYS),
    "floats": lambda x: count(x, value="pay", **KEYS),
    "rounded": lambda x: count(x, value="pay", decimals=1, **KEYS),
    "decimals": lambda x: count(x, value="price", **KEYS),
    "fractional": lambda x: count(x, per="project", period="day", **KEYS),
    "chosen": lambda x: count(x, where={"nace": "C", "year": [2020, "2021"], "pay": 2.5}, **KEYS),
    "plants": lambda x: count_plants(x, value="jobs", **KEYS),
    "plants by year": lambda x: count_plants(x, value="price", period="year", **KEYS),
    "flows": lambda x: count_flows(
        x, origin="nace", destination="new_nace", firms=("old_firm", "new_firm"), period="day"
    ),
    "together": lambda x: count_cooccurrence(x, unit="project", member="nace"),
    "together, shared": lambda x: count_cooccurrence(
        x, unit="area", member="old_firm", counting="fractional", period="day", dim="firm"
    ),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The plants in two Parquet files, one of them a folder deeper, beside what is no data."""
    (tmp_path / "plants" / "more").mkdir(parents=True)
    PLANTS[:3].write_parquet(tmp_path / "plants" / "a.parquet")
    PLANTS[3:].write_parquet(tmp_path / "plants" / "more" / "b.pq")
    (tmp_path / "plants" / "_SUCCESS").touch()
    (tmp_path / "plants" / ".b.parquet").write_text("half written")
    return tmp_path / "plants"


@pytest.fixture
def sources(folder: Path):
    """The same rows for every engine that there is without more than the base."""
    with duckdb.connect() as connection:
        files = [str(folder / "a.parquet"), str(folder / "more" / "b.pq")]
        yield {
            "polars": PLANTS.lazy(),
            "polars in memory": PLANTS,
            "duckdb": connection.read_parquet(files),
            "folder": folder,
        }


@pytest.mark.parametrize("job", JOBS)
def test_every_engine_gives_the_same_table(job, folder, sources):
    reference = JOBS[job](PLANTS.lazy())
    for name, source in sources.items():
        found = JOBS[job](source)
        assert _bare(found).identical(_bare(reference)), name
        assert {**found.attrs, "source": "", "engine": ""} == {
            **reference.attrs,
            "source": "",
            "engine": "",
        }


def test_a_pandas_frame_counts_as_well():
    rows = {"area": ["N", "S", None], "nace": ["C", "C", "C"], "jobs": [1, 2, 3]}
    frame = xr.Dataset({name: ("row", values) for name, values in rows.items()}).to_dataframe()
    assert type(frame).__module__.startswith("pandas")
    table = count(frame, value="jobs", **KEYS)
    assert table.values.tolist() == [[1], [2]]
    assert table.attrs["rows_without"]["region"] == 1


def test_rows_are_counted_by_hand(folder):
    table = count(folder, period="year", **KEYS)
    assert table.dims == ("period", "region", "industry")
    assert table.period.values.tolist() == [2020, 2021]
    assert table.region.values.tolist() == ["N", "S"]
    assert table.industry.values.tolist() == ["C", "G"]
    assert table.values.tolist() == [[[2, 0], [0, 0]], [[0, 1], [1, 0]]]
    assert table.dtype == np.int64
    assert table.attrs == {
        "source": "plants",
        "engine": "duckdb",
        "where": {},
        "rows": 8,
        "rows_counted": 4,
        "rows_without": {"period": 1, "region": 2, "industry": 1},
        "missing_share": 0.5,
        "columns": {"period": "year", "region": "area", "industry": "nace"},
        "value": None,
        "per": None,
        "unknown": "leave out",
        "decimals": None,
    }


def test_dates_count_by_their_year():
    by_day, by_year = (count(PLANTS, period=column, **KEYS) for column in ("day", "year"))
    assert _bare(by_day).identical(_bare(by_year))


def test_figures_that_are_missing_are_left_out_or_make_the_cell_missing():
    some = count(PLANTS, value="jobs", **KEYS)
    assert some.values.tolist() == [[40.0, 2.0], pytest.approx([math.nan, 7.0], nan_ok=True)]
    assert some.attrs["rows_without"] == {"region": 2, "industry": 1, "value": 2}
    assert some.attrs["rows_counted"] == 4
    pay = count(PLANTS, value="pay", **KEYS)
    assert pay.sel(region="S", industry="G").isnull()
    strict = count(
        pl.DataFrame({"area": ["N", "N"], "nace": ["C", "C"], "jobs": [5, None]}),
        value="jobs",
        unknown="missing",
        **KEYS,
    )
    assert np.isnan(strict.item())


def test_labels_that_are_one_when_trimmed_are_one_cell():
    frame = pl.DataFrame({"area": ["N", " N", "S"], "nace": ["C"] * 3, "jobs": [5, None, 1]})
    assert count(frame, value="jobs", **KEYS).values.tolist() == [[5], [1]]
    strict = count(frame, value="jobs", unknown="missing", **KEYS)
    assert np.isnan(strict.sel(region="N")).all()


def test_a_cell_without_rows_is_zero_and_whole_numbers_stay_whole():
    table = count(PLANTS.drop_nulls("jobs"), value="jobs", **KEYS)
    assert table.values.tolist() == [[40, 2], [0, 7]]
    assert table.dtype == np.int64


@given(
    st.lists(
        st.tuples(st.sampled_from("NS"), st.sampled_from("CG"), st.integers(0, 2**31 - 1)),
        min_size=1,
    )
)
@settings(max_examples=20, deadline=None)
def test_sums_of_whole_numbers_and_their_powers_are_exact(tmp_path_factory, plants):
    frame = pl.DataFrame(plants, schema=["area", "nace", "jobs"], orient="row")
    sums, squares, fourth = defaultdict(int), defaultdict(int), defaultdict(int)
    for area, nace, jobs in plants:
        sums[area, nace] += jobs
        squares[nace] += jobs**2
        fourth[nace] += jobs**4
    for source in (frame.lazy(), _written(frame, tmp_path_factory.mktemp("rows"))):
        table = count_plants(source, value="jobs", **KEYS)
        for (area, nace), total in sums.items():
            assert int(table.x.sel(region=area, industry=nace)) == total
        for nace, total in squares.items():
            assert float(table.squares.sel(industry=nace)) == float(total)
            assert float(table.fourth_powers.sel(industry=nace)) == pytest.approx(
                float(fourth[nace]), rel=1e-15
            )


def test_sums_beyond_what_floats_hold_are_exact(tmp_path):
    big = [2**53 + 1, 2**53 + 1, 2**60 + 1, 5]
    frame = pl.DataFrame({"area": ["N"] * 4, "nace": ["C"] * 4, "jobs": big})
    assert count(_written(frame, tmp_path), value="jobs", **KEYS).item() == sum(big)
    assert count(frame, value="jobs", **KEYS).item() == sum(big)


def test_narrow_types_do_not_overflow():
    frame = pl.DataFrame(
        {"area": ["N"] * 3, "nace": ["C"] * 3, "jobs": pl.Series([120] * 3, dtype=pl.Int8)}
    )
    assert count(frame, value="jobs", **KEYS).item() == 360
    assert count_plants(frame, value="jobs", **KEYS).squares.item() == 3 * 120**2


def test_floats_with_decimals_are_added_up_exactly_in_any_order():
    pay = [0.1, 0.2, 0.3] * 7
    for order in (pay, pay[::-1], sorted(pay)):
        frame = pl.DataFrame({"area": ["N"] * 21, "nace": ["C"] * 21, "pay": order})
        assert count(frame, value="pay", decimals=1, **KEYS).item() == 4.2
    assert count(PLANTS, value="pay", decimals=1, **KEYS).sel(region="N", industry="C") == 3.8


def test_plants_give_the_index_of_ellison_and_glaeser():
    """The golden firms through count_plants: the reference gamma and z of each industry."""
    frame = pl.read_csv(GOLDEN / "inputs" / "firms.csv")
    table = count_plants(frame, region="region", industry="industry", value="emp")
    index = ellison_glaeser(table)
    header, body = rows("reference/ellison_glaeser.csv")
    for line in body:
        reference = dict(zip(header, line, strict=True))
        found = index.sel(industry=reference[header[0]])
        for name in ("gamma", "z"):
            assert float(found[name]) == pytest.approx(float(reference[name]), rel=1e-11)


def test_plants_without_a_size_are_left_out_of_everything_or_make_it_missing():
    plants = pl.DataFrame({"area": ["N", "S", "S"], "nace": ["C"] * 3, "jobs": [6, 2, None]})
    some = count_plants(plants, value="jobs", **KEYS)
    assert some.plants.item() == 2
    assert some.establishments.values.ravel().tolist() == [1, 1]
    assert some.herfindahl.item() == (36 + 4) / 64
    assert some.fourth_moment.item() == (6**4 + 2**4) / 8**4
    strict = count_plants(plants, value="jobs", unknown="missing", **KEYS)
    assert np.isnan([strict.squares.item(), strict.herfindahl.item()]).all()
    assert np.isnan(strict.x.sel(region="S")).all()
    assert strict.x.sel(region="N").item() == 6


def test_an_industry_of_empty_plants_has_no_herfindahl():
    plants = pl.DataFrame({"area": ["N", "N"], "nace": ["C", "G"], "jobs": [0, 5]})
    table = count_plants(plants, value="jobs", **KEYS)
    assert np.isnan(table.herfindahl.sel(industry="C"))
    assert table.herfindahl.sel(industry="G") == 1


def test_fractional_counts_share_a_project_among_its_rows():
    table = count(PLANTS, per="project", **KEYS)
    # Project 1: N C twice; 2: S G and a row without a region; 3: N G, S C and one without industry.
    assert table.values.tolist() == [[1.0, pytest.approx(1 / 3)], [pytest.approx(1 / 3), 0.5]]
    assert table.attrs["rows_without"] == {"region": 2, "industry": 1, "per": 1}
    complete = PLANTS.drop_nulls(["area", "nace", "project"])
    assert count(complete, per="project", **KEYS).sum() == pytest.approx(3)


def test_flows_leave_out_moves_inside_a_firm():
    moves = {"origin": "nace", "destination": "new_nace"}
    every = count_flows(PLANTS, **moves)
    assert every.dims == ("industry", "industry_2")
    assert every.values.tolist() == [[2, 2], [2, 1]]
    between = count_flows(PLANTS, firms=("old_firm", "new_firm"), **moves)
    assert between.values.tolist() == [[1, 0], [1, 1]]
    assert between.attrs["rows_inside_a_firm"] == 4
    assert between.attrs["rows_counted"] + 4 == every.attrs["rows_counted"] == 7
    assert between.attrs["missing_share"] == every.attrs["missing_share"] == 1 / 8


def test_flows_have_the_same_industries_on_both_sides():
    moves = pl.DataFrame({"old": ["A", "B", "B"], "new": ["C", "C", "A"], "year": [1, 1, 2]})
    flows = count_flows(moves, origin="old", destination="new", period="year")
    assert flows.sizes == {"period": 2, "industry": 3, "industry_2": 3}
    assert flows.industry.values.tolist() == flows.industry_2.values.tolist() == ["A", "B", "C"]
    assert skill_relatedness(flows).sizes == flows.sizes


PARTICIPATIONS = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from("ABCDE")), min_size=1, max_size=40
)


@given(PARTICIPATIONS)
@settings(max_examples=60, deadline=None)
def test_cooccurrence_is_that_of_the_projects_taken_one_by_one(participations):
    frame = pl.DataFrame(participations, schema=["project", "nace"], orient="row")
    members = defaultdict(set)
    for project, nace in participations:
        members[project].add(nace)
    full, shared = Counter(), defaultdict(Fraction)
    for own in members.values():
        full.update((i, i) for i in own)
        for pair in itertools.permutations(own, 2):
            full[pair] += 1
            shared[pair] += Fraction(1, len(own) - 1)
    arguments = {"unit": "project", "member": "nace"}
    whole = count_cooccurrence(frame, **arguments)
    parts = count_cooccurrence(frame, counting="fractional", **arguments)
    for i, j in itertools.product(whole.industry.values, repeat=2):
        assert int(whole.sel(industry=i, industry_2=j)) == full[i, j]
        assert float(parts.sel(industry=i, industry_2=j)) == pytest.approx(float(shared[i, j]))
    # Newman: what a member gets in all is its number of projects with others.
    projects = Counter(i for own in members.values() if len(own) > 1 for i in own)
    for i in parts.industry.values:
        assert float(parts.sel(industry=i).sum()) == pytest.approx(projects[i])


def test_cooccurrence_by_period_of_other_members():
    frame = pl.DataFrame(
        {"project": [1, 1, 1, 2], "who": [7, 8, 7, 7], "year": [2020, 2020, 2021, 2021]}
    )
    table = count_cooccurrence(frame, unit="project", member="who", period="year", dim="firm")
    assert table.dims == ("period", "firm", "firm_2")
    assert table.values.tolist() == [[[1, 1], [1, 1]], [[2, 0], [0, 0]]]


# Sources


def test_a_pattern_a_file_and_a_list_of_paths_are_sources(folder):
    whole = count(folder, **KEYS)
    for source in (f"{folder}/**/*.p*q*", [folder / "a.parquet", str(folder / "more")]):
        assert _bare(count(source, **KEYS)).identical(_bare(whole))
    assert count(str(folder / "a.parquet"), **KEYS).sum() == 3


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_folders_with_a_year_in_their_name_are_a_column(tmp_path, engine):
    for year, jobs in ((2020, [1, 2]), (2021, [3, 4])):
        (tmp_path / f"year={year}").mkdir()
        frame = pl.DataFrame({"area": ["N", "S"], "nace": ["C", "C"], "jobs": jobs})
        frame.write_parquet(tmp_path / f"year={year}" / "part-0.parquet")
    table = count(tmp_path, period="year", value="jobs", engine=engine, **KEYS)
    assert table.period.values.tolist() == [2020, 2021]
    assert table.values.ravel().tolist() == [1, 2, 3, 4]


def test_only_the_table_is_collected(folder, monkeypatch):
    heights = []
    collect = Micro.collect

    def noted(micro, groups):
        table = collect(micro, groups)
        heights.append(table.height)
        return table

    monkeypatch.setattr(Micro, "collect", noted)
    frame = pl.DataFrame({"area": ["N", "S"] * 5000, "nace": ["C"] * 10_000, "jobs": [1] * 10_000})
    assert count(frame, value="jobs", **KEYS).values.tolist() == [[5000], [5000]]
    assert heights == [2]


def test_more_groups_than_a_table_has_are_refused(monkeypatch):
    monkeypatch.setattr("terttu.observatory.micro.microdata.MOST_GROUPS", 3)
    with pytest.raises(InputError, match="a number of its own for each row"):
        count(PLANTS, region="project", industry="new_firm")
    monkeypatch.undo()
    monkeypatch.setattr("terttu.observatory.micro.counted.MOST_CELLS", 3)
    with pytest.raises(InputError, match=r"2 \(region\) x 2 \(industry\) cells"):
        count(PLANTS, **KEYS)


def test_progress_goes_from_nothing_to_all(folder):
    shares = []
    count(folder, progress=shares.append, **KEYS)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)


def test_progress_is_told_while_duckdb_works(tmp_path, monkeypatch):
    monkeypatch.setattr("terttu.observatory.micro.microdata._EVERY", 0.001)
    frame = pl.DataFrame({"n": range(300_000)}).select(
        area=pl.col("n") % 977, nace=pl.col("n") % 1009, project="n"
    )
    frame.write_parquet(tmp_path / "many.parquet")
    shares = []
    count(tmp_path, per="project", progress=shares.append, **KEYS)
    assert len(shares) > 2
    assert all(0 <= share <= 1 for share in shares)


def test_what_breaks_off_the_waiting_stops_duckdb():
    def stop(share):
        raise KeyboardInterrupt

    with duckdb.connect() as connection:
        endless = connection.sql("SELECT a.range FROM range(9999999) a, range(9999999) b")
        micro = Micro(nw.from_native(endless), "endless", "duckdb", connection, stop)
        with pytest.raises(KeyboardInterrupt):
            micro.collect(micro.frame.group_by("range").agg(nw.len()))


def test_duckdb_keeps_to_its_memory_and_says_where_it_cannot(tmp_path):
    frame = pl.DataFrame({"n": range(400_000)}).select(
        area=pl.col("n").cast(pl.String), nace=pl.lit("C"), project=pl.col("n") // 2
    )
    frame.write_parquet(tmp_path / "many.parquet")
    options = {"memory_limit": "2MB", "threads": 1, "temp_folder": tmp_path}
    with pytest.raises(InputError, match="raise memory_limit"):
        count(tmp_path, per="project", **options, **KEYS)
    with pytest.raises(InputError, match="DuckDB does not start"):
        count(tmp_path, memory_limit="much", **KEYS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["many.parquet"]


# What is refused


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"region": "place"}, "no column 'place'"),
        ({"where": {"kind": 1}}, "no column 'kind'"),
        ({"where": {"year": "last"}}, "'last' is none"),
        ({"region": "pay"}, "of the type Float64; text or whole numbers can be counted by"),
        ({"region": "day"}, "of the type Date; text or whole numbers"),
        ({"period": "pay"}, "text, whole numbers or dates"),
        ({"value": "nace"}, "of the type String, not of numbers"),
        ({"value": "jobs", "per": "project"}, "not both"),
        ({"where": {"nace": "Z"}}, "no rows to count"),
        ({"where": {"area": "  "}}, "no row with all of region, industry"),
    ],
)
def test_what_cannot_be_counted_is_said(arguments, sentence, sources):
    for name in ("polars", "duckdb", "folder"):
        with pytest.raises(InputError, match=sentence):
            count(sources[name], **(KEYS | arguments))


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ([1, -5], r"negative figures \(-5\)"),
        ([1.0, -0.5], "negative figures"),
        ([1.0, math.inf], "infinite figures"),
        ([1, 2**62 + 1], "figures above .* larger unit"),
        ([2**62] * 2, "a sum is above"),
    ],
)
def test_figures_that_cannot_be_are_refused(value, sentence):
    frame = pl.DataFrame({"area": ["N", "N"], "nace": ["C", "C"], "jobs": value})
    with pytest.raises(InputError, match=f"(?i){sentence}"):
        count(frame, value="jobs", **KEYS)


def test_sizes_whose_powers_would_not_be_exact_are_refused():
    frame = pl.DataFrame({"area": ["N"], "nace": ["C"], "jobs": [2**31]})
    with pytest.raises(InputError, match=r"figures above 2,147,483,647 \(2147483648\)"):
        count_plants(frame, value="jobs", **KEYS)


def test_a_negative_figure_is_refused_though_it_rounds_to_nothing():
    frame = pl.DataFrame({"area": ["N"], "nace": ["C"], "jobs": [-0.3]})
    with pytest.raises(InputError, match="negative"):
        count(frame, value="jobs", decimals=0, **KEYS)


def test_files_with_different_types_are_refused(folder):
    PLANTS.with_columns(pl.col("year").cast(pl.String)).write_parquet(folder / "c.parquet")
    with pytest.raises(InputError, match=r"'year' is of the type Int64 in a.parquet and String"):
        count(folder, period="year", **KEYS)
    assert count(folder, **KEYS).sum() == 2 * count(PLANTS, **KEYS).sum()
    PLANTS.drop("area").write_parquet(folder / "d.parquet")
    with pytest.raises(InputError, match=r"the file d.parquet has no column 'area'"):
        count(folder, **KEYS)


def test_what_is_no_parquet_is_refused(folder, tmp_path):
    (folder / "e.parquet").write_text("no Parquet")
    with pytest.raises(InputError, match=r"e.parquet is not a readable Parquet file"):
        count(folder, **KEYS)
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="holds no Parquet"):
        count(tmp_path / "empty", **KEYS)
    (tmp_path / "plants.csv").write_text("area,nace\n")
    with pytest.raises(InputError, match="holds no Parquet"):
        count(tmp_path / "plants.csv", **KEYS)
    with pytest.raises(InputError, match="There is no file or folder"):
        count(tmp_path / "none*.parquet", **KEYS)
    with pytest.raises(InputError, match="of type object are not known"):
        count(object(), **KEYS)
    with pytest.raises(InputError, match="reads no files here"):
        count(folder / "a.parquet", engine="spark", **KEYS)


@pytest.mark.parametrize("engine", ["duckdb", "polars"])
def test_damage_that_shows_when_reading_is_said(tmp_path, engine):
    file = tmp_path / "a.parquet"
    PLANTS.write_parquet(file)
    data = bytearray(file.read_bytes())
    data[4:60] = bytes(56)
    file.write_bytes(data)
    with pytest.raises(InputError, match=f"^{re.escape(tmp_path.name)} could not be counted"):
        count(tmp_path, engine=engine, **KEYS)


def test_without_duckdb_it_says_what_to_install(folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(InputError, match=r"install terttu\[micro\]"):
        count(folder, **KEYS)
    assert count(folder, engine="polars", **KEYS).attrs["engine"] == "polars"


def test_classifications_are_not_mixed_and_their_name_is_kept():
    frame = PLANTS.with_columns(scheme=pl.lit("TOL 2008"))
    assert count(frame, **KEYS).attrs["scheme"] == "TOL 2008"
    mixed = pl.concat([frame, PLANTS.with_columns(scheme=pl.lit("TOL 2002"))])
    with pytest.raises(InputError, match=r"mixes classifications \(TOL 2002, TOL 2008\)"):
        count(mixed, **KEYS)
    assert count(mixed, where={"scheme": "TOL 2002"}, **KEYS).attrs["scheme"] == "TOL 2002"
    assert count(PLANTS, scheme="TOL 2008", **KEYS).attrs["scheme"] == "TOL 2008"


def test_a_way_of_counting_that_there_is_not():
    with pytest.raises(InputError, match="full or fractional"):
        count_cooccurrence(PLANTS, unit="project", member="nace", counting="half")


# Parts


@pytest.mark.parametrize(
    "job", ["rows", "rows by day", "whole", "floats", "decimals", "plants", "flows"]
)
@pytest.mark.parametrize("at", [3, 4, 7])
def test_parts_put_together_are_the_whole(job, at):
    parts = [JOBS[job](PLANTS[:at]), JOBS[job](PLANTS[at:])]
    whole = JOBS[job](PLANTS)
    together = combine_counts(parts)
    assert _bare(together.astype(float)).identical(_bare(whole.astype(float)))
    assert together.attrs == whole.attrs | {"source": "table", "engine": "polars"}


def test_whole_projects_in_parts_are_the_whole():
    parts = [
        count_cooccurrence(rows, unit="project", member="nace", counting="fractional")
        for rows in PLANTS.partition_by("project")
        if rows["project"][0] is not None
    ]
    whole = count_cooccurrence(
        PLANTS.drop_nulls("project"), unit="project", member="nace", counting="fractional"
    )
    assert _bare(combine_counts(parts)).identical(_bare(whole))


def test_floats_of_parts_are_added_up_with_one_rounding():
    values = [0.1, 0.2, 0.3, 1e16, -0.0, 7.7, 1e-9]
    parts = [xr.DataArray([value], dims="region", coords={"region": ["N"]}) for value in values]
    assert combine_counts(parts).item() == math.fsum(values)


def test_strictly_missing_parts_stay_missing():
    frames = [
        pl.DataFrame({"area": ["N"], "nace": ["C"], "jobs": [jobs]}, schema_overrides={"jobs": int})
        for jobs in (5, None)
    ]
    for unknown, expected in (("leave out", 5.0), ("missing", math.nan)):
        parts = [count(frame, value="jobs", unknown=unknown, **KEYS) for frame in frames]
        assert combine_counts(parts).item() == pytest.approx(expected, nan_ok=True)


def test_parts_that_do_not_fit_are_refused():
    table = count(PLANTS, **KEYS)
    with pytest.raises(InputError, match="no tables"):
        combine_counts([])
    with pytest.raises(InputError, match="dims region, industry and period, region, industry"):
        combine_counts([table, count(PLANTS, period="day", **KEYS)])
    with pytest.raises(InputError, match="value is None and 'jobs'"):
        combine_counts([table, count(PLANTS, value="jobs", **KEYS)])
    huge = table.copy(data=np.full(table.shape, 2**62))
    with pytest.raises(InputError, match="larger unit"):
        combine_counts([huge, huge])


def _written(frame, folder):
    """The frame as a Parquet file, which DuckDB reads."""
    file = folder / "rows.parquet"
    frame.write_parquet(file)
    return file


def _bare(table):
    return table.drop_attrs(deep=True)
