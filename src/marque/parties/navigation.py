"""Pages of parties in the side menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marque.foundation.ui.navigation import Create, Page

PAGES: tuple[Page, ...] = (
    Page(
        "customers",
        "sales",
        _("客户开发"),
        pgettext_lazy("列表", "客户"),
        "users",
        "parties:customer_list",
        "parties.view_customer",
        30,
        go="c",
        tab=40,
    ),
    Page(
        "customer_pool",
        "sales",
        _("客户开发"),
        _("客户公海"),
        "inbox",
        "parties:customer_pool",
        "parties.claim_customer",
        31,
    ),
    Page(
        "worth",
        "sales",
        _("客户开发"),
        _("客户价值"),
        "chart-bar",
        "parties:worth_board",
        "parties.view_customer",
        31,
    ),
    Page(
        "duplicates",
        "sales",
        _("客户开发"),
        _("疑似重复"),
        "git-merge",
        "parties:duplicate_list",
        "parties.merge_customer",
        33,
    ),
    Page(
        "contacts",
        "sales",
        _("客户开发"),
        pgettext_lazy("列表", "联系人"),
        "address-book",
        "parties:contact_list",
        "parties.view_customer",
        32,
    ),
    Page(
        "agents",
        "sales",
        _("客户开发"),
        _("代理与合作伙伴"),
        "heart-handshake",
        "parties:agent_list",
        "parties.view_customer",
        34,
    ),
    Page(
        "competitors",
        "sales",
        _("客户开发"),
        _("竞争对手"),
        "swords",
        "parties:competitor_list",
        "parties.view_competitor",
        36,
    ),
    Page(
        "suppliers",
        "vehicles",
        _("采购"),
        pgettext_lazy("列表", "供应商"),
        "building-store",
        "suppliers:list",
        "parties.view_supplier",
        70,
    ),
    Page(
        "tags",
        "settings",
        _("客户设置"),
        _("客户标签"),
        "tag",
        "parties:tag_list",
        "parties.edit_tag",
        300,
    ),
    Page(
        "retention",
        "settings",
        _("客户设置"),
        _("数据留存"),
        "shield-check",
        "parties:retention",
        "parties.keep_data",
        310,
    ),
)

CREATES: tuple[Create, ...] = (
    Create(
        "customer",
        _("客户"),
        "user-plus",
        "parties:customer_create",
        "parties.create_customer",
        10,
        letter="c",
    ),
)
