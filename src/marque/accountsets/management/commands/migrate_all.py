"""Migrate the shared tables and every account set; run as the owner of the tables."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from marque.accountsets.models import AccountSet, AccountSetStatus
from marque.accountsets.schemas import within
from marque.accountsets.services.create import plant
from marque.accountsets.services.migrate import migrate_books, migrate_shared


class Command(BaseCommand):
    help = "迁移公共表和全部账套"

    def handle(self, *args: Any, **options: Any) -> None:
        migrate_shared()
        for books in AccountSet.objects.books().exclude(status=AccountSetStatus.FAILED):
            self.stdout.write(f"  {books.code} …")
            migrate_books(books.schema_name)
            with within(books.schema_name), transaction.atomic():
                plant(books)
