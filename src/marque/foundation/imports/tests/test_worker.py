"""Large batches are taken back and compared by the worker: shown, refused, broken off, repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from marque.foundation.access.models import UserGroup
from marque.foundation.imports import registry, tasks
from marque.foundation.imports.kinds import Difference
from marque.foundation.imports.models import ImportBatch, ImportComparison, Stage
from marque.foundation.imports.services import start_work as work
from marque.foundation.imports.services.correct_rows import Corrections, correct_rows
from marque.foundation.imports.services.run_batch import run_batch
from marque.foundation.imports.services.start_comparison import start_comparison
from marque.foundation.imports.services.undo_batch import can_undo, start_undo
from marque.foundation.imports.tests.test_batches import GOOD, KIND, GroupImporter, checked, names
from marque.foundation.jobs.models import Job, JobStatus
from marque.foundation.jobs.tasks import run_job
from marque.foundation.notifications.models import Notification
from marque.kernel.errors import DomainError, GuardRefused, NotAvailable

pytestmark = pytest.mark.django_db
RIGHTS = ("imports.add_importbatch", "imports.view_importbatch", "imports.undo_importbatch")
BASE = "/bj/settings/import/"


class Groups(GroupImporter):
    """Groups whose undo may be refused or break off in the middle."""

    trouble = ""

    def check(self, lines, context):
        super().check(lines, context)
        known = dict(UserGroup.objects.values_list("name", "pk"))
        for line in lines:
            line.match = line.label if line.label in known else ""

    def undo(self, rows, created_refs, context):
        first, *rest = rows
        super().undo([first], created_refs, context)
        context.progress(1, len(rows))
        if self.trouble == "refused":
            raise GuardRefused("用户组“甲组”已有成员，不能整批撤销。")
        if self.trouble:
            raise RuntimeError(self.trouble)
        super().undo(rest, created_refs, context)


class SizeComparer:
    """Every group has three people."""

    def differences(self, line):
        size = line.values["size"]
        return [] if size == 3 else [Difference("size", str(size), "3")]


@pytest.fixture(autouse=True)
def importer_of_kind(monkeypatch):
    groups = Groups()
    kind = replace(KIND, importer=groups, comparer=SizeComparer())
    monkeypatch.setitem(registry._kinds, KIND.key, kind)
    monkeypatch.setattr(work, "ROWS_AT_ONCE", 1)
    return groups


@pytest.fixture
def importer(li, grant):
    return grant(li, *RIGHTS)


@pytest.fixture
def batch(importer):
    found = checked(importer)
    return run_batch(batch_id=found.pk, now=timezone.now(), by=importer)


@pytest.fixture
def browser(importer, client):
    client.force_login(importer)
    return client


def work_off(job_id):
    """What the worker does with a job."""
    job = Job.objects.get(pk=job_id)
    act = {"imports.undo": "imports.undo_batch", "imports.compare": "imports.compare_batch"}
    key = {"imports.undo": "撤销导入 ", "imports.compare": "对照 "}[job.kind]
    batch = ImportBatch.objects.get(file_name=job.title.removeprefix(key))
    run_job(job.pk, act[job.kind], {"batch_id": batch.pk, "post": None})
    job.refresh_from_db()
    batch.refresh_from_db()
    return job


class TestUndo:
    @pytest.mark.feature("BEY-08")
    def test_it_is_asked_for_on_the_page_and_done_by_the_worker(self, batch, browser, importer):
        url = f"{BASE}{batch.number}/"
        answer = browser.post(f"{url}do/undo/")
        assert answer.headers["Location"] == f"{url}result/"
        batch.refresh_from_db()
        assert batch.stage == Stage.UNDOING
        assert names() == {"甲组", "乙组"}
        page = browser.get(f"{url}result/")  # also after a reload
        assert "正在后台撤销" in page.text
        assert "every 2s" in page.text
        assert "整批撤销</button>" not in page.text
        job = work_off(batch.job_id)
        assert (job.status, job.done) == (JobStatus.DONE, 2)
        batch.refresh_from_db()
        assert batch.stage == Stage.UNDONE
        assert names() == set()
        page = browser.get(f"{url}result/")
        assert "整批撤销：2 行" in page.text
        assert "every 2s" not in page.text
        polled = browser.get(f"{url}result/", headers={"HX-Request": "true"})
        assert polled.headers["HX-Redirect"] == f"{url}result/"
        told = Notification.objects.get(user=importer, record=batch.number)
        assert "撤销完成" in told.title

    def test_it_is_not_asked_for_twice(self, batch, importer):
        start_undo(batch_id=batch.pk, now=timezone.now(), by=importer)
        with pytest.raises(NotAvailable, match="正在撤销"):
            start_undo(batch_id=batch.pk, now=timezone.now(), by=importer)
        assert Job.objects.filter(kind="imports.undo").count() == 1

    def test_what_hangs_on_a_record_refuses_with_a_sentence_and_leaves_all(
        self, batch, importer, browser, importer_of_kind
    ):
        importer_of_kind.trouble = "refused"
        start_undo(batch_id=batch.pk, now=timezone.now(), by=importer)
        batch.refresh_from_db()
        job = work_off(batch.job_id)
        assert (job.status, job.message) == (
            JobStatus.FAILED,
            "用户组“甲组”已有成员，不能整批撤销。",
        )
        batch.refresh_from_db()
        assert batch.stage == Stage.DONE
        assert names() == {"甲组", "乙组"}
        page = browser.get(f"{BASE}{batch.number}/result/")
        assert "没有撤销：用户组“甲组”已有成员，不能整批撤销。" in page.text
        assert "整批撤销" in page.text
        assert Notification.objects.filter(user=importer, title__contains="没有撤销").exists()
        importer_of_kind.trouble = ""
        batch = start_undo(batch_id=batch.pk, now=timezone.now(), by=importer)
        work_off(batch.job_id)
        assert names() == set()

    def test_an_error_in_the_middle_changes_nothing_and_it_can_be_tried_again(
        self, batch, importer, browser, importer_of_kind
    ):
        importer_of_kind.trouble = "boom"
        start_undo(batch_id=batch.pk, now=timezone.now(), by=importer)
        batch.refresh_from_db()
        job = work_off(batch.job_id)
        assert job.status == JobStatus.FAILED
        assert "boom" not in browser.get(f"{BASE}{batch.number}/result/").text
        batch.refresh_from_db()
        assert (batch.stage, names()) == (Stage.DONE, {"甲组", "乙组"})
        assert can_undo(batch, now=timezone.now())

    def test_a_worker_that_dies_leaves_it_to_the_next_one(self, batch, importer, monkeypatch):
        batch = start_undo(batch_id=batch.pk, now=timezone.now(), by=importer)
        job = Job.objects.get(pk=batch.job_id)

        class Killed(BaseException):
            """As sudden as `kill -9`: nothing is tidied up."""

        def die(*_args, **_kwargs):
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(tasks, "undo_batch", die)
            with pytest.raises(Killed):
                run_job(job.pk, "imports.undo_batch", {"batch_id": batch.pk})
        batch.refresh_from_db()
        assert (batch.stage, names()) == (Stage.UNDOING, {"甲组", "乙组"})
        late = timezone.now() + timedelta(hours=30)
        monkeypatch.setattr(tasks.timezone, "now", lambda: late)  # it was in time when asked for
        assert work_off(job.pk).status == JobStatus.DONE
        assert names() == set()
        assert work_off(job.pk).status == JobStatus.DONE  # and once more changes nothing

    def test_one_that_waits_for_a_job_that_is_gone_can_be_asked_for_again(self, batch, importer):
        batch = start_undo(batch_id=batch.pk, now=timezone.now(), by=importer)
        assert not can_undo(batch, now=timezone.now())
        Job.objects.filter(pk=batch.job_id).update(status=JobStatus.FAILED)
        assert can_undo(batch, now=timezone.now())
        again = start_undo(batch_id=batch.pk, now=timezone.now(), by=importer)
        assert again.job_id != batch.job_id

    def test_late_is_late(self, batch, importer):
        with pytest.raises(DomainError, match="24 小时"):
            start_undo(batch_id=batch.pk, now=timezone.now() + timedelta(hours=25), by=importer)
        batch.refresh_from_db()
        assert batch.stage == Stage.DONE


class TestComparison:
    @pytest.mark.feature("BEY-08")
    def test_a_large_file_is_compared_by_the_worker_and_stays_on_the_page(self, importer, browser):
        batch = checked(importer, "组名,人数\n甲组,3\n乙组,4\n丙组,3\n")
        UserGroup.objects.bulk_create([UserGroup(name="甲组"), UserGroup(name="乙组")])
        url = f"{BASE}{batch.number}/compare/"
        page = browser.get(url)
        assert "还没有对照结果" in page.text
        assert not Job.objects.exists()  # looking starts nothing
        assert f'action="{url}"' in browser.get(f"{BASE}{batch.number}/check/").text
        assert browser.post(url).headers["Location"] == url
        browser.post(url)
        job = Job.objects.get()
        assert "正在后台对照" in browser.get(url).text
        assert browser.get(f"{BASE}{batch.number}/comparison.csv").headers["Location"] == url
        work_off(job.pk)
        polled = browser.get(url, headers={"HX-Request": "true"})
        assert polled.headers["HX-Redirect"] == url
        page = browser.get(url)
        found = {one.value: n for one, n in page.context["comparison"].counts if n}
        assert found == {"same": 1, "differs": 1, "missing": 1}
        assert "重新对照" in page.text
        assert "对照于" in page.text
        assert "人数" in browser.get(url, {"field": "size"}).text
        text = browser.get(f"{BASE}{batch.number}/comparison.csv").content.decode()
        assert "乙组" in text
        with ImportComparison.objects.get().found.open("rb") as file:
            assert "乙组".encode() not in file.read()  # kept sealed

    def test_each_sees_only_what_they_had_compared(self, importer, lin, grant, client):
        batch = checked(importer)
        kept = start_comparison(batch=batch, by=importer)
        work_off(kept.job_id)
        client.force_login(grant(lin, *RIGHTS))
        ImportBatch.objects.filter(pk=batch.pk).update(created_by=lin)
        assert "还没有对照结果" in client.get(f"{BASE}{batch.number}/compare/").text

    def test_what_changes_the_rows_or_the_records_makes_it_void(self, importer):
        batch = checked(importer, "组名,人数\n甲组,3\n乙组,4\n丙组,x\n")
        start_comparison(batch=batch, by=importer)
        correct_rows(
            batch_id=batch.pk,
            corrections=Corrections({4: {"size": "5"}}),
            now=timezone.now(),
            by=importer,
        )
        assert not ImportComparison.objects.exists()
        kept = start_comparison(batch=batch, by=importer)
        run_batch(batch_id=batch.pk, now=timezone.now(), by=importer)
        job = work_off(kept.job_id)  # on its way meanwhile: nobody waits for it any more
        assert job.status == JobStatus.DONE
        assert not ImportComparison.objects.exists()

    def test_one_that_broke_off_says_so_and_may_be_tried_again(
        self, importer, browser, monkeypatch
    ):
        batch = checked(importer, GOOD)
        kept = start_comparison(batch=batch, by=importer)
        with monkeypatch.context() as patch:
            patch.setattr(Groups, "check", lambda *_args: 1 / 0)
            job = work_off(kept.job_id)
        assert job.status == JobStatus.FAILED
        page = browser.get(f"{BASE}{batch.number}/compare/")
        assert "没有对照完" in page.text
        assert "division" not in page.text
        again = start_comparison(batch=batch, by=importer)
        assert again.job_id != kept.job_id
        work_off(again.job_id)
        assert browser.get(f"{BASE}{batch.number}/compare/").context["comparison"] is not None
