"""./marque manage lint_templates [path …]: refuse what templates must not contain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

import marque
from marque.foundation.ui.lint import check_file, templates_under


class Command(BaseCommand):
    help = "Check every template against the project's rules."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        paths = options["paths"] or templates_under(Path(marque.__file__).parent)
        findings = [finding for path in paths for finding in check_file(path)]
        for finding in findings:
            self.stdout.write(str(finding))
        if findings:
            raise CommandError(f"{len(findings)} broken rules in {len(paths)} templates")
        self.stdout.write(f"{len(paths)} templates keep the rules")
