"""Crm: from the first word of a customer to the order."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    """The app of leads, visits and test drives."""

    name = "marque.crm"
    verbose_name = _("客户开发")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Each part offers its own to the shell, the calendar, imports and customer pages."""
        _leads()
        _floor()
        _tasks()


def _leads() -> None:
    from marque.crm import customer_tab
    from marque.crm.import_kinds import KINDS
    from marque.crm.models import Lead
    from marque.crm.queries import calendar
    from marque.crm.queries.leads import list_leads
    from marque.crm.services.hand_over_leads import count_open_leads_of, hand_over_leads
    from marque.foundation.administration.hand_over import Estate, register_estate
    from marque.foundation.imports.registry import register_kind
    from marque.foundation.live.topics import register_topic
    from marque.parties import api as parties

    calendar.register_source("leads", calendar.follow_ups)
    calendar.register_source("drives", calendar.test_drives)
    register_estate(Estate(_("在跟线索"), count_open_leads_of, hand_over_leads))
    for kind in KINDS:
        register_kind(kind)
    parties.register_tab(customer_tab.leads_tab())
    customer_tab.connect()
    register_topic("leads", lambda user, name: name == str(user.pk))
    register_topic(
        "lead",
        lambda user, name: (
            user.has_perm(Lead.VIEW_RIGHT)
            and list_leads(user=user, store=None).filter(number=name).exists()
        ),
    )


def _floor() -> None:
    from marque.crm.models import TestDrive, Visit
    from marque.crm.views.floor_tabs import book_act, tabs
    from marque.foundation.access.authority import stores_of
    from marque.foundation.live.topics import register_topic
    from marque.parties import api as parties

    for tab in tabs():
        parties.register_tab(tab)
    parties.register_act(book_act())
    register_topic(
        "floor",
        lambda user, code: (
            (user.has_perm(Visit.VIEW_RIGHT) or user.has_perm(TestDrive.VIEW_RIGHT))
            and stores_of(user).filter(code=code).exists()
        ),
    )
    register_topic(
        "drive", lambda user, name: TestDrive.objects.visible_to(user).filter(number=name).exists()
    )


def _tasks() -> None:
    from marque.crm.queries import calendar, calendar_tasks
    from marque.crm.services.hand_over_tasks import count_open_tasks_of, hand_over_tasks
    from marque.crm.views.customer_tabs import tabs
    from marque.foundation.administration.hand_over import Estate, register_estate
    from marque.parties import api as parties

    calendar.register_source("processes", calendar_tasks.processes)
    calendar.register_source("activities", calendar_tasks.activities)
    register_estate(Estate(_("销售任务、机会与活动"), count_open_tasks_of, hand_over_tasks))
    for tab in tabs():
        parties.register_tab(tab)
