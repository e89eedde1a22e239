"""The ledger of a company: its chart of accounts and its periods."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopedQuerySet, ScopeFields


def local_name(account: Any) -> str:
    """The name of an account in the reader's language."""
    is_english = (get_language() or "").startswith("en")
    return str((is_english and account.name_en) or account.name)


class Standard(models.TextChoices):
    """The accounting standard a company reports under (domain reference §7.1)."""

    SMALL = "small", _("小企业会计准则")
    ASBE = "asbe", _("企业会计准则")


class Side(models.TextChoices):
    DEBIT = "debit", _("借")
    CREDIT = "credit", _("贷")


class AccountKind(models.TextChoices):
    ASSET = "asset", _("资产")
    LIABILITY = "liability", _("负债")
    EQUITY = "equity", _("所有者权益")
    COST = "cost", _("成本")
    INCOME = "income", _("收入")
    EXPENSE = "expense", _("费用")


class Book(models.Model):
    """The one ledger of a company.  Nothing is posted before the day it was opened."""

    VIEW_RIGHT: ClassVar[str] = "accounting.view_trialbalance"
    SCOPE: ClassVar[ScopeFields] = ScopeFields(company="company")

    company = models.OneToOneField(
        "organisation.Company",
        verbose_name=_("公司"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    standard = models.CharField(_("会计准则"), max_length=10, choices=Standard)
    opened_on = models.DateField(_("启用日期"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("建账时间"), auto_now_add=True)
    administrator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("账务管理员"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("公司账")
        verbose_name_plural = _("公司账")
        ordering = ("company_id",)

    def __str__(self) -> str:
        return f"{self.company}"


class Account(models.Model):
    """An account 科目.  Vouchers use leaves only; a parent shows the sum of its children."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="accounts")
    code = models.CharField(_("科目编码"), max_length=20)
    name = models.CharField(_("科目名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)
    kind = models.CharField(_("类别"), max_length=10, choices=AccountKind)
    balance_side = models.CharField(_("余额方向"), max_length=6, choices=Side)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    is_leaf = models.BooleanField(_("末级"), default=True)
    is_cash = models.BooleanField(_("现金类"), default=False)
    dimensions = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("辅助核算"),
        default=list,
        blank=True,
    )
    cash_flow_in = models.CharField(_("流入项目"), max_length=4, blank=True)
    cash_flow_out = models.CharField(_("流出项目"), max_length=4, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("会计科目")
        verbose_name_plural = _("会计科目")
        ordering = ("book_id", "code")
        constraints = (
            models.UniqueConstraint(fields=("book", "code"), name="one_account_per_code"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def path(self) -> str:
        """“应收账款 / 应收客户” in the reader's language; reads the accounts above."""
        names, account = [], self
        while account is not None:
            names.append(local_name(account))
            account = account.parent  # type: ignore[assignment]
        return " / ".join(reversed(names))

    @property
    def level(self) -> int:
        """1 for 1405, 2 for 1405.01, and so on."""
        return self.code.count(".") + 1


class AccountRole(models.Model):
    """What an account is for, in the words of the posting rules: VEHICLE_STOCK, OUTPUT_VAT."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="roles")
    role = models.CharField(_("科目角色"), max_length=40)
    account = models.ForeignKey(
        Account,
        verbose_name=_("会计科目"),
        on_delete=models.PROTECT,
        related_name="roles",
    )

    class Meta:
        verbose_name = _("科目角色")
        verbose_name_plural = _("科目角色")
        ordering = ("role",)
        constraints = (
            models.UniqueConstraint(fields=("book", "role"), name="one_account_per_role"),
        )

    def __str__(self) -> str:
        return self.role


class PeriodStatus(models.TextChoices):
    OPEN = "open", _("未结")
    CLOSING = "closing", _("结账中")
    CLOSED = "closed", _("已结")


class FiscalPeriod(models.Model):
    """A calendar month of a book.  Once closed, nothing in it can change."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="periods")
    year = models.PositiveSmallIntegerField(_("年度"))
    month = models.PositiveSmallIntegerField(_("期间"))
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"))
    status = models.CharField(
        _("状态"), max_length=10, choices=PeriodStatus, default=PeriodStatus.OPEN
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    closed_at = models.DateTimeField(_("结账时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("会计期间")
        verbose_name_plural = _("会计期间")
        ordering = ("book_id", "year", "month")
        constraints = (
            models.UniqueConstraint(fields=("book", "year", "month"), name="one_period_per_month"),
            models.CheckConstraint(
                condition=Q(month__gte=1) & Q(month__lte=12),
                name="period_month_is_a_month",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="period_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"
