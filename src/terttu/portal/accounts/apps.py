"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "terttu.portal.accounts"
    label = "accounts"
