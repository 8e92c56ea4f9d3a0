"""Which candidates came, went and changed between two analyses."""

import pytest

from terttu.portal.insights import comparison
from terttu.portal.insights.comparison import Change


def test_overlap_is_the_weighted_jaccard_index():
    a, b = {"x": 1.0, "y": 0.5}, {"x": 0.5, "z": 1.0}
    assert comparison.overlap(a, b) == pytest.approx(0.5 / 2.5)
    assert comparison.overlap(a, a) == 1
    assert comparison.overlap({}, {}) == 0


def test_the_largest_overlap_is_paired_first_and_each_once():
    old = [{"a": 1.0, "b": 1.0}, {"a": 1.0, "b": 1.0, "c": 1.0}]
    new = [{"a": 1.0, "b": 1.0, "c": 1.0}, {"d": 1.0}, {"a": 1.0, "b": 1.0}]
    assert comparison.matches(old, new) == [(0, 2), (1, 0)]


def test_less_than_half_is_another_candidate():
    assert comparison.matches([{"a": 1.0}], [{"a": 1.0, "b": 1.0}]) == [(0, 0)]
    assert comparison.matches([{"a": 1.0}], [{"a": 1.0, "b": 1.0, "c": 0.1}]) == []


@pytest.mark.django_db
def test_an_analysis_is_as_before_beside_itself_made_again(analysis, later):
    rows = comparison.compare(analysis, later())
    assert {row.change for row in rows} == {Change.SAME}
    assert [row.now.rank for row in rows] == list(range(1, len(rows) + 1))
    assert [row.better for row in rows] == [0] * len(rows)


@pytest.mark.django_db
def test_what_came_went_and_changed_is_told(analysis, later):
    new = later()
    wood, second, third = (new.candidates.get(rank=rank) for rank in (1, 2, 3))
    new.definitions |= {
        wood.code: {"02_03": 1.0, "16": 0.5, "17_18": 0.1},
        second.code: {"84": 1.0},
    }
    third.rank, third.code = 9, third.code
    third.save()
    rows = comparison.compare(analysis, new)
    found = {row.shown.code: row for row in rows if row.change != Change.SAME}
    changed = found[wood.code]
    assert (changed.change, changed.added, changed.taken_out, changed.reweighted) == (
        Change.CHANGED,
        ("17_18",),
        (),
        ("16",),
    )
    assert (found[third.code].change, found[third.code].better) == (Change.CHANGED, -6)
    of_second = [row.change for row in rows if second.code == row.shown.code]
    assert sorted(of_second) == [Change.CAME, Change.WENT]
    assert rows[-1].change == Change.WENT
