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


def customer_in_reach(request: Any, number: str) -> Customer:
    """The customer if the reader may see it, else 404."""
    reachable = Customer.objects.visible_to(request.user).in_store(request.store)
    found: Customer = get_object_or_404(
        reachable.select_related("owner", "store", "created_by"), number=number
    )
    return found


def may_edit(request: Any, customer: Customer) -> bool:
    """Whether the page offers changes: in the customer's store, with the right, to somebody."""
    allowed = request.user.has_perm("parties.edit_customer")
    return bool(request.store and allowed and customer.anonymised_at is None)


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
