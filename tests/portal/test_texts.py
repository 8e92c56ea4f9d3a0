"""Text in several languages: the value, its fallback, sorting, forms, and the catalogues."""

import messages
import pytest
from django.utils.translation import override

from terttu.portal.core.fields import TranslatedFormField, in_language
from terttu.portal.core.translated import Translated, translated, using_language_order
from terttu.portal.organisations.models import Organisation


def test_no_text_of_the_portal_lacks_a_translation():
    assert messages.faults() == []


@pytest.mark.parametrize(
    ("texts", "reader", "language"),
    [
        ({"fi": "vesi", "sv": "vatten"}, "sv", "sv"),
        ({"fi": "vesi", "sv": "vatten"}, "en", "fi"),
        ({"sv": "vatten", "et": "vesi"}, "en", "sv"),
        ({"et": "vesi"}, "en", "et"),
        ({"fi": "", "sv": "vatten"}, "fi", "sv"),
        ({"sv": "vatten"}, "sv-fi", "sv"),
        ({}, "fi", None),
    ],
)
def test_a_reader_gets_the_stated_fallback(texts, reader, language):
    with using_language_order(["fi", "sv", "en"]):
        value = Translated(texts)
        assert value.language(reader) == language
        assert value.text(reader) == texts.get(language, "")


def test_a_bare_text_belongs_to_the_regions_first_language():
    with using_language_order(["sv", "fi"]):
        assert translated("vatten") == {"sv": "vatten"}
        assert translated("") == {}


@pytest.mark.django_db
def test_sorting_follows_the_readers_language_on_the_database(other_region):
    Organisation.objects.all().delete()
    for slug, name in (
        ("a", {"fi": "Beta", "sv": "alfa"}),
        ("b", {"fi": "Alfa", "sv": "beta"}),
        ("c", {"fi": "Aamu"}),
    ):
        Organisation.objects.create(region=other_region, slug=slug, name=name)

    def order(code):
        rows = Organisation.objects.order_by(in_language("name", code))
        return "".join(rows.values_list("slug", flat=True))

    assert (order("fi"), order("sv")) == ("cba", "cab")


def test_a_form_asks_in_the_languages_of_the_region_that_is_served():
    class Form(__import__("django").forms.Form):
        name = TranslatedFormField()

    with using_language_order(["sv", "et"]):
        form = Form({"name_sv": "Vatten", "name_et": "", "name_fi": "Vesi"})
        assert form.is_valid()
        assert form.cleaned_data["name"] == {"sv": "Vatten"}
        assert 'lang="et"' in str(form["name"])
        assert not Form({"name_fi": "Vesi"}).is_valid()
        with override("en"):
            too_long = Form({"name_sv": "x" * 301})
            assert "300" in str(too_long.errors)
