"""Customers and suppliers: who the group trades with."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    """The app of parties."""

    name = "marque.parties"
    verbose_name = _("客户与供应商")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Customers are imported, handed over by a leaver, and carry the administrator's fields."""
        from marque.foundation.administration.hand_over import Estate, register_estate
        from marque.foundation.custom_fields.registry import Target, register_target
        from marque.foundation.imports.registry import register_kind
        from marque.parties.import_kinds import KINDS
        from marque.parties.queries import count_customers_of
        from marque.parties.services import merge_belongings
        from marque.parties.services.transfer_customers import transfer_customers

        for kind in KINDS:
            register_kind(kind)
        register_target(Target("parties.customer", _("客户"), 10))
        register_estate(Estate(_("客户"), count_customers_of, transfer_customers))
        merge_belongings.register()
        _customer_page()
        _ownership()
        _records()


def _records() -> None:
    """Repair visits, loans, insurance, plates and inspections on the customer page."""
    from marque.parties.views.records_tell import connect

    connect()


def _ownership() -> None:
    """Ownership and value on the customer page."""
    from marque.parties.views.ownership_panel import connect

    connect()


def _customer_page() -> None:
    """What parties itself puts on the customer page, and who may listen to it."""
    from marque.foundation.live.topics import register_topic
    from marque.parties import sources
    from marque.parties.models import Customer
    from marque.parties.tabs import register_tab
    from marque.parties.views.activity import own_figures, own_happenings, own_suggestions
    from marque.parties.views.credit import credit_figures, credit_tab
    from marque.parties.views.customer_page import changes_tab, files_tab

    sources.figures.register("parties", own_figures)
    sources.suggestions.register("parties", own_suggestions)
    sources.happenings.register("parties", own_happenings)
    sources.figures.register("credit", credit_figures, right="parties.view_credit")
    register_tab(credit_tab())
    register_tab(files_tab())
    register_tab(changes_tab())
    register_topic(
        "customer",
        lambda user, name: Customer.objects.visible_to(user).filter(number=name).exists(),
    )
