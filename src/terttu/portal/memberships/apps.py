"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class MembershipsConfig(AppConfig):
    name = "terttu.portal.memberships"
    label = "memberships"
