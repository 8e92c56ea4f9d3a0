"""A region's folder: what it makes, what it leaves alone, and what it says of a mistake."""

import shutil

import pytest

from terttu.portal.clusters.models import Benefit, Cluster
from terttu.portal.clusters.services import set_benefits, update
from terttu.portal.manage.folder import apply_folder
from terttu.portal.organisations.models import Organisation
from terttu.portal.pages.models import HomePage
from terttu.portal.regions.folder import FolderError
from terttu.portal.regions.models import Region
from terttu.portal.strategy.models import ThemeIndustry


@pytest.fixture
def folder(examples, tmp_path):
    return shutil.copytree(examples / "etela-savo", tmp_path / "etela-savo")


def apply(folder):
    return apply_folder(folder)


def edit(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.django_db
def test_applying_again_changes_nothing(folder):
    _region, report = apply(folder)
    assert (report.created, report.updated, report.kept) == (0, 0, [])


@pytest.mark.django_db
def test_a_change_in_the_folder_reaches_what_nobody_edited(folder):
    edit(folder / "clusters.toml", 'place = "EcoSairila, Mikkeli"', 'place = "Mikkeli"')
    _region, report = apply(folder)
    assert (report.updated, report.kept) == (1, [])
    assert Cluster.objects.get(slug="bem").place == "Mikkeli"


@pytest.mark.django_db
def test_what_was_edited_in_the_portal_stays_and_is_reported(folder, user):
    bem = Cluster.objects.get(slug="bem")
    update(by=user("helmi"), cluster=bem, seen_version=1, values={"place": "Sairila"})
    edit(folder / "clusters.toml", 'place = "EcoSairila, Mikkeli"', 'place = "Mikkeli"')
    _region, report = apply(folder)
    assert report.kept == ["cluster bem: place"]
    assert Cluster.objects.get(slug="bem").place == "Sairila"


@pytest.mark.django_db
def test_an_edited_list_of_benefits_stays(folder, user, food):
    set_benefits(by=user("bengt"), cluster=food, benefits=[{"what": {"fi": "Oma hyöty"}}])
    _region, report = apply(folder)
    assert report.kept == ["benefits ruokaklusteri"]
    assert [str(row) for row in Benefit.objects.filter(cluster=food)] == ["Oma hyöty"]


@pytest.mark.django_db
def test_what_was_deleted_in_the_portal_is_not_made_again(folder):
    Organisation.objects.get(region__slug="etela-savo", slug="demo-saimaan-esimerkki").delete()
    _region, report = apply(folder)
    assert report.kept == ["organisation demo-saimaan-esimerkki (deleted)"]


@pytest.mark.django_db
def test_the_weights_of_a_theme_come_from_the_csv(folder):
    edit(folder / "theme_industries.csv", "forest,industry30,16,1.0", "forest,industry30,16,0.9")
    apply(folder)
    rows = ThemeIndustry.objects.filter(theme__slug="forest", theme__strategy__slug="2022-2027")
    assert rows.get(scheme="industry30", code="16").weight == 0.9


@pytest.mark.django_db
def test_a_new_region_needs_only_a_folder_of_its_own(folder):
    edit(folder / "region.toml", 'slug = "etela-savo"', 'slug = "kainuu"')
    edit(folder / "region.toml", 'languages = ["fi", "sv", "en"]', 'languages = ["en", "et"]')
    (folder / "accounts.toml").unlink()
    region, report = apply(folder)
    assert (region.default_language, region.site.hostname) == ("en", "kainuu.localhost")
    assert report.created > 100
    pages = HomePage.objects.filter(slug__startswith="kainuu-").select_related("locale")
    assert sorted(page.locale.language_code for page in pages) == ["en", "et"]
    assert Region.objects.filter(site__is_default_site=True).get().slug == "etela-savo"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("region.toml", 'slug = "etela-savo"', "", "has no 'slug'"),
        ("region.toml", '"sv", "en"]', '"sv", "klingon"]', "language 'klingon' is not known"),
        ("strategy.toml", 'icon = "tree"', "icon = tree", "Correct that line"),
        (
            "clusters.toml",
            'life_cycle = "registered" ',
            'life_cycle = "rekisteröity" ',
            "Use one of: idea",
        ),
        (
            "clusters.toml",
            'organisation = "xamk"',
            'organisation = "xam"',
            "'xam' is not in organisations.toml",
        ),
        ("organisations.toml", 'kind = "authority"', 'kind = "office"', "of kind 'office'"),
        (
            "theme_industries.csv",
            "forest,industry30,16",
            "forrest,industry30,16",
            "no theme 'forrest'",
        ),
        ("theme_industries.csv", "industry30,16,1.0", "industry30,16,much", "'much'"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_nothing_is_applied(folder, file, old, new, said):
    edit(folder / file, old, new)
    before = list(Cluster.objects.order_by("pk").values())
    with pytest.raises(FolderError) as caught:
        apply(folder)
    assert said in str(caught.value)
    assert file in str(caught.value)
    assert list(Cluster.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_folder_without_region_toml_is_refused(tmp_path):
    with pytest.raises(FolderError, match=r"there is no region\.toml"):
        apply(tmp_path)
