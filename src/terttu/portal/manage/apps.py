"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class ManageConfig(AppConfig):
    name = "terttu.portal.manage"
    label = "manage"
