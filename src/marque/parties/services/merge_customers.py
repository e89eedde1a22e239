"""Make two records of one customer one (客户合并, CUS-32)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised, StaleDocument
from marque.kernel.events import bus
from marque.organisation.models import User
from marque.parties.facts import CustomersMerged
from marque.parties.models import Customer, CustomerStanding, MergeLog, OwnerChange
from marque.parties.services.compute_worth import compute_worth
from marque.parties.services.merge_book import (
    MergeBook,
    base_rows,
    links,
    move_back,
    put_row,
    raw_row,
    resolve,
    take_back,
)

GROUPS: dict[str, tuple[str, ...]] = {
    "name": ("name",),
    "phone": ("phone",),
    "phone_second": ("phone_second",),
    "id_number": ("id_type", "id_number"),
    "tax_id": ("tax_id",),
    "born_on": ("born_on",),
    "gender": ("gender",),
    "wechat": ("wechat",),
    "email": ("email",),
    "preferred_channel": ("preferred_channel",),
    "preferred_time": ("preferred_time",),
    "occupation": ("occupation",),
    "hobbies": ("hobbies",),
    "education": ("education",),
    "marital_status": ("marital_status",),
    "industry": ("industry",),
    "size": ("size",),
    "legal_representative": ("legal_representative",),
    "address": ("division", "address"),
    "source": ("source",),
    "notes": ("notes",),
    "owner": ("owner", "department", "owner_since", "protected_until", "pooled_at"),
    "intention": ("intention",),
}
"""What is chosen from one record or the other, and the fields that go together."""
KEPT, MERGED = "kept", "merged"
STANDINGS: list[str] = [CustomerStanding.ORDINARY, CustomerStanding.BASE, CustomerStanding.VIP]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeOrder:
    """Which record stays, which goes into it, and what is taken from which.

    `choices` names groups taken from the merged record; the others keep their value, or take
    the merged one's where they have none.
    """

    kept: Customer
    merged: Customer
    choices: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    versions: tuple[int, int] | None = None


def default_choice(group: str, kept: Customer, merged: Customer) -> str:
    """From which record a group comes unless somebody decides."""
    main = GROUPS[group][-1] if group in {"id_number", "address"} else GROUPS[group][0]
    return MERGED if not getattr(kept, main) and getattr(merged, main) else KEPT


def refuse_merge(kept: Customer, merged: Customer) -> None:
    """Raise `GuardRefused` when the two cannot be one."""
    if kept.pk == merged.pk:
        raise GuardRefused(_("请选择两位不同的客户。"))
    if kept.store_id != merged.store_id:
        raise GuardRefused(_("两条档案属于不同门店，不能合并。"))
    if kept.kind != merged.kind or kept.role != merged.role:
        raise GuardRefused(_("个人、企业与代理的档案不能互相合并。"))
    for row in (kept, merged):
        if row.merged_into_id is not None:
            raise GuardRefused(
                _("%(number)s 已并入其他客户，不能再合并。") % {"number": row.number}
            )
        if not row.is_active:
            raise GuardRefused(_("%(number)s 已停用，不能合并。") % {"number": row.number})


@transaction.atomic
def merge_customers(order: MergeOrder, *, by: User, now: datetime) -> MergeLog:
    """Merge one record into the other: everything follows, in one transaction.

    Raises `NotAuthorised`, `GuardRefused`, or `StaleDocument` when a record was changed since
    the preview.
    """
    if not by.has_perm("parties.merge_customer"):
        raise NotAuthorised(_("您没有合并客户的权限。"))
    kept, merged = _locked(order)
    refuse_merge(kept, merged)
    if order.versions is not None and order.versions != (kept.version, merged.version):
        raise StaleDocument(_("客户资料刚被他人修改过，请刷新页面后再合并。"))
    book = MergeBook(kept=kept, merged=merged, by=by, now=now)
    before = {str(row.pk): raw_row(Customer, row.pk) for row in (kept, merged)}
    owner_before = kept.owner_id
    marks = _marks()
    resolve(book)
    _retire(merged, into=kept)
    _fill(kept, merged, order.choices)
    book.move()
    if kept.owner_id != owner_before:
        book.created(_owner_change(book, owner_before))
    compute_worth(today=timezone.localdate(now), customers=[kept.pk])
    log: MergeLog = MergeLog.objects.create(
        store=kept.store,
        kept_key=kept.pk,
        kept_number=kept.number,
        kept_name=kept.name,
        merged_key=merged.pk,
        merged_number=merged.number,
        merged_name=merged.name,
        reason=order.reason.strip()[:200],
        rows_before=before,
        rows_after={str(row.pk): raw_row(Customer, row.pk) for row in (kept, merged)},
        moved=book.moved,
        changed=book.changed,
        marks=marks,
        count_moved=sum(len(entry["keys"]) for entry in book.moved),
        at=now,
        by=by,
    )
    bus.publish(CustomersMerged(kept.pk, merged.pk))
    return log


def _locked(order: MergeOrder) -> tuple[Customer, Customer]:
    keys = sorted({order.kept.pk, order.merged.pk})
    list(
        Customer.objects.filter(pk__in=keys)
        .order_by("pk")
        .select_for_update(of=("self",))
        .values_list("pk")
    )
    rows = Customer.objects.select_related("store").in_bulk(keys)
    return rows[order.kept.pk], rows[order.merged.pk]


def _retire(merged: Customer, *, into: Customer) -> None:
    merged.is_active, merged.merged_into = False, into
    merged.version += 1
    merged.save(update_fields=["is_active", "merged_into", "version"])


def _fill(kept: Customer, merged: Customer, choices: Mapping[str, str]) -> None:
    """Write the chosen values and what follows from both histories."""
    unknown = set(choices) - set(GROUPS)
    if unknown or set(choices.values()) - {KEPT, MERGED}:
        raise InvalidInput(_("请为每一项选择保留哪一边。"))
    spare = merged.phone if choices.get("phone") != MERGED else kept.phone
    for group, names in GROUPS.items():
        if choices.get(group, default_choice(group, kept, merged)) == MERGED:
            for name in names:
                setattr(kept, name, getattr(merged, name))
    if not kept.phone_second and spare != kept.phone:
        kept.phone_second = spare
    _sum_up(kept, merged)
    kept.version += 1
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError as error:
        if "customer_phone_is_unique" not in str(error):
            raise
        raise GuardRefused(_("这个号码已属于另一位客户，请选择另一个号码。")) from error


def _sum_up(kept: Customer, merged: Customer) -> None:
    kept.do_not_call = kept.do_not_call or merged.do_not_call
    kept.custom = merged.custom | {k: v for k, v in kept.custom.items() if v not in (None, "", [])}
    kept.purchases_count += merged.purchases_count
    for name, best in (
        ("formal_on", min),
        ("first_delivered_on", min),
        ("last_delivered_on", max),
        ("last_visit_on", max),
        ("last_contact_on", max),
    ):
        days = [day for day in (getattr(kept, name), getattr(merged, name)) if day]
        setattr(kept, name, best(days) if days else None)
    if merged.formal_on:
        kept.stage = merged.stage
    kept.standing = max(kept.standing, merged.standing, key=STANDINGS.index)


def _owner_change(book: MergeBook, before: int | None) -> OwnerChange:
    change: OwnerChange = OwnerChange.objects.create(
        customer=book.kept,
        kind=OwnerChange.Kind.MERGE,
        reason=_("合并 %(number)s") % {"number": book.merged.number},
        from_user_id=before,
        to_user_id=book.kept.owner_id,
        changed_on=timezone.localdate(book.now),
        changed_at=book.now,
        changed_by=book.by,
    )
    return change


def _business() -> list[Any]:
    """Links by which business of the apps above hangs on a customer."""
    return [
        link for link in links() if link.model._meta.app_label != "parties" and not link.type_field
    ]


def _marks() -> dict[str, int]:
    """The last key of every kind of business, to tell what came after the merge."""
    found = {}
    for link in _business():
        last = base_rows(link.model).order_by("-pk").values_list("pk", flat=True).first()
        found[link.key] = last or 0
    return found


def undo_problem(log: MergeLog) -> str:
    """Why a merge cannot be undone any more; empty if it can."""
    if log.undone_at is not None:
        return _("这次合并已经撤销。")
    kept = Customer.objects.filter(pk=log.kept_key).first()
    if kept is None or kept.merged_into_id is not None:
        return _("%(number)s 后来又并入其他客户，请先撤销那次合并。") % {"number": log.kept_number}
    later = MergeLog.objects.filter(kept_key=log.kept_key, undone_at=None, pk__gt=log.pk)
    if (other := later.order_by("-pk").first()) is not None:
        return _("%(number)s 后来又并入了 %(other)s，请先撤销那次合并。") % {
            "number": log.kept_number,
            "other": other.merged_number,
        }
    return _later_business(log) or _later_edits(log)


def _later_business(log: MergeLog) -> str:
    for link in _business():
        new = link.rows(log.kept_key).filter(pk__gt=log.marks.get(link.key, 0))
        if count := new.count():
            return _("合并后该客户已有新的%(kind)s（%(n)s 条），不能撤销合并。") % {
                "kind": link.model._meta.verbose_name,
                "n": count,
            }
    return ""


COMPUTED = {
    "version",
    "customer_class",
    "lifecycle",
    "lifecycle_on",
    "base_status",
    "amount_spent",
    "bought_count",
    "last_seen_on",
    "value_score",
    "care_due_on",
    "care_asked_on",
    "pool_warned_on",
}
"""Columns that the system works out; a change of them is nobody's work."""


def _later_edits(log: MergeLog) -> str:
    for key, after in log.rows_after.items():
        now = raw_row(Customer, int(key))
        if any(now.get(name) != value for name, value in after.items() if name not in COMPUTED):
            return _("客户 %(number)s 在合并后又改过资料，不能撤销合并。") % {
                "number": now.get("number", "")
            }
    return ""


@transaction.atomic
def undo_merge(log: MergeLog, *, by: User, now: datetime) -> MergeLog:
    """Make the two records two again, exactly as they were.

    Raises `GuardRefused` when later business depends on the merge, `NotAuthorised`.
    """
    if not by.has_perm("parties.merge_customer"):
        raise NotAuthorised(_("您没有合并客户的权限。"))
    keys = [log.kept_key, log.merged_key]
    rows = Customer.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",))
    list(rows.values_list("pk"))
    log = MergeLog.objects.select_for_update(of=("self",)).get(pk=log.pk)
    if problem := undo_problem(log):
        raise GuardRefused(problem)
    move_back(log)
    _restore(log)
    take_back(log)
    compute_worth(today=timezone.localdate(now), customers=keys)
    log.undone_at, log.undone_by = now, by
    log.save(update_fields=["undone_at", "undone_by"])
    return log


def _restore(log: MergeLog) -> None:
    """Both customers as they were, but newer than any page that shows them."""
    for key in (log.kept_key, log.merged_key):
        before = log.rows_before[str(key)]
        newer = log.rows_after[str(key)]["version"] + 1
        try:
            with transaction.atomic():
                put_row(Customer, before | {"version": newer}, set(before) - {"id"})
        except IntegrityError as error:
            if "customer_phone_is_unique" not in str(error):
                raise
            raise GuardRefused(_("原来的号码已登记给另一位客户，不能撤销合并。")) from error


def children_of(customer: Customer) -> list[tuple[Any, int]]:
    """What hangs on a customer, counted by kind; empty kinds are left out."""
    counted: dict[Any, int] = {}
    for link in links():
        if link.model is Customer or link.model._meta.label_lower in HIDDEN:
            continue
        if count := link.rows(customer.pk).count():
            label = link.model._meta.verbose_name
            counted[label] = counted.get(label, 0) + count
    return list(counted.items())


HIDDEN = {"parties.duplicatepair", "documents.statuschange"}
"""Kinds that say nothing to whoever decides about a merge."""
