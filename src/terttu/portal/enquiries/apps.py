"""The app's name and label."""

from __future__ import annotations

from django.apps import AppConfig


class EnquiriesConfig(AppConfig):
    name = "terttu.portal.enquiries"
    label = "enquiries"
