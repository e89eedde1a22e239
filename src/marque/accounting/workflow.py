"""The life of a voucher 凭证 (财会〔2024〕12号 art. 21: prepare, review, post; never undone)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.kernel.workflow import Transition, Workflow


class VoucherStatus(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("未审核")
    REVIEWED = "reviewed", _("已审核")
    POSTED = "posted", _("已记账")
    VOID = "void", _("作废")


EDITABLE = frozenset({VoucherStatus.DRAFT.value, VoucherStatus.SUBMITTED.value})
"""In these states the preparer may still change the voucher."""
OPEN = frozenset({*EDITABLE, VoucherStatus.REVIEWED.value})
"""In these states the voucher keeps its period from being closed."""
COLOURS = {
    VoucherStatus.DRAFT.value: "gray",
    VoucherStatus.SUBMITTED.value: "amber",
    VoucherStatus.REVIEWED.value: "blue",
    VoucherStatus.POSTED.value: "green",
    VoucherStatus.VOID.value: "void",
}

VOUCHER_WORKFLOW = Workflow(
    initial=VoucherStatus.DRAFT,
    states={status.value for status in VoucherStatus},
    transitions=(
        Transition(
            name="submit",
            label=_("提交"),
            sources=frozenset({VoucherStatus.DRAFT}),
            target=VoucherStatus.SUBMITTED,
            permission="accounting.create_voucher",
        ),
        Transition(
            name="review",
            label=_("审核"),
            sources=frozenset({VoucherStatus.SUBMITTED}),
            target=VoucherStatus.REVIEWED,
            permission="accounting.review_voucher",
        ),
        Transition(
            name="unreview",
            label=_("取消审核"),
            sources=frozenset({VoucherStatus.REVIEWED}),
            target=VoucherStatus.SUBMITTED,
            permission="accounting.review_voucher",
        ),
        Transition(
            name="post",
            label=_("记账"),
            sources=frozenset({VoucherStatus.REVIEWED}),
            target=VoucherStatus.POSTED,
            permission="accounting.post_voucher",
        ),
        Transition(
            name="void",
            label=_("作废"),
            sources=frozenset({VoucherStatus.DRAFT, VoucherStatus.SUBMITTED}),
            target=VoucherStatus.VOID,
            permission="accounting.create_voucher",
        ),
    ),
)
