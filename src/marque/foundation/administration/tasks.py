"""Building and copying account sets takes a while and the owner's rights: the worker does it."""

from __future__ import annotations

import os
import subprocess
import sys

from django.db import transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from marque.accountsets.models import AccountSet
from marque.kernel.errors import Duplicate

BUILD, CLONE = "marque.build_account_set", "marque.clone_account_set"


def build_later(code: str, administrator: str, password_hash: str) -> None:
    """Queue the building of a registered set."""
    app.configure_task(BUILD, queue="jobs").defer(
        code=code, administrator=administrator, password_hash=password_hash
    )


@transaction.atomic
def clone_later(source: AccountSet, *, code: str, name: str) -> None:
    """Queue the copying of a set; the code is checked now."""
    if AccountSet.objects.filter(code=code).exists():
        raise Duplicate(_("账套代码 %(code)s 已被使用，请换一个") % {"code": code})
    app.configure_task(CLONE, queue="jobs").defer(source=source.code, code=code, name=name)


def run_as_owner(*arguments: str) -> None:
    """Run the command `accountset` in a process that owns the tables."""
    subprocess.run(  # noqa: S603  our own command, arguments are never a shell's
        [sys.executable, "-m", "django", "accountset", *arguments],
        env={**os.environ, "MARQUE_AS_OWNER": "1"},
        check=True,
        timeout=600,
    )


def register_tasks(worker_app: object) -> None:
    """Called by `foundation.jobs` when procrastinate is ready."""

    @worker_app.task(name=BUILD, queue="jobs")  # type: ignore[attr-defined,untyped-decorator]
    def build(code: str, administrator: str, password_hash: str) -> None:
        run_as_owner(
            "build", code, "--administrator", administrator, "--password-hash", password_hash
        )

    @worker_app.task(name=CLONE, queue="jobs")  # type: ignore[attr-defined,untyped-decorator]
    def clone(source: str, code: str, name: str) -> None:
        run_as_owner("clone", source, code, "--name", name)
