"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class ClustersConfig(AppConfig):
    name = "terttu.portal.clusters"
    label = "clusters"
