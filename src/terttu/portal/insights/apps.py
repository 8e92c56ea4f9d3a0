"""The app's name and label, and the kind of job it brings."""

from __future__ import annotations

from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "terttu.portal.insights"
    label = "insights"

    def ready(self) -> None:
        from terttu.portal.insights import rerun  # noqa: PLC0415 - app ready
        from terttu.portal.jobs import kinds  # noqa: PLC0415 - app ready

        kinds.register(rerun.KIND)
