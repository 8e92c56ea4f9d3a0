"""Addresses for asking and joining, below the cluster's own."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import pgettext_lazy

from terttu.portal.enquiries import views
from terttu.portal.enquiries.models import Enquiry

app_name = "enquiries"
urlpatterns = [
    path(
        pgettext_lazy("address", "clusters/<slug:slug>/ask/"),
        views.write,
        {"kind": Enquiry.Kind.ASK},
        name="ask",
    ),
    path(
        pgettext_lazy("address", "clusters/<slug:slug>/join/"),
        views.write,
        {"kind": Enquiry.Kind.JOIN},
        name="join",
    ),
    path(pgettext_lazy("address", "clusters/<slug:slug>/thanks/"), views.thanks, name="thanks"),
]
