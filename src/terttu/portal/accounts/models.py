"""People who log in with an e-mail address, and what each may do where."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terttu.portal.clusters.models import Cluster
from terttu.portal.organisations.models import Organisation
from terttu.portal.regions.models import Region


class UserManager(BaseUserManager["User"]):
    """Makes users; an address is compared without regard to case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user who can log in; without a password only by resetting it."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """The operator's own account: may edit every page; the working area goes by roles."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Nothing about a person is public."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)

    get_short_name = get_full_name


class Role(models.Model):
    """What a user may do: administer a region, manage a cluster, or speak for an organisation."""

    class Kind(models.TextChoices):
        ADMINISTRATOR = "administrator", _("administrator of the region")
        MANAGER = "manager", _("cluster manager")
        MEMBER = "member", _("speaks for an organisation")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.CASCADE, related_name="roles"
    )
    cluster = models.ForeignKey(
        Cluster, null=True, blank=True, on_delete=models.CASCADE, related_name="roles"
    )

    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="roles"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind="administrator", region__isnull=False, cluster=None, organisation=None
                )
                | models.Q(kind="manager", region=None, cluster__isnull=False, organisation=None)
                | models.Q(kind="member", region=None, cluster=None, organisation__isnull=False),
                name="role_fits_what_it_is_for",
            ),
            models.UniqueConstraint(
                fields=["user", "region"],
                condition=models.Q(region__isnull=False),
                name="region_role_once",
            ),
            models.UniqueConstraint(
                fields=["user", "cluster"],
                condition=models.Q(cluster__isnull=False),
                name="cluster_role_once",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation"],
                condition=models.Q(organisation__isnull=False),
                name="organisation_role_once",
            ),
        ]

    def __str__(self) -> str:
        target = self.region or self.cluster or self.organisation
        return f"{self.user}: {self.get_kind_display()} – {target}"
