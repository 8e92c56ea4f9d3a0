"""Who may edit a region's pages: Wagtail's groups follow from roles, and from nothing else."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import GroupPagePermission

from terttu.portal.accounts.models import Role
from terttu.portal.pages.models import HomePage
from terttu.portal.regions.models import Region

PAGE_RIGHTS = ("add_page", "change_page", "publish_page")


@transaction.atomic
def sync_editors(region: Region) -> Group:
    """Let the region's administrators edit its pages in every language, and nobody else's."""
    group, _new = Group.objects.get_or_create(name=f"editors of {region.slug}")
    group.permissions.set(
        Permission.objects.filter(content_type__app_label="wagtailadmin", codename="access_admin")
    )
    rights = Permission.objects.filter(
        content_type__app_label="wagtailcore", codename__in=PAGE_RIGHTS
    )
    pages = HomePage.objects.filter(slug__in=[f"{region.slug}-{code}" for code in region.languages])
    GroupPagePermission.objects.filter(group=group).exclude(page__in=pages).delete()
    for page in pages:
        for right in rights:
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=right)
    roles = Role.objects.filter(kind=Role.Kind.ADMINISTRATOR, region=region)
    group.user_set.set(roles.values_list("user", flat=True))
    return group
