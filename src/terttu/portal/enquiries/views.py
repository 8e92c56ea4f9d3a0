"""Asking a cluster, or wishing to join it."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from terttu.portal.clusters import queries as clusters
from terttu.portal.core.limits import allowed
from terttu.portal.enquiries import services
from terttu.portal.enquiries.forms import EnquiryForm
from terttu.portal.enquiries.models import Enquiry
from terttu.portal.regions.request import RegionRequest

# More than any person needs from one address in an hour.
HOURLY = 10


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: RegionRequest, slug: str, kind: str) -> HttpResponse:
    """The form, and what was typed stays in it until it has been sent."""
    cluster = get_object_or_404(clusters.public(request.region), slug=slug)
    form = EnquiryForm(request.POST or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        if allowed(f"enquiry:{get_adapter().get_client_ip(request)}", times=HOURLY, seconds=3600):
            values = {name: form.cleaned_data[name] for name in EnquiryForm.Meta.fields}
            services.send(
                cluster=cluster,
                kind=kind,
                token=form.cleaned_data["token"],
                language=get_language() or cluster.region.default_language,
                values=values,
            )
            return redirect("enquiries:thanks", slug=slug)
        form.add_error(
            None, _("Many messages have come from here within an hour. Try again later.")
        )
    status = 200 if not form.errors else 422
    context = {"cluster": cluster, "form": form, "joining": kind == Enquiry.Kind.JOIN}
    return render(request, "enquiries/write.html", context, status=status)


@require_safe
def thanks(request: RegionRequest, slug: str) -> HttpResponse:
    """The message is stored; what happens next."""
    cluster = get_object_or_404(clusters.public(request.region), slug=slug)
    return render(request, "enquiries/thanks.html", {"cluster": cluster})
