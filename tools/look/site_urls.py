"""Addresses and views of the preview site."""

from __future__ import annotations

import samples
import site_settings
from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from terttu.portal.regions.theme import stylesheet


class SampleForm(forms.Form):
    """One field of each kind, one of them wrong."""

    name = forms.CharField(label="Name of the organisation", help_text="As in the trade register.")
    email = forms.EmailField(label="Email address")
    kind = forms.ChoiceField(
        label="Kind",
        choices=[("c", "Company"), ("r", "Research organisation"), ("a", "Authority")],
    )
    text = forms.CharField(label="What do you offer?", widget=forms.Textarea, required=False)
    wish = forms.ChoiceField(
        label="What is this about?",
        widget=forms.RadioSelect,
        choices=[("ask", "I have a question"), ("join", "I would like to join")],
    )
    consent = forms.BooleanField(label="The contact may store my message", help_text="Two years.")


def front(request: HttpRequest) -> HttpResponse:
    """The front page."""
    return render(request, "front.html", samples.content())


def page(request: HttpRequest, name: str) -> HttpResponse:
    """Any other page of tools/look/pages."""
    form = SampleForm({"name": "Saimaan Puu Oy", "email": "not an address", "kind": "c"})
    if name == "parts":
        messages.success(request, "The goals were saved.")
        messages.error(request, "The file could not be read: row 12 has no year.")
    return render(request, f"{name}.html", samples.content() | {"form": form})


def theme_css(request: HttpRequest) -> HttpResponse:
    """The region's stylesheet."""
    themes = dict(zip(samples.SLUGS, site_settings.colours["themes"], strict=True))
    css = stylesheet(brand=site_settings.colours["brand"], themes=themes)
    return HttpResponse(css, content_type="text/css")


def sign_in(request: HttpRequest) -> HttpResponse:
    """Log the sample user in, freshly enough for every account page."""
    from allauth.account.models import EmailAddress

    user, _ = get_user_model().objects.get_or_create(
        username="manager", email="manager@example.org"
    )
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    login(request, user, backend=site_settings.settings.AUTHENTICATION_BACKENDS[0])
    from allauth.account.internal.flows.login import record_authentication

    record_authentication(request, user, "password", reauthenticated=True)
    return HttpResponse("signed in")


def sign_out(request: HttpRequest) -> HttpResponse:
    """Log out."""
    logout(request)
    return HttpResponse("signed out")


def missing(request: HttpRequest) -> HttpResponse:
    """The page for an address that is not there."""
    return render(request, "404.html", status=404)


urlpatterns = [
    path("", front),
    path("page/<slug:name>/", page),
    path("theme.css", theme_css),
    path("sign-in/", sign_in),
    path("sign-out/", sign_out),
    path("nowhere/", missing),
    path("account/", include("allauth.urls")),
]
