"""Every request belongs to the region of its host, and speaks one of the region's languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_path
from django.utils.translation.trans_real import parse_accept_lang_header

from terttu.portal.core.translated import set_language_order
from terttu.portal.regions.models import Region
from terttu.portal.regions.queries import region_of
from terttu.portal.regions.request import RegionRequest

Handler = Callable[[HttpRequest], HttpResponse]
NO_REGION = (
    "No region is set up here yet. Apply a region's folder:\n  terttu region examples/etela-savo\n"
)


class RegionMiddleware:
    """Sets `request.region`; without one there is nothing to serve but a sentence that says so."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        region = region_of(request)
        if region is None:
            return HttpResponseNotFound(NO_REGION, content_type="text/plain; charset=utf-8")
        cast("RegionRequest", request).region = region
        set_language_order(region.languages)
        return self.get_response(request)


class RegionLocaleMiddleware(LocaleMiddleware):
    """The language of the path, else the one that the reader's browser asks for."""

    def process_request(self, request: HttpRequest) -> None:
        region = cast("RegionRequest", request).region
        translation.activate(language_for(request, region))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response.setdefault("Content-Language", translation.get_language())
        if not get_language_from_path(request.path_info):
            patch_vary_headers(response, ("Accept-Language",))
        return response


def language_for(request: HttpRequest, region: Region) -> str:
    """The language of the path, else of the browser's list, else the region's first."""
    if (code := get_language_from_path(request.path_info)) in region.languages:
        return str(code)
    for accepted, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        for code in (accepted, accepted.partition("-")[0]):
            if code in region.languages:
                return code
    return region.default_language if region.languages else settings.LANGUAGE_CODE
