"""The published links computed again, on a small made-up folder."""

from __future__ import annotations

import numpy as np
import pytest
from observatory.studies.made_up import write_folder

from terttu.observatory.errors import InputError
from terttu.observatory.studies.us_related import _attenuation, related


@pytest.fixture
def folder(tmp_path):
    write_folder(tmp_path)
    return tmp_path


def test_links_published_from_the_same_areas_come_again_exactly(folder):
    found = related(folder)
    assert (found.areas, found.clusters) == (40, 3)
    same = found.of("employment", "cr_lcemp")
    assert same.correlation == pytest.approx(1)
    assert same.error == pytest.approx(0, abs=1e-12)
    assert found.diagonals == pytest.approx({"cr_lcemp": 0.5, "cr_lcest": 0.5, "cr_lc": 0.5})
    assert {c.way for c in found.compared} >= {
        "mean, corrected by the published diagonal",
        "mean, corrected by the industries of the states",
    }


def test_the_correction_turns_a_correlation_of_sums_into_the_mean_over_pairs():
    # Standardised industries: two clusters of 3 and 4.
    random = np.random.default_rng(1)
    x = random.normal(size=(200, 7)) + random.normal(size=(200, 1))
    x[:, 3:] += random.normal(size=(200, 1))
    x = (x - x.mean(0)) / x.std(0)
    r = np.corrcoef(x.T)
    a, b = slice(0, 3), slice(3, 7)
    inside = np.array([r[s, s][~np.eye(len(r[s, s]), dtype=bool)].mean() for s in (a, b)])
    sums = np.corrcoef(x[:, a].sum(1), x[:, b].sum(1))[0, 1]
    q = _attenuation(np.array([3, 4]), inside)
    assert sums * q[0, 1] == pytest.approx(r[a, b].mean())


def test_a_published_matrix_with_gaps_is_refused(folder):
    path = folder / "us_cluster_mapping/related_clusters_51x51.csv"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:-1]))
    with pytest.raises(InputError, match="has no cr_lcemp for some pairs"):
        related(folder)


def test_clusters_by_area_that_the_states_lack_are_refused(folder):
    path = folder / "us_benchmark_clusters/bcd_naics_to_cluster_all_versions.csv"
    path.write_text(path.read_text().replace("\n20,TRUE", "\n21,TRUE"))
    with pytest.raises(InputError, match="two industries or more"):
        related(folder)
