"""Sets of definitions in the database: versions, undoing, and two people at once."""

import pytest
from django.utils.translation import override

from terttu.portal.core.models import AuditEntry
from terttu.portal.insights import definition_services as services, definitions, queries
from terttu.portal.insights.models import DefinitionVersion

pytestmark = pytest.mark.django_db


def content(of):
    return definitions.read(queries.version(of).content)


def test_a_set_starts_from_the_groups_of_an_analysis(own_set, analysis):
    assert {row.code: dict(row.industries) for row in content(own_set)} == analysis.definitions
    assert (own_set.version, own_set.made_from) == (1, analysis)


def test_every_save_is_a_version_and_can_be_undone(own_set, user):
    first = content(own_set)
    without = definitions.remove(first, "D01")
    services.save(
        by=user("aino"),
        of=own_set,
        seen_version=1,
        content=without,
        change=services.REMOVED,
        named="D01",
    )
    own_set.refresh_from_db()
    assert (own_set.version, content(own_set)) == (2, without)
    services.go_back(by=user("aino"), of=own_set, seen_version=2, number=1)
    own_set.refresh_from_db()
    assert (own_set.version, content(own_set)) == (3, first)
    with override("sv"):
        changes = [row.text for row in own_set.versions.all()]
    assert changes == ["gick tillbaka till version 1", "togs bort: D01", "grupperingen gjordes"]
    assert AuditEntry.objects.filter(kind="insights.definitionset").count() == 3


def test_who_saves_on_an_old_version_is_told_and_changes_nothing(own_set, user):
    before = content(own_set)
    args = {"by": user("aino"), "of": own_set, "change": services.EDITED}
    services.save(**args, seen_version=1, content=definitions.remove(before, "D01"))
    for seen in (1, 3):
        with pytest.raises(services.StaleError):
            services.save(**args, seen_version=seen, content=definitions.remove(before, "D02"))
    assert DefinitionVersion.objects.filter(set=own_set).count() == 2


def test_saving_what_is_there_makes_no_version(own_set, user):
    services.save(
        by=user("aino"),
        of=own_set,
        seen_version=1,
        content=content(own_set),
        change=services.EDITED,
    )
    own_set.refresh_from_db()
    assert own_set.version == 1


def test_industries_are_those_of_the_main_table_in_the_newest_analysis(region):
    found = queries.industries(region)
    assert (len(found), found["16"].text("en")) == (30, "Wood products manufacturing")
    assert list(found) == sorted(found)
    assert queries.main_scheme(region) == "industry30"
    assert queries.industries(region, "nothing") == {}
