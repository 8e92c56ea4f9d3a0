"""Writes: a message is stored and confirmed; a manager says what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from terttu.portal.clusters.models import Cluster
from terttu.portal.core.audit import record
from terttu.portal.core.limits import allowed
from terttu.portal.core.mail import send as send_mail
from terttu.portal.enquiries.models import Enquiry

CONFIRMATIONS = 3


@transaction.atomic
def send(
    *, cluster: Cluster, kind: str, token: uuid.UUID, language: str, values: Mapping[str, str]
) -> Enquiry:
    """Store a message, confirm it to its sender and tell the cluster; the same form only once."""
    enquiry, new = Enquiry.objects.get_or_create(
        token=token, defaults={"cluster": cluster, "kind": kind, "language": language, **values}
    )
    if new:
        _tell(enquiry)
    return enquiry


def _tell(enquiry: Enquiry) -> None:
    cluster = enquiry.cluster
    context = {"enquiry": enquiry, "cluster": cluster, "region": cluster.region}
    # The address is not verified: what a stranger wrote is not sent to it, nor often.
    if allowed(f"confirmed:{enquiry.email.lower()}", times=CONFIRMATIONS, seconds=3600):
        send_mail(
            "enquiry_received", to=[enquiry.email], context=context, language=enquiry.language
        )
    default = cluster.region.default_language
    for address, language in sorted(_notified(cluster).items()):
        send_mail("enquiry_new", to=[address], context=context, language=language or default)


def _notified(cluster: Cluster) -> dict[str, str]:
    """Who is told of a message, in which language; without a manager the region's people."""
    managers = cluster.roles.filter(kind="manager")
    roles = managers if managers.exists() else cluster.region.roles.filter(kind="administrator")
    told = dict(roles.values_list("user__email", "user__language"))
    return told | ({cluster.contact_email: ""} if cluster.contact_email else {})


@transaction.atomic
def settle(*, by: Any, enquiry: Enquiry, status: str, note: str) -> None:
    """Say what became of an enquiry; it can be set back to new."""
    changes = {"status": [enquiry.status, status]}
    enquiry.status = status
    enquiry.note = note
    enquiry.handled_by = None if status == Enquiry.Status.NEW else by
    enquiry.handled = None if status == Enquiry.Status.NEW else timezone.now()
    enquiry.save()
    record("settled", enquiry, by=by, region=enquiry.cluster.region.slug, changes=changes)
