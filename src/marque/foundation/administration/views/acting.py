"""One way to answer a form of an administrator: show it, act, or say why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from marque.foundation.ui.feedback import done, status_of
from marque.foundation.ui.records import pages_of
from marque.kernel.errors import DomainError, InvalidInput

here = pages_of("administration")
"""The address of an administration page in the current store."""


def form_view(
    request: HttpRequest,
    form: Any,
    act: Callable[[dict[str, Any]], Any],
    *,
    page: dict[str, Any],
    to: Callable[[Any], str],
) -> HttpResponse:
    """Show `form`; on a valid post call `act(cleaned)` and go to `to(result)`.

    `page` gives title, message, back_url and optionally template.  A refusal is shown in the
    form with status 422 and nothing is lost.
    """
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                result = act(form.cleaned_data)
            except DomainError as error:
                field = error.field if isinstance(error, InvalidInput) else None
                form.add_error(field if field in form.fields else None, str(error))
                status = status_of(error)
            else:
                return done(request, page["message"], to=to(result))
    return render(
        request, page.get("template", "ui/form_page.html"), {**page, "form": form}, status=status
    )


def valid(form: Any) -> dict[str, Any]:
    """What a small form without a page of its own says.

    Raises InvalidInput with the first thing that is wrong.
    """
    if not form.is_valid():
        field, problems = next(iter(form.errors.items()))
        raise InvalidInput(f"{form.fields[field].label}：{problems[0]}", field=field)
    return dict(form.cleaned_data)


def back(request: Any, name: str, **kwargs: Any) -> HttpResponse:
    """Return to one of our pages after a small action."""
    return redirect(here(request, name, **kwargs))
