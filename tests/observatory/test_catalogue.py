"""The catalogue: every measure by name, made from a table as its entry says, period by period."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import xarray as xr
from observatory.goldens import GOLDEN, employment, matrix, rows, vector

from terttu import observatory
from terttu.observatory.errors import InputError
from terttu.observatory.measuring.catalogue import BROUGHT, DERIVED, MEASURES, find_measure
from terttu.observatory.measuring.derivation import Choices, Inputs, calculate
from terttu.observatory.measuring.long_form import as_dataset
from terttu.observatory.measuring.measure_files import read_figures, read_groups, read_plants
from terttu.observatory.measuring.measure_options import defaults, parsed, settable, takes
from terttu.observatory.measuring.results import together

INPUTS = GOLDEN / "inputs"
# The interface that others build on.
NAMES = [
    "location_quotient",
    "symmetric_location_quotient",
    "standardized_location_quotient",
    "presence",
    "diversity",
    "ubiquity",
    "cooccurrence",
    "proximity",
    "relatedness",
    "teece_relatedness",
    "skill_relatedness",
    "relatedness_density",
    "complexity",
    "reflections",
    "fitness",
    "outlook",
    "entry",
    "exit",
    "growth",
    "entry_model",
    "shift_share",
    "ellison_glaeser",
    "maurel_sedillot",
    "coagglomeration",
    "herfindahl",
    "entropy",
    "related_variety",
    "krugman_index",
    "hachman_index",
    "specialization_coefficient",
    "gini",
    "locational_gini",
    "hoover_gini",
    "hoover_index",
    "prody",
    "expy",
    "ease_of_recombination",
    "nestedness",
    "opportunities",
]


@pytest.fixture(scope="module")
def brought() -> Mapping[str, Any]:
    """All that a measure can be given, from the golden inputs."""
    table = employment()
    moves = matrix("inputs/emp_t1.csv").isel(region=slice(0, 10)).rename(region="industry_2")
    return {
        "table": table,
        "units": matrix("inputs/patents.csv", "unit", "industry"),
        "plants": read_plants(INPUTS / "firms.csv", {"value": "emp"}),
        "flows": moves.assign_coords(industry_2=moves["industry"].values),
        "size": read_figures(INPUTS / "regions.csv", "size"),
        "income": read_figures(INPUTS / "regions.csv", "income"),
        "groups": read_groups(INPUTS / "industry_groups.csv"),
        "region": "R03",
    }


# Few draws are enough to see that it runs.
OPTIONS: Mapping[str, dict[str, Any]] = {"relatedness_significance": {"draws": 20}}


def inputs_of(name: str, brought: Mapping[str, Any], **choices: Any) -> Inputs:
    """What the measure has to be given, and nothing it can do without."""
    measure = MEASURES[name]
    needed = [key for key in measure.needs if key not in measure.beside.values()]
    return Inputs({key: brought[key] for key in needed if key in brought}, Choices(**choices))


def measured(name: str, brought: Mapping[str, Any], **choices: Any) -> xr.Dataset:
    inputs = inputs_of(name, brought, **choices)
    return together(calculate(MEASURES[name], inputs, OPTIONS.get(name)))


def test_every_name_of_the_interface_is_in_the_catalogue() -> None:
    assert sorted({*NAMES} - {*MEASURES}) == []


@pytest.mark.parametrize("name", MEASURES)
def test_measure_is_public_and_says_in_one_line_what_it_is(name: str) -> None:
    measure = MEASURES[name]
    assert name in observatory.__all__
    assert measure.function.__name__ == name
    assert (measure.summary[0].isupper(), measure.summary[-1]) == (True, ".")
    assert "`" not in measure.summary


@pytest.mark.filterwarnings("ignore::terttu.observatory.errors.ObservatoryWarning")
@pytest.mark.parametrize("name", MEASURES)
def test_measure_runs_on_the_golden_table(name: str, brought: Mapping[str, Any]) -> None:
    measure = MEASURES[name]
    found = measured(name, brought)
    data, beside = inputs_of(name, brought).all_of(measure)
    whole = measure.function(*data, **beside, **OPTIONS.get(name, {}))
    expected = as_dataset(measure.result(whole) if measure.result else whole)
    assert [*found.data_vars][1:] == [*expected.data_vars][1:]
    for variable, other in zip(found.values(), expected.values(), strict=True):
        assert variable.dims == other.dims
        assert variable.notnull().any()
        if variable.dtype.kind == "U":
            assert variable.values.tolist() == other.values.tolist()
        else:
            np.testing.assert_allclose(
                variable.values.astype(float), other.values.astype(float), rtol=1e-9, atol=1e-12
            )


GOLDEN_OF = {
    "relatedness_density": ("density_diag0", ("region", "industry")),
    "proximity": ("proximity_diag0", ("industry", "industry_2")),
    "cooccurrence": ("cooccurrence", ("industry", "industry_2")),
    "relatedness": ("relatedness_prob", ("industry", "industry_2")),
    "location_quotient": ("lq", ("region", "industry")),
    "prody": ("prody", ("industry",)),
    "expy": ("expy", ("region",)),
    "hoover_gini": ("hoover_gini_pop", ("industry",)),
    "diversity": ("diversity", ("region",)),
}


@pytest.mark.parametrize("name", GOLDEN_OF)
def test_what_is_derived_from_the_table_gives_the_golden_values(
    name: str, brought: Mapping[str, Any]
) -> None:
    file, dims = GOLDEN_OF[name]
    found = measured(name, brought)[name]
    for at, period in enumerate((1, 2, 3)):
        path = f"reference/{file}_t{period}.csv"
        expected = matrix(path, *dims) if len(dims) == 2 else vector(path, *dims)
        ours = found.isel(period=at).transpose(*dims)
        np.testing.assert_allclose(ours.values, expected.values, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("method", ["probability", "association", "cosine", "jaccard"])
def test_density_can_rest_on_another_relatedness(method: str, brought: Mapping[str, Any]) -> None:
    found = measured("relatedness_density", brought, relatedness=method)["relatedness_density"]
    short = "prob" if method == "probability" else method
    expected = matrix(f"reference/density_{short}_t1.csv")
    np.testing.assert_allclose(found.isel(period=0).values, expected.values, rtol=1e-12, atol=1e-12)


def test_relatedness_can_be_cut_to_related_or_not(brought: Mapping[str, Any]) -> None:
    choices = {"relatedness": "probability", "related_from": 1.0}
    found = measured("relatedness_density", brought, **choices)["relatedness_density"]
    expected = matrix("reference/density_prob_bin_t1.csv")
    ours = found.isel(period=0).fillna(0).values
    np.testing.assert_allclose(ours, expected.values, rtol=1e-12, atol=1e-12)


def test_relatedness_below_zero_has_to_be_cut(brought: Mapping[str, Any]) -> None:
    with pytest.raises(InputError, match="--related-from"):
        measured("relatedness_density", brought, relatedness="teece")
    found = measured("relatedness_density", brought, relatedness="teece", related_from=1.0)
    presence = observatory.presence(brought["table"])
    related = (observatory.teece_relatedness(presence) >= 1) * 1.0
    expected = observatory.relatedness_density(presence, related)
    np.testing.assert_array_equal(found["relatedness_density"].values, expected.values)


def test_relatedness_that_is_brought_is_not_derived(brought: Mapping[str, Any]) -> None:
    table = brought["table"].isel(period=[0])
    presence = observatory.presence(table)
    own = observatory.proximity(presence, diagonal="one")
    inputs = Inputs({"table": table, "pairs": own})
    (found,) = calculate(MEASURES["relatedness_density"], inputs)
    expected = matrix("reference/density_diag1_t1.csv")
    np.testing.assert_allclose(found.isel(period=0).values, expected.values, rtol=1e-12, atol=1e-12)


def test_threshold_dtype_and_size_decide_presence(brought: Mapping[str, Any]) -> None:
    table, size = brought["table"], brought["size"]
    inputs = Inputs({"table": table, "size": size}, Choices(threshold=2.0, dtype="float32"))
    found = together(calculate(MEASURES["ubiquity"], inputs))["ubiquity"]
    presence = observatory.presence(table, threshold=2.0, size=size, dtype="float32")
    np.testing.assert_array_equal(found.values, observatory.ubiquity(presence).values)
    assert found.sum() < measured("ubiquity", brought)["ubiquity"].sum()


def test_table_of_presences_is_taken_as_it_is(brought: Mapping[str, Any]) -> None:
    table = matrix("inputs/M_t2.csv")
    inputs = Inputs({"table": table}, Choices(is_presence=True))
    (found,) = calculate(MEASURES["proximity"], inputs)
    expected = matrix("reference/proximity_diag0_t2.csv", "industry", "industry_2")
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-12, atol=1e-12)
    with pytest.raises(InputError, match="0 and 1 alone"):
        list(calculate(MEASURES["proximity"], inputs_of("proximity", brought, is_presence=True)))


def test_sizes_of_several_periods_are_used_each_in_its_own(brought: Mapping[str, Any]) -> None:
    table = brought["table"]
    years = table["period"]
    growing = xr.DataArray([1.0, 2.0, 0.5], dims="period", coords={"period": years})
    sizes = brought["size"] ** growing
    inputs = Inputs({"table": table, "size": sizes})
    found = together(calculate(MEASURES["hoover_index"], inputs))["hoover_index"]
    expected = observatory.hoover_index(table, sizes)
    np.testing.assert_allclose(found.values, expected.values, rtol=1e-12)


@pytest.mark.parametrize(
    ("name", "option"),
    [("hoover_index", "--size"), ("expy", "--income"), ("related_variety", "--groups")],
)
def test_what_was_not_brought_is_named(name: str, option: str, brought: Mapping[str, Any]) -> None:
    with pytest.raises(InputError, match=f"{name} needs .*{option}"):
        list(calculate(MEASURES[name], Inputs({"table": brought["table"]})))


def test_warnings_are_kept_with_the_result_of_their_period(brought: Mapping[str, Any]) -> None:
    parts = list(calculate(MEASURES["fitness"], inputs_of("fitness", brought)))
    assert [len(part.attrs.get("warnings", ())) for part in parts] == [0, 0, 1]
    assert together(parts).attrs["warnings"] == [f"2020:{parts[2].attrs['warnings'][0]}"]


def test_measures_change_nothing_of_what_was_brought(brought: Mapping[str, Any]) -> None:
    before = brought["table"].copy(deep=True)
    for name in ("outlook", "standardized_location_quotient", "growth"):
        measured(name, brought)
    xr.testing.assert_identical(brought["table"], before)


def test_needs_of_a_measure_stand_in_the_order_in_which_they_are_made() -> None:
    assert MEASURES["outlook"].needs == ("table", "presence", "relatedness", "pci")
    assert MEASURES["related_variety"].needs == ("table", "groups")
    used = {name for measure in MEASURES.values() for name in measure.needs}
    assert used == {*BROUGHT, *DERIVED}


@pytest.mark.parametrize("name", ["Location-Quotient", "specialisation_coefficient"])
def test_names_are_found_however_they_are_written(name: str) -> None:
    assert find_measure(name).name in ("location_quotient", "specialization_coefficient")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("proximty", "proximity"),
        ("RCA", "location_quotient"),
        ("eci", "complexity"),
        ("glaeser", "ellison_glaeser"),
    ],
)
def test_unknown_name_gets_the_one_that_may_be_meant(name: str, meant: str) -> None:
    with pytest.raises(InputError, match=f"did you mean {meant}"):
        find_measure(name)


def test_name_that_is_like_no_other_gets_the_list() -> None:
    with pytest.raises(InputError, match=r"no measure 'qqq'; terttu measure --list"):
        find_measure("qqq")


@pytest.mark.parametrize("name", MEASURES)
def test_options_of_a_measure_can_be_said_as_text(name: str) -> None:
    measure = MEASURES[name]
    for option, default in defaults(measure).items():
        text = ",".join(map(str, default)) if isinstance(default, tuple) else str(default)
        assert parsed(measure, [f"{option}={text}"]) == {option: default}
        assert takes(settable(measure)[option])


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("relatedness_density", "nearest=5", {"nearest": 5}),
        ("relatedness_density", "nearest=None", {"nearest": None}),
        ("herfindahl", "normalised=yes", {"normalised": True}),
        ("outlook", "gain=GROSS", {"gain": "gross"}),
        ("fitness", "tolerance=1e-6", {"tolerance": 1e-6}),
        ("entry_model", "top=5,10", {"top": (5, 10)}),
        ("entry_model", "fixed_effects=", {"fixed_effects": ()}),
        ("presence", "dtype=float32", {"dtype": "float32"}),
    ],
)
def test_option_is_typed_by_the_signature(name: str, text: str, value: dict[str, Any]) -> None:
    assert parsed(MEASURES[name], [text]) == value


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("outlook", "gian=net", "no option 'gian'; did you mean gain? there are gain."),
        ("outlook", "gain=all", "gain takes net or gross, not 'all'"),
        ("outlook", "gain", "takes NAME=VALUE, each name once, not 'gain'"),
        ("relatedness_density", "nearest=few", "nearest takes a whole number or none"),
        ("herfindahl", "normalised=perhaps", "normalised takes yes or no"),
        ("entry_model", "top=5,many", "top takes a whole number, or several with commas"),
        ("diversity", "x=1", "diversity has no options of its own, so there is no 'x'"),
        ("location_quotient", "size=3", "no option 'size'"),
    ],
)
def test_wrong_option_is_refused_with_what_there_is(name: str, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        parsed(MEASURES[name], [text])
    assert sentence in str(error.value)


def test_option_said_twice_is_refused() -> None:
    with pytest.raises(InputError, match="each name once"):
        parsed(MEASURES["outlook"], ["gain=net", "gain=gross"])


def test_golden_inputs_are_read_as_they_stand() -> None:
    size = read_figures(INPUTS / "regions.csv", "size")
    header, body = rows("inputs/regions.csv")
    assert header[1] == "pop"
    assert dict(zip(size["region"].values, size.values, strict=True)) == {
        row[0]: float(row[1]) for row in body
    }
