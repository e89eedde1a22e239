"""Work of the interface in the background: large exports; the nightly clean-up of form keys
and drafts."""

from __future__ import annotations

import tempfile
from importlib import import_module
from typing import Any, BinaryIO, cast

from django.core.files import File
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from marque.foundation.access.authority import act_in
from marque.foundation.jobs.models import Job
from marque.foundation.jobs.tasks import background
from marque.foundation.ui import drafts, export, idempotency
from marque.foundation.ui.tables import Table
from marque.organisation.models import Post, Store

STEP = 500


@background("ui.export_list")
def export_list(job: Job, **args: Any) -> None:
    """Write the file of a list for the job's owner, with the rights the owner has now in the post
    acted in. Running it again writes the file again."""
    owner = job.owner
    act_in(owner, Post.objects.filter(pk=args["post"], employee__user=owner).first())
    store = Store.objects.filter(code=args["store"]).first()
    with translation.override(owner.language or "zh-hans"):
        table = table_class(args["table"])(owner, store=store)
        _write(job, table, query=args["query"], kind=args["file_kind"])


def _write(job: Job, table: Table, *, query: str, kind: str) -> None:
    columns = export.export_columns(table)
    rows = export.ordered_rows(
        table, table.source(table.user, table.store), export.state_of(table, query), columns
    )
    total = rows.order_by().count()
    job.progress(0, total)
    counted = _counted(job, export.iterate(rows))
    with tempfile.NamedTemporaryFile(suffix=f".{kind}") as target:
        if kind == "csv":
            for line in export.csv_rows(columns, counted):
                target.write(line.encode())
        else:
            export.write_xlsx(cast(BinaryIO, target), str(table.title), columns, counted)
        target.seek(0)
        job.result_name = export.file_name(table, kind)
        job.result_file.save(f"export-{job.pk}.{kind}", File(target), save=False)
    job.message = _("已导出 %(n)s 行") % {"n": f"{total:,}"}
    job.save(update_fields=["result_file", "result_name", "message"])


def _counted(job: Job, rows: Any) -> Any:
    for done, row in enumerate(rows, 1):
        if done % STEP == 0:
            job.progress(done)
        yield row


def table_class(path: str) -> type[Table]:
    """The table class of ``package.module:Name``. Raises ``LookupError`` when it is none."""
    module, _colon, name = path.partition(":")
    found = getattr(import_module(module), name, None) if module.startswith("marque.") else None
    if not (isinstance(found, type) and issubclass(found, Table)):
        raise LookupError(path)  # noqa: TRY004 - a name that leads to no table
    return found


def forget_old_forms() -> None:
    """Delete one-time form keys and drafts of more than two weeks ago."""
    idempotency.forget_old(now=timezone.now())
    drafts.forget_old(now=timezone.now())


PERIODIC = (("20 3 * * *", "ui.forget_old_forms", forget_old_forms),)
