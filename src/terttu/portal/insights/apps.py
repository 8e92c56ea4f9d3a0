"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "terttu.portal.insights"
    label = "insights"
