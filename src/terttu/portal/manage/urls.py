"""Addresses of the working area."""

from __future__ import annotations

from django.urls import path

from terttu.portal.manage import administration, candidates, definitions, groups, jobs, views

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
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/cancel/", jobs.cancel, name="cancel_job"),
    path("jobs/<int:pk>/retry/", jobs.retry, name="retry_job"),
    path("definitions/", definitions.set_list, name="definition_sets"),
    path("definitions/new/", definitions.new_set, name="new_definitions"),
    path("definitions/<int:pk>/", definitions.overview, name="definitions"),
    path("definitions/<int:pk>/history/", definitions.history, name="definition_history"),
    path("definitions/<int:pk>/csv/", definitions.download, name="definition_csv"),
    path("definitions/<int:pk>/rename/", definitions.rename, name="rename_definitions"),
    path("definitions/<int:pk>/put-away/", definitions.put_away, name="put_definitions_away"),
    path("definitions/<int:pk>/run/", definitions.run, name="run_definitions"),
    path("definitions/<int:pk>/back/<int:number>/", groups.go_back, name="go_back"),
    path("definitions/<int:pk>/groups/new/", groups.group, name="new_group"),
    path("definitions/<int:pk>/groups/<slug:code>/edit/", groups.group, name="group"),
    path("definitions/<int:pk>/groups/<slug:code>/split/", groups.split, name="split_group"),
    path("definitions/<int:pk>/groups/<slug:code>/merge/", groups.merge, name="merge_group"),
    path("definitions/<int:pk>/groups/<slug:code>/remove/", groups.remove, name="remove_group"),
    path("candidates/", candidates.candidate_list, name="candidates"),
    path("candidates/<slug:fingerprint>/<slug:code>/", candidates.candidate, name="candidate"),
    path("candidates/<slug:fingerprint>/<slug:code>/attach/", candidates.attach, name="attach"),
    path("exhibits/<int:pk>/<slug:what>/", candidates.exhibit, name="exhibit"),
    path("analyses/<slug:fingerprint>/compare/", candidates.compare, name="compare"),
    path("analyses/<slug:fingerprint>/publish/", candidates.publish, name="publish"),
]
