"""Every address of the portal."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.utils.translation import pgettext_lazy
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as editor_urls
from wagtail.documents import urls as document_urls

from terttu.portal.pages import views
from terttu.portal.pages.sitemap import sitemap

urlpatterns = [
    path("", views.front, name="front"),
    path("theme.css", views.theme_css, name="theme_css"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("", include("terttu.portal.api.urls")),
    path("cms/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("cms/", include(editor_urls)),
    path("documents/", include(document_urls)),
    *i18n_patterns(
        path(pgettext_lazy("address", "accounts/"), include("allauth.urls")),
        path(pgettext_lazy("address", "manage/"), include("terttu.portal.manage.urls")),
        path("", include("terttu.portal.enquiries.urls")),
        path("", include("terttu.portal.pages.urls")),
        path(
            "_util/login/",
            RedirectView.as_view(pattern_name="account_login", query_string=True),
        ),
        path("", include(wagtail_urls)),
    ),
]
