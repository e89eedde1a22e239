"""Create an administrator of the system itself, or give one a new password."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from marque.organisation.models import User


class Command(BaseCommand):
    help = "新建系统管理员或重置其密码"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--password", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first() or User(
            username=options["username"], name="系统管理员", is_administrator=True
        )
        user.set_password(options["password"])
        user.save()
        self.stdout.write(f"系统管理员 {user.username} 可以登录“系统管理”")
