"""Credit: how much a customer may owe, and limits lent from one customer to another (信用额度)."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.parties.models.customers import Customer


class CreditLimit(models.Model):
    """A limit of a customer for a term (信用额度).

    Rows are only added: on a day the newest row that covers it holds, so the rows are the history.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="credit_limits", verbose_name=_("客户")
    )
    amount = models.DecimalField(_("额度"), max_digits=14, decimal_places=2)
    starts_on = models.DateField(_("生效日期"))
    ends_on = models.DateField(_("截止日期"))
    reason = models.CharField(_("依据"), max_length=200)
    set_at = models.DateTimeField(_("设置时间"), default=timezone.now, editable=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("信用额度")
        verbose_name_plural = _("信用额度")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (models.Index(fields=("customer", "-id"), name="credit_limit_of_customer"),)
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=0), name="credit_limit_not_negative"),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="credit_limit_has_a_term"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="credit_limit_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.amount}"


class CreditLoan(models.Model):
    """A part of one customer's limit that another may use until a day (额度借用).

    It counts on every day from `starts_on` to `until_on`, unless `returned_on`, the first day on
    which it no longer counts, comes earlier.
    """

    lender = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="credit_lent", verbose_name=_("借出方")
    )
    borrower = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="credit_borrowed", verbose_name=_("借入方")
    )
    amount = models.DecimalField(_("借用额度"), max_digits=14, decimal_places=2)
    starts_on = models.DateField(_("借用日期"))
    until_on = models.DateField(_("归还日期"))
    reason = models.CharField(_("事由"), max_length=200)
    returned_on = models.DateField(_("实际归还"), null=True, blank=True, editable=False)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    lent_at = models.DateTimeField(_("登记时间"), default=timezone.now, editable=False)
    lent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("额度借用")
        verbose_name_plural = _("额度借用")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            models.Index(
                fields=("until_on",),
                condition=Q(returned_on__isnull=True),
                name="credit_loan_to_return",
            ),
        )
        constraints = (
            models.CheckConstraint(condition=Q(amount__gt=0), name="credit_loan_is_positive"),
            models.CheckConstraint(
                condition=~Q(lender=F("borrower")), name="credit_loan_has_two_sides"
            ),
            models.CheckConstraint(
                condition=Q(until_on__gte=F("starts_on")), name="credit_loan_has_a_term"
            ),
            models.CheckConstraint(
                condition=Q(returned_on__isnull=True) | Q(returned_on__gte=F("starts_on")),
                name="credit_loan_returned_after_it_began",
            ),
        )

    def __str__(self) -> str:
        return f"{self.lender_id} → {self.borrower_id}: {self.amount}"

    def counts_on(self, day: date) -> bool:
        """Whether the borrower has it on that day."""
        back = self.returned_on
        return self.starts_on <= day <= self.until_on and (back is None or day < back)
