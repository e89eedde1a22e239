"""A customer's visits and test drives, as tabs and a button of the customer's page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.crm.tables.drives import TestDriveTable
from marque.crm.tables.visits import VisitTable
from marque.parties import api as parties


def tabs() -> tuple[parties.CustomerTab, ...]:
    """The tabs 来店 and 试驾."""
    visits = parties.ListTab(VisitTable, url_name="crm:visit_list")
    drives = parties.ListTab(TestDriveTable, url_name="crm:test_drive_list")
    return (
        parties.list_tab("visits", _("来店"), visits, right="crm.view_visit", order=32),
        parties.list_tab("test_drives", _("试驾"), drives, right="crm.view_testdrive", order=34),
    )


def book_act() -> parties.CustomerAct:
    """The button 预约试驾."""
    return parties.CustomerAct(
        key="test_drive",
        label=_("预约试驾"),
        icon="steering-wheel",
        url_name="crm:test_drive_create",
        right="crm.book_testdrive",
        order=60,
    )
