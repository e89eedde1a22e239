"""./marque manage messages: bring the English catalogue up to date; `--check` only looks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marque.foundation.ui import messages


class Command(BaseCommand):
    help = "Gather translatable texts, update the English catalogue and compile it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="fail on missing, fuzzy or untranslated texts"
        )
        parser.add_argument(
            "--compile", action="store_true", help="only compile the catalogue as it is"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        if options["check"]:
            return self._check()
        if options["compile"]:
            return messages.compile_catalogue(messages.read_catalogue())
        catalogue = messages.current_catalogue()
        messages.write_catalogue(catalogue)
        messages.compile_catalogue(catalogue)
        open_texts = sum(1 for entry in catalogue if entry.id and not entry.string)
        self.stdout.write(f"{len(catalogue)} texts, {open_texts} without an English text")
        return None

    def _check(self) -> None:
        found = messages.problems()
        for line in found:
            self.stdout.write(line)
        if found:
            raise CommandError(f"{len(found)} problems in the catalogue")
        self.stdout.write("The English catalogue is whole")
