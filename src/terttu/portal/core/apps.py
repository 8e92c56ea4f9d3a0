"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "terttu.portal.core"
    label = "core"
