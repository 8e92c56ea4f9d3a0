"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class StrategyConfig(AppConfig):
    name = "terttu.portal.strategy"
    label = "strategy"
