"""Significance of co-occurrence: every null model against its own definition."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import xarray as xr
from observatory.goldens import matrix, presence, rows
from scipy import stats

from terttu.observatory import InputError
from terttu.observatory.measures.null_models import bicm
from terttu.observatory.measures.relatedness import teece_relatedness
from terttu.observatory.measures.relatedness_significance import (
    _exact_tail,
    _refined_tail,
    relatedness_significance,
)
from terttu.observatory.measures.significance import adjust


def patents() -> xr.DataArray:
    header, body = rows("inputs/patents.csv")
    values = np.array([[float(cell) for cell in row[1:]] for row in body])
    return xr.DataArray(values, dims=("patent", "industry"), coords={"industry": header[1:]})


def table(values: object) -> xr.DataArray:
    return xr.DataArray(np.asarray(values, float), dims=("region", "industry"))


def test_hypergeometric_is_the_exact_test_of_each_pair_and_teeces_z() -> None:
    m = patents()
    found = relatedness_significance(m, null="hypergeometric")
    golden = matrix("reference/zscore_teece.csv", "industry", "industry_2").values
    off = ~np.eye(5, dtype=bool)
    np.testing.assert_allclose(found["z"].values[off], golden[off], atol=1e-12)
    counts = m.values.T @ m.values
    for i, j in product(range(5), repeat=2):
        n_i, n_j = counts[i, i], counts[j, j]
        expected = stats.hypergeom.sf(counts[i, j] - 1, 8, int(n_i), int(n_j)) if i != j else np.nan
        assert float(found["p"][i, j]) == pytest.approx(expected, nan_ok=True)
    both = [
        [counts[0, 1], counts[0, 0] - counts[0, 1]],
        [counts[1, 1] - counts[0, 1], 8 - counts[0, 0] - counts[1, 1] + counts[0, 1]],
    ]
    assert float(found["p"][0, 1]) == pytest.approx(
        stats.fisher_exact(both, alternative="greater").pvalue
    )


def test_hypergeometric_with_missing_cells_is_over_the_units_that_know_both() -> None:
    m = presence(1).copy()
    m[0, 0] = m[3, 4] = np.nan
    found = relatedness_significance(m, null="hypergeometric")
    z = teece_relatedness(m).values
    off = ~np.eye(10, dtype=bool)
    np.testing.assert_allclose(found["z"].values[off], z[off], rtol=1e-9)
    known = ~np.isnan(m.values[:, 0]) & ~np.isnan(m.values[:, 4])
    one, other = m.values[known, 0], m.values[known, 4]
    expected = stats.hypergeom.sf(one @ other - 1, known.sum(), int(one.sum()), int(other.sum()))
    assert float(found["p"][0, 4]) == pytest.approx(expected)
    assert found.attrs["missing_share"] == pytest.approx(2 / 120)


def all_outcomes(chances: np.ndarray, count: int) -> float:
    """P(C >= count) by going through every outcome."""
    return sum(
        float(np.prod(np.where(bits, chances, 1 - chances)))
        for bits in product((0, 1), repeat=chances.size)
        if sum(bits) >= count
    )


def test_tail_of_unequal_chances_is_exact() -> None:
    chances = np.array([0.1, 0.5, 0.9, 0.3, 0.0, 1.0])
    for count in range(7):
        found = _exact_tail(chances[:, None], np.array([count]))[0]
        assert found == pytest.approx(all_outcomes(chances, count), abs=1e-15)


def test_refined_tail_is_close_to_the_exact_one_where_it_is_used() -> None:
    rng = np.random.default_rng(1)
    q = rng.beta(1, 4, size=(300, 1))
    counts = np.arange(30, 100)
    exact = _exact_tail(np.repeat(q, counts.size, axis=1), counts)
    mean, variance = q.sum(), (q * (1 - q)).sum()
    third = (q * (1 - q) * (1 - 2 * q)).sum()
    found = _refined_tail(
        counts, np.full(70, mean), np.full(70, np.sqrt(variance)), np.full(70, third)
    )
    assert np.abs(found - exact).max() < 5e-4


def test_bicm_is_the_sum_of_independent_chances() -> None:
    m = presence(1)
    p = bicm(m).values
    found = relatedness_significance(m, null="bicm")
    counts = m.values.T @ m.values
    for i, j in ((0, 1), (3, 7), (8, 2)):
        q = p[:, i] * p[:, j]
        assert float(found["p"][i, j]) == pytest.approx(all_outcomes(q, int(counts[i, j])))
        assert float(found["z"][i, j]) == pytest.approx(
            (counts[i, j] - q.sum()) / np.sqrt((q * (1 - q)).sum())
        )


def test_curveball_compares_with_every_matrix_of_the_same_margins() -> None:
    m = np.array([[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 1]])
    every = [
        np.reshape(bits, m.shape)
        for bits in product((0, 1), repeat=m.size)
        if (np.reshape(bits, m.shape).sum(axis=1) == m.sum(axis=1)).all()
        and (np.reshape(bits, m.shape).sum(axis=0) == m.sum(axis=0)).all()
    ]
    counts = np.array([e[:, 0] @ e[:, 1] for e in every])
    found = relatedness_significance(table(m), draws=2000, seed=3)
    assert float(found["p"][0, 1]) == pytest.approx((counts >= 2).mean(), abs=0.03)
    assert float(found["z"][0, 1]) == pytest.approx((2 - counts.mean()) / counts.std(), abs=0.1)


def test_diverse_regions_are_no_evidence_once_diversity_is_kept() -> None:
    """A nested table: what diverse regions have is found together, and means nothing."""
    nested = np.tri(12, 8, k=-1)[:, ::-1]
    loose = relatedness_significance(table(nested), null="hypergeometric")["p"]
    strict = relatedness_significance(table(nested), draws=200, seed=1)["p"]
    assert float(loose.min()) < 0.01
    assert float(strict.min()) == 1


@pytest.mark.parametrize("null", ["curveball", "bicm", "hypergeometric"])
def test_pairs_are_adjusted_once_in_each_period(null: str) -> None:
    found = relatedness_significance(presence(), null=null, draws=50, seed=1, control="holm")  # type: ignore[arg-type]
    assert found["p"].dims == ("period", "industry", "industry_2")
    upper = np.triu_indices(10, 1)
    for t in range(3):
        p = found["p"].values[t]
        np.testing.assert_array_equal(p, p.T)
        expected = adjust(xr.DataArray(p[upper], dims="pair"), method="holm").values
        np.testing.assert_allclose(found["p_adjusted"].values[t][upper], expected)
        np.testing.assert_array_equal(
            found["p_adjusted"].values[t], found["p_adjusted"].values[t].T
        )
        assert np.isnan(np.diag(p)).all()
    known = found["p_adjusted"].notnull()
    np.testing.assert_array_equal(
        (found["significant"] == 1).where(known, 0), (found["p_adjusted"] <= 0.05).where(known, 0)
    )


def test_seeded_with_progress() -> None:
    m = presence(1)
    told: list[tuple[int, int]] = []
    one = relatedness_significance(m, draws=5, seed=4, progress=lambda *n: told.append(n))
    assert told == [(n, 5) for n in range(1, 6)]
    xr.testing.assert_identical(one, relatedness_significance(m, draws=5, seed=4))
    assert not one.equals(relatedness_significance(m, draws=5, seed=5))


def test_industries_that_nobody_knows_both_of_are_no_pair() -> None:
    m = presence(1).copy()
    m[:6, 0] = np.nan
    m[6:, 1] = np.nan
    for null in ("curveball", "bicm", "hypergeometric"):
        found = relatedness_significance(m, null=null, draws=20)  # type: ignore[arg-type]
        assert np.isnan(found["p"][0, 1])
        assert np.isnan(found["significant"][1, 0])
        assert not np.isnan(found["p"][0, 2])


def test_wrong_options_are_refused() -> None:
    with pytest.raises(InputError, match="null must be"):
        relatedness_significance(presence(1), null="chance")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="draws must be"):
        relatedness_significance(presence(1), draws=0)
    with pytest.raises(InputError, match="one of benjamini"):
        relatedness_significance(presence(1), null="bicm", control="fdr")  # type: ignore[arg-type]
