"""Pages that editors write: the front page and pages of text, one tree per language."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import CharBlock, RichTextBlock, StructBlock, URLBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, PagePermissionTester

from terttu.portal.pages.home import home_context
from terttu.portal.regions.request import RegionRequest

TEXT_FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link"]


class QuoteBlock(StructBlock):
    """Somebody's words, with who said them."""

    text = RichTextBlock(features=["bold", "italic"], label=_("Quote"))
    who = CharBlock(label=_("Who said it"))

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "pages/blocks/quote.html"


class FactBlock(StructBlock):
    """A statement with the address where it can be read."""

    text = CharBlock(label=_("Fact"))
    source = URLBlock(label=_("Source"))

    class Meta:
        icon = "info-circle"
        label = _("Fact with its source")
        template = "pages/blocks/fact.html"


BLOCKS: list[tuple[str, Any]] = [
    (
        "text",
        RichTextBlock(features=TEXT_FEATURES, label=_("Text"), template="pages/blocks/text.html"),
    ),
    ("quote", QuoteBlock()),
    ("fact", FactBlock()),
]


class FrontPagePermissions(PagePermissionTester):
    """A front page carries a region's site: it is edited, never deleted, moved or taken offline."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:  # noqa: ARG002, FBT001, FBT002
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_copy(self) -> bool:
        return False


class HomePage(Page):
    """The front page: words by editors; themes, clusters and findings come from the data."""

    heading = models.CharField(_("heading"), max_length=120)
    lead = models.TextField(_("first lines"), blank=True)
    cluster_definition = RichTextField(_("what a cluster is"), features=TEXT_FEATURES, blank=True)
    cluster_definition_source = models.URLField(_("source"), blank=True, max_length=500)
    for_companies = RichTextField(
        _("what is in it for a company"), features=TEXT_FEATURES, blank=True
    )
    for_companies_source = models.URLField(_("source"), blank=True, max_length=500)
    body = StreamField(BLOCKS, blank=True, verbose_name=_("more"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("heading"), FieldPanel("lead")], heading=_("Top of the page")),
        MultiFieldPanel(
            [FieldPanel("cluster_definition"), FieldPanel("cluster_definition_source")]
        ),
        MultiFieldPanel([FieldPanel("for_companies"), FieldPanel("for_companies_source")]),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    # The slug says whose page it is, so it is not for editing.
    promote_panels: ClassVar[list[Any]] = [
        FieldPanel("seo_title"),
        FieldPanel("search_description"),
    ]
    template = "pages/home.html"

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return FrontPagePermissions(user, self)

    def get_context(self, request: RegionRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, *args, **kwargs) | home_context(request.region)


class TextPage(Page):
    """A page of text; it knows its own address in the region's other languages."""

    intro = models.TextField(_("first lines"), blank=True)
    body = StreamField(BLOCKS, blank=True, verbose_name=_("text"))

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["pages.HomePage", "pages.TextPage"]
    template = "pages/text.html"

    def get_context(self, request: RegionRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        versions = self.get_translations(inclusive=True).live().select_related("locale")
        request.translations = {
            page.locale.language_code: page.get_url(request) for page in versions
        }
        return super().get_context(request, *args, **kwargs)
