"""Make the demo group, once; print its accounts."""

from __future__ import annotations

import sys
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone

from marque.accountsets.models import AccountSet, AccountSetStatus
from marque.accountsets.plans import in_bulk
from marque.accountsets.schemas import enter_books, leave_books
from marque.accountsets.services.create import build_account_set, register_account_set
from marque.accountsets.services.hooks import make_administrator
from marque.organisation.models import User
from marque.simulation.days import Days
from marque.simulation.people import PASSWORD, PEOPLE, SHOWN
from marque.simulation.world import build_group

CODE = "demo"
DAYS = 100
BAR = 30
ROOT = "root"


class Command(BaseCommand):
    """Runs as the owner of the tables."""

    help = "建立演示集团（三家门店，三个多月的真实业务）"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", action="store_true", help="只打印演示账号")
        parser.add_argument("--days", type=int, default=DAYS, help="模拟天数")
        parser.add_argument("--code", default=CODE, help="账套代码")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["accounts"]:
            self._make(options["code"], options["days"])
            self._system_administrator()
        self._print_accounts()

    def _make(self, code: str, days: int) -> None:
        books = AccountSet.objects.filter(code=code).first()
        if books and books.status == AccountSetStatus.ACTIVE:
            return
        if books:  # an earlier start was interrupted: begin again
            self._forget(books)
        now = timezone.localtime()
        first = now.date() - timedelta(days=days)
        self._bar(0, 1, "account set")
        books = register_account_set(
            code=code,
            name="云和汽车集团（演示）",
            starts_on=first.replace(day=1),
            note="演示数据由模拟经营生成，人物、车辆和价格均为虚构",
        )
        make = make_administrator(username="admin", password=PASSWORD, on=first.replace(day=1))
        build_account_set(books, make)
        AccountSet.objects.filter(pk=books.pk).update(status=AccountSetStatus.CREATING)
        enter_books(books)
        self._live(first, now)
        leave_books()
        AccountSet.objects.filter(pk=books.pk).update(status=AccountSetStatus.ACTIVE)
        self.stdout.write("")

    def _live(self, first: date, now: datetime) -> None:
        opened = first.replace(day=1)
        rooms = build_group(opened_on=opened, say=lambda text: self._bar(0, 1, text))
        yesterday = now.date() - timedelta(days=1)
        with in_bulk():
            for done, total in Days(rooms).live(first, yesterday):
                self._bar(done, total, str(first + timedelta(days=done - 1)))

    def _system_administrator(self) -> None:
        """The account that creates account sets; an existing one keeps its password."""
        leave_books()
        if not User.objects.filter(username=ROOT).exists():
            call_command("systemadmin", ROOT, password=PASSWORD, stdout=StringIO())

    def _forget(self, books: AccountSet) -> None:
        with connection.cursor() as cursor:
            schema = connection.ops.quote_name(books.schema_name)
            cursor.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
        AccountSet.objects.filter(pk=books.pk).delete()

    def _bar(self, done: int, total: int, text: str) -> None:
        filled = BAR * done // total
        line = f"\r  [{'█' * filled}{'·' * (BAR - filled)}] {100 * done // total:3d}%  {text:<14}"
        sys.stdout.write(line)
        sys.stdout.flush()

    def _print_accounts(self) -> None:
        names = {plan.username: plan for plan in PEOPLE}
        self.stdout.write(f"\n  演示账号 Demo accounts · 密码 password: {PASSWORD}")
        for username in SHOWN:
            plan = names.get(username)
            name = f"{plan.name} {plan.name_en}" if plan else "系统管理员 Administrator"
            position = plan.position if plan else "administrator"
            self.stdout.write(f"    {username:8} {position:18} {name}")
        self.stdout.write("    root     system             系统管理 System administration")
