"""What the views of parties share: addresses, the customer in reach, forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from marque.foundation.ui.feedback import done
from marque.foundation.ui.records import pages_of
from marque.kernel.errors import DomainError
from marque.parties.models import Customer

here = pages_of("parties")
UNPROCESSABLE = 422
CHANGING = {"customer_edit"}
READING = {"customer_reveal", "customer_dial"}
"""Pages that a colleague with whom a customer is shared only for reading may not or may use."""


def customer_in_reach(request: Any, number: str) -> Customer:
    """The customer if the reader may see it (or change it, where the page changes), else 404."""
    name = request.resolver_match.url_name
    writes = name in CHANGING or (request.method == "POST" and name not in READING)
    reach = Customer.objects.editable_by if writes else Customer.objects.visible_to
    reachable = reach(request.user).in_store(request.store)
    found: Customer = get_object_or_404(
        reachable.select_related("owner", "store", "created_by"), number=number
    )
    return found


def may_edit(request: Any, customer: Customer) -> bool:
    """Whether the page offers changes: in the customer's store, with the right, to somebody."""
    allowed = request.user.has_perm("parties.edit_customer")
    if not (request.store and allowed and customer.anonymised_at is None):
        return False
    mine = customer.owner_id == request.user.pk
    return mine or Customer.objects.editable_by(request.user).filter(pk=customer.pk).exists()


def form_view(
    request: Any,
    form: Any,
    run: Callable[[], Any],
    *,
    back: str,
    message: str,
    **context: Any,
) -> HttpResponse:
    """A page with one form: after a valid post `run` makes the change and `back` is shown."""
    if request.method == "POST" and form.is_valid():
        try:
            run()
        except DomainError as error:
            form.refuse(error)
        else:
            return done(request, message, to=back)
    context |= {"form": form, "here": context["title"], "back_url": back}
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, context.pop("template", "ui/form_page.html"), context, status=status)
