"""A table from upload to undo, with a small kind that writes users' groups."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from marque.foundation.access.authority import acting_post
from marque.foundation.access.models import UserGroup
from marque.foundation.imports import registry
from marque.foundation.imports.kinds import ImportColumn, ImportKind
from marque.foundation.imports.models import ImportBatch, Stage
from marque.foundation.imports.parsers import parse_integer
from marque.foundation.imports.readers.limits import FileRefused
from marque.foundation.imports.services.correct_rows import Corrections, correct_rows
from marque.foundation.imports.services.map_columns import map_columns
from marque.foundation.imports.services.open_batch import open_batch
from marque.foundation.imports.services.run_batch import claim_batch, run_batch
from marque.foundation.imports.services.start_batch import start_batch
from marque.foundation.imports.services.undo_batch import undo_batch
from marque.foundation.imports.tasks import import_in_background
from marque.foundation.jobs.models import Job
from marque.kernel.errors import DomainError, GuardRefused, InvalidInput, NotAuthorised

pytestmark = pytest.mark.django_db
GOOD = "组名,人数\n甲组,3\n乙组,4\n"


class GroupImporter:
    """Writes user groups by name."""

    def check(self, lines, context):  # noqa: ARG002
        known = set(UserGroup.objects.values_list("name", flat=True))
        for line in lines:
            line.label = line.values["name"]
            line.action = "unchanged" if line.label in known else "create"

    def apply(self, lines, context):
        for done, line in enumerate(lines, start=1):
            if line.label == "炸":
                raise RuntimeError("boom")
            group = UserGroup.objects.create(name=line.label)
            line.object_type, line.object_id = "access.usergroup", str(group.pk)
            context.progress(done, len(lines))

    def undo(self, rows, created_refs, context):  # noqa: ARG002
        UserGroup.objects.filter(pk__in=[int(row.object_id) for row in rows]).delete()


KIND = ImportKind(
    key="test.groups",
    label="用户组",
    right="imports.add_importbatch",
    importer=GroupImporter(),
    columns=(
        ImportColumn("name", "名称", ("组名", "用户组"), is_required=True),
        ImportColumn("size", "人数", parse=parse_integer),
    ),
)


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    monkeypatch.setitem(registry._kinds, KIND.key, KIND)


@pytest.fixture
def importer(li, grant):
    return grant(li, "imports.add_importbatch", "imports.view_importbatch",
                 "imports.undo_importbatch")  # fmt: skip


def opened(by, text=GOOD, name="组.csv"):
    return open_batch(
        kind_key=KIND.key,
        file=io.BytesIO(text.encode()),
        file_name=name,
        store=acting_post(by).department.store,
        now=timezone.now(),
        by=by,
    )


def checked(by, text=GOOD, *, whole=False):
    batch = opened(by, text)
    return map_columns(
        batch_id=batch.pk,
        mapping=batch.mapping,
        is_all_or_nothing=whole,
        now=timezone.now(),
        by=by,
    )


def imported(by, text=GOOD):
    return start_batch(batch_id=checked(by, text).pk, now=timezone.now(), by=by)


def names():
    return set(UserGroup.objects.exclude(name__startswith="附加").values_list("name", flat=True))


def test_columns_are_matched_by_synonym_and_kept(importer):
    batch = opened(importer, "人数,*组名（必填）,备注\n3,甲组,x\n")
    assert batch.number.startswith("IM")
    assert batch.mapping == {"name": 1, "size": 0}
    assert (batch.stage, batch.quantity_rows) == (Stage.UPLOADED, 1)


def test_the_check_writes_nothing_and_says_what_would_happen(importer):
    batch = checked(importer, "组名,人数\n甲组,3\n,5\n乙组,很多\n")
    assert (batch.quantity_created, batch.quantity_refused) == (1, 2)
    assert names() == set()
    problems = {row.row_no: row.problems[0] for row in batch.rows.filter(is_refused=True)}
    assert problems[3]["column"] == "name"
    assert "不能为空" in problems[3]["text"]
    assert "不是数字" in problems[4]["text"]


def test_sound_rows_are_imported_and_problem_rows_are_not(importer):
    batch = imported(importer, "组名,人数\n甲组,3\n,5\n乙组,4\n")
    assert (batch.stage, batch.quantity_created, batch.quantity_refused) == (Stage.DONE, 2, 1)
    assert names() == {"甲组", "乙组"}


def test_all_or_nothing_refuses_the_whole_batch(importer):
    batch = checked(importer, "组名\n甲组\n \n,\n", whole=True)
    assert batch.quantity_refused == 0
    batch = checked(importer, "组名,人数\n甲组,x\n乙组,1\n", whole=True)
    with pytest.raises(GuardRefused, match="一行也没有导入"):
        start_batch(batch_id=batch.pk, now=timezone.now(), by=importer)
    assert names() == set()


def test_a_cell_corrected_on_the_screen_is_checked_anew(importer):
    batch = checked(importer, "组名,人数\n甲组,x\n,1\n")
    batch = correct_rows(
        batch_id=batch.pk,
        corrections=Corrections({2: {"size": "8", "unknown": "y"}}, {3: True}),
        now=timezone.now(),
        by=importer,
    )
    assert (batch.quantity_created, batch.quantity_refused, batch.quantity_skipped) == (1, 0, 1)
    assert batch.rows.get(row_no=2).raw == {"name": "甲组", "size": "8"}


def test_ten_megabytes_in_a_cell_are_refused(importer):
    batch = checked(importer)
    with pytest.raises(InvalidInput):
        correct_rows(
            batch_id=batch.pk,
            corrections=Corrections({2: {"name": "x" * 10_000_000}}, {}),
            now=timezone.now(),
            by=importer,
        )
    with pytest.raises(FileRefused):
        opened(importer, "组名\n" + "x" * 10_000_000)


def test_a_failure_in_the_middle_leaves_nothing_behind(importer):
    batch = checked(importer, "组名\n甲组\n炸\n乙组\n")
    with pytest.raises(RuntimeError):
        start_batch(batch_id=batch.pk, now=timezone.now(), by=importer)
    batch.refresh_from_db()
    assert batch.stage == Stage.FAILED
    assert "没有写入任何数据" in batch.message
    assert names() == set()


def test_a_batch_is_imported_once(importer):
    batch = imported(importer)
    with pytest.raises(DomainError, match="已经导入"):
        start_batch(batch_id=batch.pk, now=timezone.now(), by=importer)
    again = run_batch(batch_id=batch.pk, now=timezone.now(), by=importer)
    assert again.stage == Stage.DONE
    assert UserGroup.objects.filter(name="甲组").count() == 1


def test_undo_takes_back_what_the_batch_made_and_no_more(importer):
    UserGroup.objects.create(name="甲组")
    batch = imported(importer)
    assert (batch.quantity_created, batch.quantity_unchanged) == (1, 1)
    batch = undo_batch(batch_id=batch.pk, now=timezone.now(), by=importer)
    assert batch.stage == Stage.UNDONE
    assert names() == {"甲组"}


def test_undo_is_possible_for_a_day(importer):
    batch = imported(importer)
    with pytest.raises(DomainError, match="24 小时"):
        undo_batch(batch_id=batch.pk, now=timezone.now() + timedelta(hours=25), by=importer)
    assert names() == {"甲组", "乙组"}


def test_a_large_batch_runs_in_the_background(importer, monkeypatch):
    rows = "".join(f"组{n},1\n" for n in range(600))
    batch = imported(importer, "组名,人数\n" + rows)
    assert batch.stage == Stage.RUNNING
    job = Job.objects.get(pk=batch.job_id)
    with pytest.raises(DomainError, match="正在导入"):
        claim_batch(batch_id=batch.pk, by=importer)
    import_in_background(job, batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.stage, batch.quantity_created, job.done) == (Stage.DONE, 600, 600)
    import_in_background(job, batch_id=batch.pk)
    assert len(names()) == 600


@pytest.mark.parametrize("name", ["组.pdf", "组", "组.csv.exe"])
def test_a_file_of_another_type_is_refused(importer, name):
    with pytest.raises(FileRefused, match="类型不对"):
        opened(importer, name=name)
    assert not ImportBatch.objects.exists()


def test_without_the_kinds_right_nothing_is_kept(zhao):
    with pytest.raises(NotAuthorised):
        opened(zhao)
    assert not ImportBatch.objects.exists()


def test_a_nul_in_a_cell_is_dropped(importer):
    batch = checked(importer, "组名,人数\n" + "," * 5000 + "\n甲\0组,1\n乙组,x\n")
    assert batch.rows.get(row_no=3).raw["name"] == "甲组"
    batch = correct_rows(
        batch_id=batch.pk,
        corrections=Corrections({4: {"size": "\0007"}}, {}),
        now=timezone.now(),
        by=importer,
    )
    assert batch.quantity_refused == 0


def test_a_dead_worker_leaves_a_batch_that_the_next_one_finishes(importer):
    batch = checked(importer)
    claim_batch(batch_id=batch.pk, by=importer)
    assert run_batch(batch_id=batch.pk, now=timezone.now(), by=importer).stage == Stage.DONE
    assert names() == {"甲组", "乙组"}
