"""Addresses of the public pages, in the words of each language."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import pgettext_lazy

from terttu.portal.pages import analysis, assessment, views

app_name = "pages"


urlpatterns = [
    path(pgettext_lazy("address", "strategy/"), views.strategy, name="strategy"),
    path(pgettext_lazy("address", "themes/<slug:slug>/"), views.theme, name="theme"),
    path(pgettext_lazy("address", "clusters/"), views.cluster_list, name="clusters"),
    path(pgettext_lazy("address", "clusters/<slug:slug>/"), views.cluster, name="cluster"),
    path(pgettext_lazy("address", "organisations/"), views.organisation_list, name="organisations"),
    path(
        pgettext_lazy("address", "organisations/<slug:slug>/"),
        views.organisation,
        name="organisation",
    ),
    path(pgettext_lazy("address", "analysis/"), analysis.analysis, name="analysis"),
    path(
        pgettext_lazy("address", "analysis/<slug:fingerprint>/"),
        analysis.analysis,
        name="analysis_version",
    ),
    path(
        pgettext_lazy("address", "analysis/<slug:fingerprint>/regions/"),
        assessment.regions,
        name="analysis_regions",
    ),
    path(
        pgettext_lazy("address", "analysis/<slug:fingerprint>/candidates/<slug:code>/"),
        analysis.candidate,
        name="candidate",
    ),
    path(
        pgettext_lazy("address", "analysis/<slug:fingerprint>/files/<path:path>"),
        analysis.file,
        name="analysis_file",
    ),
    path(
        pgettext_lazy("address", "accessibility/"),
        views.house,
        {"page": "accessibility"},
        name="accessibility",
    ),
    path(pgettext_lazy("address", "privacy/"), views.house, {"page": "privacy"}, name="privacy"),
    path(pgettext_lazy("address", "data/"), views.house, {"page": "data"}, name="data"),
]
