"""凭证模板: which accounts a business fact touches.  Accountants edit them; code does not."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.accounting.models.books import AccountRole, Book, Side


class PostingRule(models.Model):
    """How one kind of business fact becomes a voucher in one book.

    Vouchers of a rule with `is_auto_reviewed` are reviewed and posted by the rule itself; the
    rule is the record of that (财会〔2024〕12号 art. 21(1)).  Otherwise they wait for a person.
    """

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="rules")
    code = models.CharField(_("业务"), max_length=60)
    name = models.CharField(_("名称"), max_length=60)
    word = models.CharField(_("凭证字"), max_length=4, default="记")
    summary = models.CharField(_("摘要模板"), max_length=120)
    is_auto_reviewed = models.BooleanField(_("自动审核记账"), default=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("凭证模板")
        verbose_name_plural = _("凭证模板")
        ordering = ("book_id", "code")
        constraints = (
            models.UniqueConstraint(fields=("book", "code"), name="one_posting_rule_per_code"),
        )

    def __str__(self) -> str:
        return f"{self.name}"


class PostingRuleLine(models.Model):
    """One line: the amount named `amount_key` goes to `side` of the account in `account_role`."""

    rule = models.ForeignKey(PostingRule, on_delete=models.CASCADE, related_name="lines")
    line_no = models.PositiveSmallIntegerField(_("行号"))
    side = models.CharField(_("方向"), max_length=6, choices=Side)
    account_role = models.ForeignKey(
        AccountRole,
        verbose_name=_("科目角色"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    amount_key = models.CharField(_("金额"), max_length=30)
    summary = models.CharField(_("摘要模板"), max_length=120, blank=True)
    dimensions = ArrayField(
        models.CharField(max_length=20),
        verbose_name=_("辅助核算"),
        default=list,
        blank=True,
    )
    cash_flow_item = models.CharField(_("现金流量项目"), max_length=4, blank=True)

    class Meta:
        verbose_name = _("凭证模板分录")
        verbose_name_plural = _("凭证模板分录")
        ordering = ("rule_id", "line_no")
        constraints = (
            models.UniqueConstraint(fields=("rule", "line_no"), name="posting_rule_lines_numbered"),
        )

    def __str__(self) -> str:
        return f"{self.get_side_display()} {self.account_role} {self.amount_key}"
