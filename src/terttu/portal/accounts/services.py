"""Writes: accounts and roles."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from terttu.portal.accounts.models import Role, User
from terttu.portal.clusters.models import Cluster
from terttu.portal.core.audit import record
from terttu.portal.core.mail import send
from terttu.portal.organisations.models import Organisation
from terttu.portal.regions.models import Region


class LastAdministratorError(Exception):
    """A region must keep one administrator."""


@transaction.atomic
def grant(*, by: Any, user: User, kind: str, target: Region | Cluster | Organisation) -> Role:
    """Give a role for a region, cluster or organisation; giving it twice changes nothing."""
    of_target: dict[str, Any] = {target._meta.model_name or "": target}
    role, new = Role.objects.get_or_create(user=user, kind=kind, **of_target)
    if new:
        region = target if isinstance(target, Region) else target.region
        record("role granted", role, by=by, region=region.slug)
    return role


@transaction.atomic
def invite(  # noqa: PLR0913 - every value is named
    *, by: Any, email: str, name: str, language: str, kind: str, target: Region | Cluster
) -> Role:
    """Give somebody a role by e-mail address; whoever has no account gets one, and a mail.

    The account has no password: the mail leads to the page that sets one.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name, language=language)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    before = user.roles.count()
    role = grant(by=by, user=user, kind=kind, target=target)
    if user.roles.count() == before:
        return role
    region = target if isinstance(target, Region) else target.region
    context = {"role": role, "target": target, "region": region}
    send("role_given", to=[user.email], context=context, language=user.language or language)
    return role


@transaction.atomic
def revoke(*, by: Any, role: Role) -> None:
    """Take a role away; the account stays. Raises `LastAdministratorError` for a region's last."""
    kind = Role.Kind.ADMINISTRATOR
    if role.kind == kind and Role.objects.filter(kind=kind, region=role.region).count() == 1:
        raise LastAdministratorError
    region = role.region or (role.cluster.region if role.cluster else None)
    record("role taken away", role, by=by, region=region.slug if region else "")
    role.delete()


@transaction.atomic
def make_administrator(*, email: str, name: str, password: str, region: Region) -> User:
    """An account with all rights in the editor that administers a region.

    Raises `ValidationError` where the password is too weak. An account that is there keeps its own
    password and gets the role.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        validate_password(password)
        user = User.objects.create_superuser(email, password, name=name)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    grant(by=None, user=user, kind=Role.Kind.ADMINISTRATOR, target=region)
    return user
