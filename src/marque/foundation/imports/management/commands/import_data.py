"""``import_data <kind> <file>``: what the import pages do, in one command."""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accountsets.schemas import current_schema, within
from marque.foundation.audit.actor import acting_as
from marque.foundation.imports.models import ImportBatch
from marque.foundation.imports.services.map_columns import map_columns
from marque.foundation.imports.services.open_batch import open_batch
from marque.foundation.imports.services.run_batch import run_batch
from marque.kernel.errors import DomainError
from marque.organisation.models import Store, User


class Command(BaseCommand):
    """Import a file; nothing is asked, columns are matched by their heads."""

    help = "Import a file of a registered kind into an account set."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Kind, file, and in whose name."""
        parser.add_argument("kind", help="such as catalog.open_ev_data")
        parser.add_argument("file", type=Path)
        parser.add_argument("--schema", default="", help="the account set's schema")
        parser.add_argument("--user", default="admin", help="staff number to act as")
        parser.add_argument("--store", default="", help="code of the store; none for the group")
        parser.add_argument("--dry-run", action="store_true", help="check only")
        parser.add_argument("--all-or-nothing", action="store_true")

    def handle(self, **options: Any) -> None:
        """Run in the account set; a refusal is one sentence and a non-zero exit."""
        try:
            with _books(options["schema"]):
                self._import(options)
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error

    def _import(self, options: dict[str, Any]) -> None:
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(_("没有工号为“%(user)s”的用户") % {"user": options["user"]})
        with acting_as(user, source="command:import_data"):
            batch = self._checked(options, user)
            self._say_problems(batch)
            if not options["dry_run"]:
                batch = run_batch(batch_id=batch.pk, now=timezone.now(), by=user)
        self.stdout.write(f"{batch.number} {batch.message or batch.get_stage_display()}")

    def _checked(self, options: dict[str, Any], user: User) -> ImportBatch:
        store = Store.objects.get(code=options["store"]) if options["store"] else None
        path: Path = options["file"]
        now = timezone.now()
        with path.open("rb") as file:
            batch = open_batch(
                kind_key=options["kind"],
                file=file,
                file_name=path.name,
                store=store,
                now=now,
                by=user,
            )
        if batch.header:
            batch = map_columns(
                batch_id=batch.pk,
                mapping=batch.mapping,
                is_all_or_nothing=options["all_or_nothing"],
                now=now,
                by=user,
            )
        return batch

    def _say_problems(self, batch: ImportBatch) -> None:
        for row in batch.rows.exclude(problems=[]).iterator():
            for problem in row.problems:
                self.stderr.write(f"{row.row_no} {row.label} {problem['text']}")


def _books(schema: str) -> AbstractContextManager[None]:
    if schema and schema != current_schema():
        return within(schema)
    return nullcontext()
