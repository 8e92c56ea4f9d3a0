"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "terttu.portal.pages"
    label = "pages"
