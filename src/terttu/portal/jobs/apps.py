"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "terttu.portal.jobs"
    label = "jobs"
