"""Draw every workflow into the manual."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from marque.foundation.documents.workflows import as_markdown

PAGE = Path("docs") / "manual" / "workflows.md"


class Command(BaseCommand):
    help = "把全部单据流程画进使用手册"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只检查手册是否最新")

    def handle(self, **options: Any) -> None:
        page = Path(settings.ROOT) / PAGE
        text = as_markdown()
        if options["check"]:
            if not page.exists() or page.read_text(encoding="utf-8") != text:
                raise CommandError(f"{PAGE} 不是最新的，请运行 ./marque manage draw_workflows")
            return
        page.write_text(text, encoding="utf-8")
        self.stdout.write(f"{PAGE} 已更新")
