"""Addresses of the working area."""

from __future__ import annotations

from django.urls import path

from terttu.portal.manage import administration, views

app_name = "manage"
urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("clusters/<slug:slug>/", views.cluster, name="cluster"),
    path("clusters/<slug:slug>/goals/", views.rows, {"part": "goals"}, name="goals"),
    path("clusters/<slug:slug>/benefits/", views.rows, {"part": "benefits"}, name="benefits"),
    path("enquiries/", views.enquiry_list, name="enquiries"),
    path("enquiries/<int:pk>/", views.enquiry, name="enquiry"),
    path("import/", administration.import_analysis, name="import"),
    path("analyses/<slug:fingerprint>/withdraw/", administration.withdraw, name="withdraw"),
    path("analyses/<slug:fingerprint>/<slug:code>/adopt/", administration.adopt, name="adopt"),
    path("themes/", administration.themes, name="themes"),
    path("themes/<slug:slug>/<slug:scheme>/", administration.weights, name="weights"),
    path("people/", administration.people, name="people"),
    path("people/<int:pk>/revoke/", administration.revoke, name="revoke"),
    path("audit/", administration.audit, name="audit"),
]
