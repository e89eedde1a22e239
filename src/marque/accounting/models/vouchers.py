"""记账凭证 and its lines.  What is posted is never edited, only reversed in red."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.accounting.facts import dimension_text
from marque.accounting.models.books import Account, Book, FiscalPeriod
from marque.accounting.models.rules import PostingRule
from marque.accounting.workflow import COLOURS, VOUCHER_WORKFLOW, VoucherStatus
from marque.foundation.access.authority import authority_of
from marque.foundation.access.querysets import ScopedQuerySet, ScopeFields, rows_within
from marque.foundation.documents.models import StatusChange
from marque.kernel.workflow import Transition, Workflow


class VoucherWord(models.TextChoices):
    """凭证字: each has its own continuous numbers in a period."""

    GENERAL = "记", _("记")
    RECEIPT = "收", _("收")
    PAYMENT = "付", _("付")
    TRANSFER = "转", _("转")


class VoucherKind(models.TextChoices):
    NORMAL = "normal", _("日常")
    OPENING = "opening", _("期初")
    CLOSING = "closing", _("结转")


class VoucherCounter(models.Model):
    """The last number given in a period and word.  Its row is the lock that keeps numbers whole."""

    period = models.ForeignKey(FiscalPeriod, on_delete=models.CASCADE, related_name="+")
    word = models.CharField(max_length=4, choices=VoucherWord)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("凭证号")
        verbose_name_plural = _("凭证号")
        constraints = (
            models.UniqueConstraint(fields=("period", "word"), name="one_counter_per_word"),
        )

    def __str__(self) -> str:
        return f"{self.period} {self.word} {self.last}"


class VoucherQuerySet(ScopedQuerySet):
    def within_right(self, user: Any, right: str) -> VoucherQuerySet:
        """The vouchers that another right lets `user` count (the trial balance, for example)."""
        authority = authority_of(user)
        scope = authority.scope(right)
        if scope is None:
            return self.none()
        return self.filter(rows_within(scope, self.model.SCOPE, user, authority.post))

    def in_store(self, store: Any) -> VoucherQuerySet:
        """The vouchers of a store and those its company wrote for no store; None: all."""
        if store is None:
            return self
        return self.filter(Q(store=store) | Q(store=None, book__company=store.company_id))

    def posted(self) -> VoucherQuerySet:
        return self.filter(status=VoucherStatus.POSTED)

    def locked(self) -> VoucherQuerySet:
        """Rows locked in primary-key order, so that two writers cannot deadlock."""
        return self.order_by("pk").select_for_update(of=("self",))


class Voucher(models.Model):
    """A journal entry.  Business vouchers come from facts; the rest are typed by hand.

    `reverses` names the voucher that this one takes back: same accounts, same sides, negative
    amounts (会计基础工作规范 art. 51).  `sealed_in` is the database transaction that posted it:
    after that transaction neither the voucher nor its lines accept any change.
    """

    VIEW_RIGHT: ClassVar[str] = "accounting.view_voucher"
    WORKFLOW: ClassVar[Workflow] = VOUCHER_WORKFLOW
    SCOPE: ClassVar[ScopeFields] = ScopeFields(
        owner="prepared_by", store="store", company="book__company"
    )

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="vouchers")
    period = models.ForeignKey(FiscalPeriod, on_delete=models.PROTECT, related_name="vouchers")
    store = models.ForeignKey(
        "organisation.Store",
        verbose_name=_("门店"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    word = models.CharField(
        _("凭证字"), max_length=4, choices=VoucherWord, default=VoucherWord.GENERAL
    )
    number = models.PositiveIntegerField(_("凭证号"), null=True, blank=True)
    voucher_on = models.DateField(_("凭证日期"))
    kind = models.CharField(
        _("类别"), max_length=10, choices=VoucherKind, default=VoucherKind.NORMAL
    )
    status = models.CharField(_("状态"), max_length=10, choices=VoucherStatus)
    summary = models.CharField(_("摘要"), max_length=120, blank=True)
    amount_total = models.DecimalField(_("金额"), max_digits=14, decimal_places=2, default=0)
    attachments_count = models.PositiveSmallIntegerField(_("附单据"), default=0)

    source_type = models.CharField(max_length=60, blank=True)
    source_id = models.PositiveBigIntegerField(null=True, blank=True)
    source_number = models.CharField(_("来源单据"), max_length=40, blank=True)
    rule = models.ForeignKey(
        PostingRule,
        verbose_name=_("凭证模板"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    occurrence = models.PositiveSmallIntegerField(default=1)
    reverses = models.ForeignKey(
        "self",
        verbose_name=_("冲销"),
        on_delete=models.PROTECT,
        related_name="reversals",
        null=True,
        blank=True,
    )

    is_automatic = models.BooleanField(_("自动审核"), default=False)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("制单"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("审核"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("记账"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(_("制单时间"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1)
    sealed_in = models.BigIntegerField(null=True, editable=False)

    objects: ClassVar[Any] = VoucherQuerySet.as_manager()

    class Meta:
        verbose_name = _("记账凭证")
        verbose_name_plural = _("记账凭证")
        ordering = ("-voucher_on", "-pk")
        indexes = (
            models.Index(fields=("source_type", "source_id"), name="voucher_source"),
            models.Index(fields=("store", "-voucher_on", "-id"), name="voucher_store_day"),
            models.Index(fields=("book", "-voucher_on", "-id"), name="voucher_book_day"),
            models.Index(
                fields=("period", "status"),
                condition=~Q(status="posted"),
                name="voucher_unposted",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("book", "period", "word", "number"),
                condition=Q(number__gt=0),  # opening balances have none
                name="one_voucher_per_number",
            ),
            models.UniqueConstraint(
                fields=("rule", "source_type", "source_id", "occurrence"),
                condition=Q(rule__isnull=False, reverses__isnull=True),
                name="one_voucher_per_fact",
            ),
            models.UniqueConstraint(
                fields=("reverses",),
                condition=Q(reverses__isnull=False) & ~Q(status="void"),
                name="one_reversal_per_voucher",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("draft", "void")) | Q(number__isnull=False),
                name="voucher_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(is_automatic=True)
                | Q(reviewed_by__isnull=True)
                | ~Q(reviewed_by=models.F("prepared_by")),
                name="voucher_reviewed_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("reviewed", "posted"))
                | Q(is_automatic=True)
                | Q(reviewed_by__isnull=False),
                name="voucher_reviewed_before_posting",
            ),
            models.CheckConstraint(
                condition=Q(is_automatic=False) | Q(rule__isnull=False) | ~Q(kind="normal"),
                name="voucher_automatic_by_rule",
            ),
        )

    def __str__(self) -> str:
        return self.full_number

    def get_absolute_url(self) -> str:
        store = self.store.code if self.store else "hq"
        return reverse("accounting:voucher_detail", kwargs={"store": store, "pk": self.pk})

    @property
    def full_number(self) -> str:
        """记-0126; 记-草稿 while it has no number; 期初 for the opening balances."""
        if self.kind == VoucherKind.OPENING:
            return str(VoucherKind.OPENING.label)
        if self.number is None:
            return f"{self.word}-{VoucherStatus.DRAFT.label}"
        return f"{self.word}-{self.number:04d}"

    @property
    def status_label(self) -> str:
        """The state as people name it; a posted reversal is shown as 红字冲销."""
        if self.reverses_id and self.status == VoucherStatus.POSTED:
            return str(_("红字冲销"))
        return str(VoucherStatus(self.status).label)

    @property
    def status_colour(self) -> str:
        if self.reverses_id and self.status == VoucherStatus.POSTED:
            return "red"
        return COLOURS[self.status]

    def move(self, transition: Transition, *, by: Any) -> None:
        """Make a checked move and write it down.  The only place a voucher's status changes."""
        before, self.status = self.status, transition.target
        self.version += 1
        self.save(update_fields=["status", "number", "reviewed_by", "posted_by", "version"])
        StatusChange.objects.create(
            document_type=self._meta.label_lower,
            document_id=self.pk,
            transition=transition.name,
            from_status=before,
            to_status=transition.target,
            by=by,
        )


class VoucherLine(models.Model):
    """One line: an amount on one side of one account.  Red lines keep the side, amount < 0."""

    voucher = models.ForeignKey(Voucher, on_delete=models.CASCADE, related_name="lines")
    line_no = models.PositiveSmallIntegerField(_("行号"))
    summary = models.CharField(_("摘要"), max_length=120, blank=True)
    account = models.ForeignKey(
        Account,
        verbose_name=_("会计科目"),
        on_delete=models.PROTECT,
        related_name="lines",
    )
    amount_debit = models.DecimalField(_("借方"), max_digits=14, decimal_places=2, default=0)
    amount_credit = models.DecimalField(_("贷方"), max_digits=14, decimal_places=2, default=0)
    dimensions = models.JSONField(_("辅助核算"), default=dict, blank=True)
    cash_flow_item = models.CharField(_("现金流量项目"), max_length=4, blank=True)

    class Meta:
        verbose_name = _("凭证分录")
        verbose_name_plural = _("凭证分录")
        ordering = ("voucher_id", "line_no")
        constraints = (
            models.UniqueConstraint(fields=("voucher", "line_no"), name="voucher_lines_numbered"),
            models.CheckConstraint(
                condition=(Q(amount_debit=0) & ~Q(amount_credit=0))
                | (~Q(amount_debit=0) & Q(amount_credit=0)),
                name="voucher_line_has_one_side",
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_no} {self.account_id} {self.amount_debit} {self.amount_credit}"

    @property
    def dimension_text(self) -> str:
        return dimension_text(self.dimensions)
