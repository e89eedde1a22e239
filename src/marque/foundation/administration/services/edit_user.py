"""Logins: passwords, switching off, groups (PLT-09, PLT-10)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.access.models import OnlineSession, Role, UserGroup
from marque.foundation.audit.actor import note
from marque.kernel.errors import Duplicate, InvalidInput, NotAuthorised, refusing
from marque.organisation.models import User


@transaction.atomic
def reset_password(*, user: User, password: str, by: Any) -> User:
    """Give a new password that the user must change at the next login; sessions end."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput("；".join(error.messages), field="password") from error
    user.set_password(password)
    user.must_change_password = user.pk != by.pk
    user.save(update_fields=["password", "must_change_password"])
    if user.pk != by.pk:
        end_sessions(user=user)
    note("user.password_reset", user.username)
    return user


@transaction.atomic
def set_active(*, user: User, is_active: bool, by: Any) -> User:
    """Switch a login on or off; off ends its sessions at once."""
    if user.pk == by.pk and not is_active:
        raise NotAuthorised(_("不能停用自己的账号"))
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    if not is_active:
        end_sessions(user=user)
    return user


@transaction.atomic
def end_sessions(*, user: User) -> int:
    """End every session of a user; the next request of each asks for the password."""
    keys = list(OnlineSession.objects.filter(user=user).values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    OnlineSession.objects.filter(session_key__in=keys).delete()
    return len(keys)


@transaction.atomic
def end_session(*, online: OnlineSession, by: Any) -> None:
    """End one session (SEC-02)."""
    note("session.ended", online.user.username, {"by": by.username})
    Session.objects.filter(session_key=online.session_key).delete()
    online.delete()


@transaction.atomic
def save_group(
    *, group: UserGroup | None, name: str, members: Iterable[User], roles: Iterable[Role]
) -> UserGroup:
    """Make or change a user group."""
    group = group or UserGroup()
    group.name = name
    taken = Duplicate(_("用户组名称“%(name)s”已被使用") % {"name": name})
    with refusing({"access_usergroup_name_key": taken}):
        group.save()
    group.members.set(members)
    group.roles.set(roles)
    return group
