"""The model of entry against dummy variables, the definition of its errors, and later periods."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr
from observatory.goldens import presence
from observatory.test_absorption import dummies
from scipy.optimize import minimize
from scipy.special import expit

from terttu.observatory import InputError
from terttu.observatory.measures.density import relatedness_density
from terttu.observatory.measures.entry_model import entry_model
from terttu.observatory.measures.forecast_scores import pr_auc, roc_auc
from terttu.observatory.measures.relatedness import proximity

DIMS = ("period", "region", "industry")
SHAPE = (5, 14, 11)


def panel(seed: int = 0, shape: tuple[int, ...] = SHAPE) -> dict[str, xr.DataArray]:
    """Presences that come with density and PCI, and go at random."""
    rng = np.random.default_rng(seed)
    w, pci = rng.random(shape), rng.normal(size=(shape[0], shape[2]))
    m = np.zeros(shape)
    m[0] = rng.random(shape[1:]) < 0.3
    region = rng.normal(scale=0.5, size=shape[1])[:, None]
    for t in range(1, shape[0]):
        chance = expit(-2 + 3 * w[t - 1] + 0.5 * pci[t - 1] - w[t - 1] * pci[t - 1] + region)
        m[t] = np.where(m[t - 1] == 1, rng.random(shape[1:]) < 0.8, rng.random(shape[1:]) < chance)
    coords = {
        "period": 2000 + np.arange(shape[0]),
        "region": [f"R{n}" for n in range(shape[1])],
        "industry": [f"I{n}" for n in range(shape[2])],
    }
    return {
        "m": xr.DataArray(m, dims=DIMS, coords=coords),
        "w": xr.DataArray(w, dims=DIMS, coords=coords),
        "pci": xr.DataArray(
            pci, dims=("period", "industry"), coords={k: coords[k] for k in ("period", "industry")}
        ),
    }


def design(
    data: dict[str, xr.DataArray], names: tuple[str, ...]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Outcome, terms, dummies and places of the cells at risk, one row a cell."""
    start, end = data["m"].values[:-1], data["m"].values[1:]
    at_risk = (start == 0).ravel()
    w, pci = data["w"].values[:-1], np.broadcast_to(data["pci"].values[:-1, None], start.shape)
    x = np.stack([w.ravel(), pci.ravel(), (w * pci).ravel()], axis=1)
    d = dummies(names, start.shape)
    places = np.indices(start.shape).reshape(3, -1).T
    return end.ravel()[at_risk], x[at_risk], d[at_risk], places[at_risk]


@pytest.mark.parametrize(
    "names", [(), ("region",), ("region", "industry", "period"), ("region", "industry-period")]
)
def test_linear_coefficients_are_those_of_dummy_variables(names: tuple[str, ...]) -> None:
    data = panel()
    found = entry_model(data["m"], data["w"], data["pci"], fixed_effects=names, test_periods=0)
    y, x, d, _ = design(data, names)
    absorbed = "industry-period" in names
    kept = [0, 2] if absorbed else [0, 1, 2]
    expected = np.linalg.lstsq(np.hstack([x[:, kept], d]), y, rcond=None)[0][: len(kept)]
    np.testing.assert_allclose(found.estimates["coefficient"].values[kept], expected, atol=1e-9)
    assert found.absorbed == (("pci",) if absorbed else ())
    assert np.isnan(found.estimates["coefficient"].sel(term="pci")) == absorbed
    assert (found.observations, found.entries) == (y.size, y.sum())


def test_standard_errors_are_clustered_both_ways() -> None:
    """Cameron, Gelbach and Miller (2011), summed cluster by cluster."""
    data = panel(3)
    names = ("region", "period")
    found = entry_model(data["m"], data["w"], data["pci"], fixed_effects=names, test_periods=0)
    y, x, d, places = design(data, names)
    project = d @ np.linalg.pinv(d)
    x, y = x - project @ x, y - project @ y
    bread = np.linalg.inv(x.T @ x)
    scores = x * (y - x @ (bread @ x.T @ y))[:, None]
    n, k = y.size, 3 + 4
    meat = np.zeros((3, 3))
    for ids, sign in (
        (places[:, 1], 1),
        (places[:, 2], 1),
        (places[:, 1] * 100 + places[:, 2], -1),
    ):
        groups = np.unique(ids)
        for group in groups:
            total = scores[ids == group].sum(axis=0)
            meat += (
                sign * np.outer(total, total) * groups.size / (groups.size - 1) * (n - 1) / (n - k)
            )
    expected = np.sqrt(np.diag(bread @ meat @ bread))
    np.testing.assert_allclose(found.estimates["standard_error"].values, expected, rtol=1e-8)
    assert found.clusters == {"region": 14, "industry": 11}
    assert found.estimates.attrs["degrees_of_freedom"] == 10


@pytest.mark.parametrize("names", [(), ("industry",), ("region", "period")])
def test_logit_coefficients_are_the_maximum_of_the_likelihood(names: tuple[str, ...]) -> None:
    data = panel(1)
    found = entry_model(
        data["m"], data["w"], data["pci"], method="logit", fixed_effects=names, test_periods=0
    )
    y, x, d, _ = design(data, names)
    z = np.hstack([x, d])

    def loss(b: np.ndarray) -> float:
        eta = z @ b
        return float(np.sum(np.logaddexp(0, eta) - y * eta) + 1e-12 * (b @ b))

    best = minimize(
        loss, np.zeros(z.shape[1]), jac=lambda b: z.T @ (expit(z @ b) - y) + 2e-12 * b, tol=1e-12
    )
    np.testing.assert_allclose(found.estimates["coefficient"].values, best.x[:3], atol=1e-5)
    assert found.observations == y.size


def test_logit_errors_without_clusters_in_common_are_near_those_of_the_likelihood() -> None:
    data = panel(2, (3, 60, 50))
    found = entry_model(
        data["m"], data["w"], data["pci"], method="logit", fixed_effects=(), test_periods=0
    )
    _, x, _, _ = design(data, ())
    z = np.hstack([x, np.ones((len(x), 1))])
    chance = (
        found.predict(data["w"], data["pci"])
        .values[:-1]
        .ravel()[(data["m"].values[:-1] == 0).ravel()]
    )
    information = z.T @ (z * (chance * (1 - chance))[:, None])
    expected = np.sqrt(np.diag(np.linalg.inv(information)))[:3]
    np.testing.assert_allclose(found.estimates["standard_error"].values, expected, rtol=0.35)


def test_logit_leaves_out_groups_that_say_nothing() -> None:
    data = panel(1)
    m = data["m"].copy()
    m.loc[{"region": "R3"}] = 0
    found = entry_model(
        m, data["w"], data["pci"], method="logit", fixed_effects=("region",), test_periods=0
    )
    without = {
        name: x.drop_sel(region="R3") if "region" in x.dims else x for name, x in data.items()
    }
    again = entry_model(
        without["m"],
        without["w"],
        without["pci"],
        method="logit",
        fixed_effects=("region",),
        test_periods=0,
    )
    np.testing.assert_allclose(
        found.estimates["coefficient"], again.estimates["coefficient"], rtol=1e-9
    )
    assert found.observations == again.observations
    assert found.groups == {"region": 13}
    assert float(found.effects[0].sel(region="R3")) == float(again.effects[0].min())


def test_linear_prediction_is_the_sum_of_its_parts() -> None:
    data = panel()
    found = entry_model(
        data["m"], data["w"], data["pci"], fixed_effects=("region", "industry"), test_periods=0
    )
    y, x, d, _ = design(data, ("region", "industry"))
    z = np.hstack([x, d])
    fitted = z @ np.linalg.lstsq(z, y, rcond=None)[0]
    chance = (
        found.predict(data["w"], data["pci"])
        .values[:-1]
        .ravel()[(data["m"].values[:-1] == 0).ravel()]
    )
    np.testing.assert_allclose(chance, fitted.clip(0, 1), atol=1e-9)


def test_prediction_for_one_later_period_uses_the_mean_effect_of_an_industry() -> None:
    data = panel()
    found = entry_model(data["m"], data["w"], data["pci"])
    now = found.predict(data["w"].isel(period=-1), data["pci"].isel(period=-1))
    assert now.dims == ("region", "industry")
    assert bool(((now >= 0) & (now <= 1)).all())
    stranger = data["w"].isel(period=-1, region=[0]).assign_coords(region=["new"])
    region, industry = found.effects
    b = found.estimates["coefficient"]
    w, pci = stranger, data["pci"].isel(period=-1)
    expected = (
        b.sel(term="density") * w + b.sel(term="density:pci") * w * pci + region.mean() + industry
    )
    np.testing.assert_allclose(
        found.predict(stranger, pci).values, expected.clip(0, 1).values, rtol=1e-9
    )


def test_later_periods_are_held_out_of_the_fit() -> None:
    data = panel(5, (6, 20, 15))
    found = entry_model(
        data["m"],
        data["w"],
        data["pci"],
        fixed_effects=("region",),
        test_periods=2,
        top=(5, 10_000),
    )
    early = {name: x.isel(period=slice(0, 4)) for name, x in data.items()}
    model = entry_model(
        early["m"], early["w"], early["pci"], fixed_effects=("region",), test_periods=0
    )
    terms = {"density": data["w"], "pci": data["pci"], "density:pci": data["w"] * data["pci"]}
    score = model.score(terms).values[3:5].ravel()
    start, end = data["m"].values[3:5].ravel(), data["m"].values[4:6].ravel()
    y, score = end[start == 0], score[start == 0]
    held = found.validation
    assert held is not None
    assert held.attrs["held_out"] == ("2004", "2005")
    assert float(held["roc_auc"]) == pytest.approx(roc_auc(y, score))
    assert float(held["pr_auc"]) == pytest.approx(pr_auc(y, score))
    assert float(held["base_rate"]) == pytest.approx(y.mean())
    assert float(held["precision"][0]) == pytest.approx(y[np.argsort(-score)[:5]].mean())
    assert np.isnan(float(held["precision"].sel(k=10_000)))
    assert float(held["roc_auc"]) > 0.6
    whole = entry_model(
        data["m"], data["w"], data["pci"], fixed_effects=("region",), test_periods=0
    )
    xr.testing.assert_identical(found.estimates, whole.estimates)


def test_what_happens_later_does_not_change_the_forecast() -> None:
    data = panel(6)
    held = entry_model(data["m"], data["w"], data["pci"], horizon=2).validation
    m = data["m"].copy()
    m[-1] = 1 - m[-1]
    again = entry_model(m, data["w"], data["pci"], horizon=2).validation
    assert held is not None
    assert again is not None
    assert float(again["roc_auc"]) == pytest.approx(1 - float(held["roc_auc"]))


def test_what_the_earlier_model_could_not_know_is_not_in_it() -> None:
    data = panel(6)
    held = entry_model(data["m"], data["w"], data["pci"], horizon=2).validation
    m = data["m"].copy()
    m[3] = 1 - m[3]
    again = entry_model(m, data["w"], data["pci"], horizon=2).validation
    assert held is not None
    assert again is not None
    xr.testing.assert_identical(held, again)


def test_effects_are_averaged_over_periods() -> None:
    data = panel()
    names = ("region", "industry-period")
    found = entry_model(data["m"], data["w"], data["pci"], fixed_effects=names, test_periods=0)
    y, x, d, _ = design(data, names)
    b = np.linalg.lstsq(np.hstack([x[:, [0, 2]], d]), y, rcond=None)[0][2:]
    own = b[:14, None] + b[14:].reshape(4, 11).mean(axis=0)
    region, industry = found.effects
    np.testing.assert_allclose(region.values[:, None] + industry.values, own, atol=1e-9)


def test_horizon_looks_so_many_periods_ahead() -> None:
    data = panel()
    found = entry_model(data["m"], data["w"], data["pci"], horizon=2, test_periods=0)
    at_risk = data["m"].values[:-2] == 0
    assert (found.observations, found.entries) == (
        at_risk.sum(),
        data["m"].values[2:][at_risk].sum(),
    )


def test_cells_with_something_missing_are_left_out() -> None:
    data = panel()
    m, w = data["m"].copy(), data["w"].copy()
    m[2, 3, 4] = np.nan
    w[0, 0, :] = np.nan
    before = m.copy(deep=True)
    found = entry_model(m, w, data["pci"], test_periods=0)
    xr.testing.assert_identical(m, before)
    start, end = m.values[:-1], m.values[1:]
    used = (start == 0) & ~np.isnan(end) & ~np.isnan(w.values[:-1])
    assert found.observations == used.sum()
    assert found.estimates.attrs["missing_share"] == pytest.approx(1 / m.size)
    assert int(found.predict(w, data["pci"]).isnull().sum()) == 11


def test_controls_are_terms_of_the_model() -> None:
    data = panel()
    size = xr.DataArray(
        np.random.default_rng(9).normal(size=14),
        dims="region",
        coords={"region": data["m"]["region"]},
    )
    options: dict[str, Any] = {
        "fixed_effects": ("industry",),
        "test_periods": 0,
        "interaction": False,
    }
    found = entry_model(data["m"], data["w"], data["pci"], controls={"size": size}, **options)
    y, x, d, places = design(data, ("industry",))
    z = np.hstack([x[:, :2], size.values[places[:, 1], None], d])
    np.testing.assert_allclose(
        found.estimates["coefficient"], np.linalg.lstsq(z, y, rcond=None)[0][:3], atol=1e-9
    )
    with pytest.raises(InputError, match="controls size"):
        found.predict(data["w"], data["pci"])
    assert found.predict(data["w"], data["pci"], controls={"size": size}).shape == SHAPE


def test_order_of_labels_and_dims_does_not_matter() -> None:
    data = panel()
    found = entry_model(data["m"], data["w"], data["pci"])
    turned = data["m"].isel(region=slice(None, None, -1)).transpose("industry", "region", "period")
    again = entry_model(turned, data["w"], data["pci"].isel(industry=slice(None, None, -1)))
    np.testing.assert_allclose(
        again.estimates["coefficient"], found.estimates["coefficient"], rtol=1e-9
    )
    np.testing.assert_allclose(
        again.estimates["standard_error"], found.estimates["standard_error"], rtol=1e-9
    )


def test_runs_on_the_golden_table_with_its_own_measures() -> None:
    m = presence()
    pci = xr.DataArray(np.linspace(-1, 1, 10), dims="industry")
    density = relatedness_density(m, proximity(m))
    found = entry_model(m, density, pci, fixed_effects=("region",), test_periods=1)
    assert found.observations == int((m[:-1] == 0).sum())
    assert found.validation is not None
    assert 0 <= float(found.validation["roc_auc"]) <= 1


def test_what_cannot_be_fitted_is_refused() -> None:
    data = panel()
    m, w, pci = data["m"], data["w"], data["pci"]
    with pytest.raises(InputError, match="too few to hold out"):
        entry_model(m.isel(period=slice(0, 2)), w, pci)
    with pytest.raises(InputError, match="more than 1 periods"):
        entry_model(m.isel(period=[0]), w, pci)
    with pytest.raises(InputError, match="nothing to explain"):
        entry_model(m * 0, w, pci)
    with pytest.raises(InputError, match="explain each other"):
        entry_model(m, w, pci, controls={"again": 2 * w}, test_periods=0)
    with pytest.raises(InputError, match="without error"):
        entry_model(
            m,
            (m.shift(period=-1, fill_value=0) + w / 10),
            pci,
            method="logit",
            fixed_effects=(),
            test_periods=0,
        )
    with pytest.raises(InputError, match="leave nothing of any term"):
        entry_model(m, w * 0 + 1, pci * 0, test_periods=0)
    with pytest.raises(InputError, match="is no fixed effect"):
        entry_model(m, w, pci, fixed_effects=("land",))
    with pytest.raises(InputError, match="method must be"):
        entry_model(m, w, pci, method="probit")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="horizon must be"):
        entry_model(m, w, pci, horizon=0)
    with pytest.raises(InputError, match="as long as the presences"):
        entry_model(m, w, xr.DataArray(np.zeros(3), dims="industry"))


def test_draws_are_the_model_under_weights_of_regions_and_industries() -> None:
    """Weighted least squares on dummy variables, with the weights that the seed draws."""
    data = panel(4)
    names = ("region", "period")
    found = entry_model(
        data["m"], data["w"], data["pci"], fixed_effects=names, test_periods=0, draws=3, seed=11
    )
    y, x, d, places = design(data, names)
    rng = np.random.default_rng(11)
    for draw in found.draws:
        by_region, by_industry = rng.exponential(size=(14, 1)), rng.exponential(size=11)
        root = np.sqrt((by_region * by_industry)[places[:, 1], places[:, 2]])[:, None]
        z = np.hstack([x, d])
        expected = np.linalg.lstsq(root * z, root[:, 0] * y, rcond=None)[0]
        np.testing.assert_allclose(draw.coefficients, expected[:3], atol=1e-8)
        own = expected[3:17] + expected[17:].mean()
        parts = draw.effects[0].values + float(draw.effects[1])
        np.testing.assert_allclose(parts, own, atol=1e-8)


@pytest.mark.parametrize("method", ["linear", "logit"])
def test_draws_of_independent_cells_spread_by_the_root_of_three_too_much(method: Any) -> None:
    """Owen (2007): products of weights treble the variance where cells share no effect."""
    data = panel(2, (3, 60, 50))
    found = entry_model(
        data["m"],
        data["w"],
        data["pci"],
        method=method,
        fixed_effects=("region",),
        test_periods=0,
        draws=100,
        seed=1,
    )
    drawn = np.std([draw.coefficients for draw in found.draws], axis=0)
    ratio = drawn / found.estimates["standard_error"].values
    assert ratio == pytest.approx(np.sqrt(3), rel=0.35)


def test_interval_is_of_the_predictions_of_the_draws() -> None:
    data = panel(7)
    options: dict[str, Any] = {"method": "logit", "fixed_effects": (), "test_periods": 0}
    found = entry_model(data["m"], data["w"], data["pci"], draws=40, seed=3, **options)
    again = entry_model(data["m"], data["w"], data["pci"], draws=40, seed=3, **options)
    plain = entry_model(data["m"], data["w"], data["pci"], **options)
    xr.testing.assert_identical(found.estimates, plain.estimates)
    now = (data["w"].isel(period=-1), data["pci"].isel(period=-1))
    ends, chance = found.interval(*now), found.predict(*now)
    xr.testing.assert_identical(ends, again.interval(*now))
    w, pci = float(now[0][2, 3]), float(now[1][3])
    by_hand = [
        expit(draw.coefficients @ [w, pci, w * pci] + float(draw.effects[0]))
        for draw in found.draws
    ]
    assert float(ends["low"][2, 3]) == pytest.approx(np.quantile(by_hand, 0.025))
    assert float(ends["high"][2, 3]) == pytest.approx(np.quantile(by_hand, 0.975))
    assert float(((ends["low"] <= chance) & (chance <= ends["high"])).mean()) > 0.95
    narrow = found.interval(*now, confidence=0.5)
    assert bool((narrow["high"] - narrow["low"] < ends["high"] - ends["low"]).all())
    with pytest.raises(InputError, match="fitted with draws"):
        plain.interval(*now)
    with pytest.raises(InputError, match="confidence must"):
        found.interval(*now, confidence=1)


def test_progress_counts_the_fits() -> None:
    data = panel()
    told: list[tuple[int, int]] = []
    entry_model(
        data["m"], data["w"], data["pci"], draws=2, seed=1, progress=lambda *n: told.append(n)
    )
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    told.clear()
    entry_model(
        data["m"], data["w"], data["pci"], test_periods=0, progress=lambda *n: told.append(n)
    )
    assert told == [(1, 1)]
    with pytest.raises(InputError, match="need a seed"):
        entry_model(data["m"], data["w"], data["pci"], draws=2)
