"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "terttu.portal.regions"
    label = "regions"
