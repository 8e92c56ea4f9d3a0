"""The address of the open API."""

from __future__ import annotations

from django.urls import path

from terttu.portal.api.views import api

urlpatterns = [path("api/v1/", api.urls)]
