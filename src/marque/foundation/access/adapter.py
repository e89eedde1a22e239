"""How allauth logs people in here."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from marque.foundation.audit.actor import note


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves; failures are written down; plain words."""

    error_messages = {  # noqa: RUF012  as the library declares it
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("工号或密码不正确"),
        "too_many_login_attempts": _("登录失败次数过多，请 15 分钟后再试或联系管理员"),
        "account_inactive": _("该账号已停用，请联系管理员"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def set_password(self, user: Any, password: str) -> None:
        """A password that its owner chose need not be changed at the next login."""
        user.must_change_password = False
        super().set_password(user, password)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        super().authentication_failed(request, **credentials)
        note("login.failed", str(credentials.get("username", ""))[:60])

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The pages speak for themselves; allauth's greetings are left out."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names shown in authenticator apps and passkey dialogs."""

    def get_totp_label(self, user: Any) -> str:
        return str(user.username)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        entity["name"] = "Marque 车枢"
        return entity
