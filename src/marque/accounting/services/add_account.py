"""A further account in the chart of a company (增加明细科目)."""

from __future__ import annotations

import re
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.accounting.models import Account, AccountRole, Book, VoucherLine
from marque.kernel.errors import Duplicate, GuardRefused, InvalidInput, NotAuthorised, refusing

DEEPEST = 4


@transaction.atomic
def add_account(
    *, book: Book, parent_code: str, number: str, name: str, name_en: str = "", by: Any
) -> Account:
    """Add a detail account below another one; it is of its parent's kind and side.

    Raises NotAuthorised, InvalidInput, Duplicate, and GuardRefused when the parent is a leaf
    that vouchers or posting rules use: their amounts would lie on an account above.
    """
    if not by.has_perm("accounting.change_account"):
        raise NotAuthorised(_("您没有“维护会计科目”的权限"))
    parent = Account.objects.select_for_update().filter(book=book, code=parent_code).first()
    if parent is None or parent.level >= DEEPEST:
        raise InvalidInput(_("请选择上级科目"), field="parent")
    if not re.fullmatch(r"[0-9]{2,3}", number):
        raise InvalidInput(_("明细编号是 2 至 3 位数字"), field="number")
    if not name.strip():
        raise InvalidInput(_("请填写科目名称"), field="name")
    if parent.is_leaf and _is_used(parent):
        raise GuardRefused(
            _("科目 %(account)s 已有凭证或凭证模板使用，不能再设下级") % {"account": parent}
        )
    code = f"{parent.code}.{number}"
    taken = Duplicate(_("科目编码 %(code)s 已存在") % {"code": code})
    with refusing({"one_account_per_code": taken}):
        account = Account.objects.create(
            book=book,
            code=code,
            name=name.strip(),
            name_en=name_en.strip(),
            kind=parent.kind,
            balance_side=parent.balance_side,
            parent=parent,
            is_cash=parent.is_cash,
            dimensions=parent.dimensions,
            cash_flow_in=parent.cash_flow_in,
            cash_flow_out=parent.cash_flow_out,
        )
    if parent.is_leaf:
        parent.is_leaf = False
        parent.save(update_fields=["is_leaf"])
    return account


def _is_used(account: Account) -> bool:
    return (
        VoucherLine.objects.filter(account=account).exists()
        or AccountRole.objects.filter(account=account).exists()
    )
