"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "terttu.portal.api"
    label = "api"
