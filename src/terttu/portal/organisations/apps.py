"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "terttu.portal.organisations"
    label = "organisations"
