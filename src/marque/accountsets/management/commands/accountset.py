"""Create, list, clone, archive and restore account sets, and name hosts for them (PLT-01)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from marque.accountsets.models import AccountSet, Host
from marque.accountsets.services.archive import archive_account_set, restore_account_set
from marque.accountsets.services.clone import clone_account_set
from marque.accountsets.services.create import build_account_set, register_account_set
from marque.accountsets.services.hooks import make_administrator
from marque.kernel.errors import DomainError


class Command(BaseCommand):
    """Runs as the owner of the tables; `./marque manage accountset …` sees to that."""

    help = "账套：create | build | list | clone | archive | restore | host"

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        create = acts.add_parser("create")
        create.add_argument("code")
        create.add_argument("--name", required=True)
        create.add_argument("--starts-on", type=date.fromisoformat, required=True)
        create.add_argument("--administrator", default="admin")
        create.add_argument("--password", required=True)
        build = acts.add_parser("build", help="完成一个已登记的账套")
        build.add_argument("code")
        build.add_argument("--administrator", default="admin")
        build.add_argument("--password-hash", required=True)
        acts.add_parser("list")
        clone = acts.add_parser("clone")
        clone.add_argument("source")
        clone.add_argument("code")
        clone.add_argument("--name", required=True)
        for name in ("archive", "restore"):
            acts.add_parser(name).add_argument("code")
        host = acts.add_parser("host", help="让一个域名固定打开某账套")
        host.add_argument("code")
        host.add_argument("domain")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['act']}")(options)
        except DomainError as error:
            raise CommandError(str(error)) from error
        except AccountSet.DoesNotExist as error:
            raise CommandError("没有这个账套") from error

    def _create(self, options: dict[str, Any]) -> None:
        books = register_account_set(
            code=options["code"], name=options["name"], starts_on=options["starts_on"]
        )
        make = make_administrator(
            username=options["administrator"], password=options["password"], on=books.starts_on
        )
        build_account_set(books, make)
        self.stdout.write(f"账套 {books.name}（{books.code}）已创建")

    def _build(self, options: dict[str, Any]) -> None:
        books = AccountSet.objects.get(code=options["code"])
        make = make_administrator(
            username=options["administrator"],
            password_hash=options["password_hash"],
            on=books.starts_on,
        )
        build_account_set(books, make)

    def _list(self, options: dict[str, Any]) -> None:
        for books in AccountSet.objects.books():
            self.stdout.write(
                f"{books.code:20} {books.get_status_display():8} {books.starts_on} {books.name}"
            )

    def _clone(self, options: dict[str, Any]) -> None:
        source = AccountSet.objects.get(code=options["source"])
        clone_account_set(
            source=source, code=options["code"], name=options["name"], starts_on=source.starts_on
        )
        self.stdout.write(f"账套 {source.code} 已复制为 {options['code']}")

    def _archive(self, options: dict[str, Any]) -> None:
        archive_account_set(books=AccountSet.objects.get(code=options["code"]), now=timezone.now())

    def _restore(self, options: dict[str, Any]) -> None:
        restore_account_set(books=AccountSet.objects.get(code=options["code"]))

    def _host(self, options: dict[str, Any]) -> None:
        books = AccountSet.objects.get(code=options["code"])
        Host.objects.update_or_create(
            domain=options["domain"].lower(), defaults={"tenant": books, "is_primary": True}
        )
