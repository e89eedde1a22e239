"""Forms of the login pages."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm as BaseLoginForm
from django import forms
from django.utils.translation import gettext_lazy as _


class LoginForm(BaseLoginForm):
    """Staff number and password; the account set is chosen above the form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("工号")
        self.fields["login"].widget = forms.TextInput(
            attrs={"autocomplete": "username webauthn", "maxlength": 40, "class": "in"}
        )
        self.fields["password"].label = _("密码")
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs.update({"class": "in", "placeholder": ""})
        self.fields["login"].widget.attrs["placeholder"] = ""
