from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "marque.foundation.access"
    verbose_name = _("权限")

    def ready(self) -> None:
        """Rights live in our own registry: Django's table of permissions is not filled."""
        from django.contrib.auth.management import create_permissions
        from django.db.models.signals import post_migrate  # noqa: TID251  to switch one off

        from marque.accountsets.services.create import seeds
        from marque.accountsets.services.hooks import makers
        from marque.foundation.access.authority import stores_of
        from marque.foundation.access.services.administrator import create_administrator
        from marque.foundation.access.services.seed import seed_roles
        from marque.foundation.live.topics import register_topic

        post_migrate.disconnect(
            create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions"
        )
        register_topic("bell", lambda user, name: name == str(user.pk))
        register_topic("desk", lambda user, name: stores_of(user).filter(code=name).exists())
        if seed_roles not in seeds:
            seeds.append(seed_roles)
        if create_administrator not in makers:
            makers.append(create_administrator)
