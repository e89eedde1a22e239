"""Seal all identity data with a new key."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marque.accountsets.models import AccountSet
from marque.accountsets.schemas import within
from marque.foundation.secrets.keyring import (
    INDEX,
    VARIABLE,
    comes_from_environment,
    key_ring,
    replace_ring,
)
from marque.foundation.secrets.rotation import reseal_schema, rotated_entries


class Command(BaseCommand):
    help = "更换数据密钥：生成新密钥，并把所有账套中的加密数据用新密钥重新加密"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--index", action="store_true", help="连同盲索引的密钥一起更换（请先停止服务）"
        )
        parser.add_argument(
            "--drop-old", action="store_true", help="完成后删除旧密钥；审计日志里的旧值从此不可读"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not comes_from_environment():
            replace_ring(rotated_entries(key_ring().entries, with_index=options["index"]))
        elif options["index"] or options["drop_old"]:
            raise CommandError(f"密钥由环境变量 {VARIABLE} 提供，请在那里更改后再运行本命令。")
        for books in AccountSet.objects.order_by("schema_name"):
            with within(books.schema_name):
                self.stdout.write(f"{books.code}: {reseal_schema()}")
        if options["drop_old"]:
            ring = key_ring()
            replace_ring(tuple(e for e in ring.entries if e[0] in (ring.primary, INDEX)))
