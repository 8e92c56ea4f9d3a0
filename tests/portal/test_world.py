"""The two example regions as a folder makes them."""

import pytest

from terttu.portal.clusters.models import Cluster
from terttu.portal.insights.models import Analysis
from terttu.portal.regions.models import Region


@pytest.mark.django_db
def test_regions_come_from_their_folders():
    assert list(Region.objects.order_by("pk").values_list("slug", "languages")) == [
        ("etela-savo", ["fi", "sv", "en"]),
        ("pohjanmaa", ["sv", "fi", "en"]),
    ]
    assert Cluster.objects.filter(region__slug="etela-savo").count() == 2
    assert Analysis.objects.count() == 2
