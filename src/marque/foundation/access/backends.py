"""Django's `user.has_perm`, answered by our own authority."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from marque.foundation.access.authority import authority_of, find_user


class RightsBackend(AuthenticationBackend):
    """Log in by staff number; rights come from the acting post and the user groups."""

    def get_user(self, user_id: Any) -> Any:
        """The signed-in user, if the account is still active."""
        user = find_user(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return bool(user_obj.is_active) and authority_of(user_obj).may(perm)

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return any(r.startswith(f"{app_label}.") for r in authority_of(user_obj).scopes)
