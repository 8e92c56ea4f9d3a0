"""Fixed effects taken out by group means against least squares on dummy variables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from terttu.observatory import InputError
from terttu.observatory.measures.absorption import PANEL, Effects, spread

KINDS = (
    (),
    ("region",),
    ("region", "industry-period"),
    ("industry", "region", "period"),
    ("period-region", "industry"),
)


def dummies(names: tuple[str, ...], shape: tuple[int, ...]) -> np.ndarray:
    """One column a group, one row a cell."""
    places = dict(zip(PANEL, np.indices(shape), strict=True))
    columns = [np.ones(shape)[None]] if not names else []
    for name in names:
        codes = sum(places[dim] * 100**k for k, dim in enumerate(name.split("-")))
        columns.append(np.stack([codes == code for code in np.unique(codes)]))
    return np.concatenate(columns).reshape(-1, np.prod(shape)).T.astype(float)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(KINDS), st.integers(0, 1000))
def test_equals_least_squares_on_dummies(names: tuple[str, ...], seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = (3, 4, 5)
    weights = rng.random(shape) * (rng.random(shape) < 0.8)
    values = rng.normal(size=shape)
    root = np.sqrt(weights.ravel())
    d = dummies(names, shape)
    fitted = d @ np.linalg.lstsq(root[:, None] * d, root * values.ravel(), rcond=None)[0]
    seen = weights > 0
    effects = Effects(names, weights)
    left = effects.remove(values)
    np.testing.assert_allclose(
        left[seen], (values.ravel() - fitted).reshape(shape)[seen], atol=1e-9
    )
    parts = sum(
        spread(part, dims) for part, dims in zip(effects.split(values), effects.dims, strict=True)
    )
    np.testing.assert_allclose((values - parts)[seen], left[seen], atol=1e-9)


def test_groups_without_a_cell_have_no_effect() -> None:
    weights = np.ones((2, 3, 4))
    weights[:, 1] = 0
    effects = Effects(("region", "industry-period"), weights)
    assert effects.counts() == [2, 8]
    assert np.isnan(effects.split(np.ones((2, 3, 4)))[0]).tolist() == [False, True, False]
    assert np.isnan(effects.means(np.ones((2, 3, 4)))[0]).tolist() == [False, True, False]


@pytest.mark.parametrize("name", ["country", "region-industry-period", "", "region-"])
def test_unknown_effects_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="is no fixed effect"):
        Effects((name,), np.ones((1, 1, 1)))
