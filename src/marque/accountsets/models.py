"""Account sets 账套: one PostgreSQL schema each, so that no query can reach from one to another."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_tenants.models import DomainMixin, TenantMixin

PATTERN = re.compile(r"^[a-z][a-z0-9_]{1,29}$")
CODE = RegexValidator(PATTERN, _("账套代码用小写字母开头，只含小写字母、数字和下划线"))
SYSTEM = "system"
"""The code of the public schema, where system administrators work."""


class AccountSetStatus(models.TextChoices):
    CREATING = "creating", _("创建中")
    ACTIVE = "active", _("使用中")
    ARCHIVED = "archived", _("已归档")
    FAILED = "failed", _("创建失败")


class AccountSetQuerySet(models.QuerySet["AccountSet"]):
    def open(self) -> AccountSetQuerySet:
        """The sets that people may log in to, without the system's own."""
        return self.filter(status=AccountSetStatus.ACTIVE).exclude(code=SYSTEM)

    def books(self) -> AccountSetQuerySet:
        """All sets of books, archived ones too, without the system's own."""
        return self.exclude(code=SYSTEM)


class AccountSet(TenantMixin):
    """A closed world of companies, people, documents and books."""

    auto_create_schema = False
    code = models.CharField(_("账套代码"), max_length=30, unique=True, validators=[CODE])
    name = models.CharField(_("账套名称"), max_length=60)
    starts_on = models.DateField(_("启用日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=AccountSetStatus, default=AccountSetStatus.CREATING
    )
    is_practice = models.BooleanField(_("练习账套"), default=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    archived_at = models.DateTimeField(_("归档时间"), null=True, blank=True)
    note = models.TextField(_("说明"), blank=True, max_length=2000)

    objects: ClassVar[Any] = AccountSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("账套")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z][a-z0-9_]{1,29}$"),
                name="account_set_code_is_plain",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Host(DomainMixin):
    """A host name that always opens one account set."""

    class Meta:
        verbose_name = _("账套域名")

    def __str__(self) -> str:
        return str(self.domain)
