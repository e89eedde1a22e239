"""Small things that people stumble over: words, columns, jobs that stand still."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone, translation

from marque.accountsets.schemas import current_schema
from marque.foundation.jobs.models import Job, JobStatus
from marque.inventory.testing import make_vehicle
from marque.inventory.workflow import LOCKED_LABEL

pytestmark = pytest.mark.django_db


def test_a_locked_vehicle_is_locked_in_english():
    with translation.override("en"):
        assert str(LOCKED_LABEL) == "Locked"


def test_the_stock_of_the_group_names_the_store(client, hq, bj, cx):
    make_vehicle(bj)
    make_vehicle(cx)
    client.force_login(hq)
    group = client.get("/hq/vehicles/?view=").text
    assert group.count("城西店") > client.get("/bj/vehicles/?view=").text.count("城西店")
    assert 'data-col="store"' in group or ">门店<" in group


def test_forgotten_passwords_are_the_administrators_business(client):
    for path in ("", "done/", "key/1-abc/"):
        page = client.get(f"/accounts/password/reset/{path}")
        assert (page.status_code, "请联系本账套的管理员" in page.text) == (200, True)
        assert 'type="email"' not in page.text
    assert client.post("/accounts/password/reset/", {"email": "a@b.cn"}).status_code == 405


def test_a_job_whose_worker_died_says_so(client, lin):
    job = Job.objects.create(
        kind="export", owner=lin, status=JobStatus.RUNNING, started_at=timezone.now()
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id",
            [timezone.now() - timedelta(seconds=20)],
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
            " VALUES ('jobs', 'marque.run_job', jsonb_build_object('job_id', %s::bigint, 'books',"
            " %s::text), 'doing', %s)",
            [job.pk, current_schema(), worker],
        )
    client.force_login(lin)
    assert "执行任务的进程中断了" in client.get(job.get_absolute_url()).text
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")
    assert "执行任务的进程中断了" not in client.get(job.get_absolute_url()).text
    Job.objects.filter(pk=job.pk).update(status=JobStatus.WAITING)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 min'")
    assert "后台服务没有运行" in client.get(job.get_absolute_url()).text


def test_without_a_network_a_page_says_so_and_no_data_is_kept(client, lin):
    script = client.get("/sw.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    kept = re.findall(r"'(/[^']*)'", script.text)
    assert "/offline/" in kept
    assert [path for path in kept if not path.startswith(("/static/", "/offline/"))] == []
    page = client.get("/offline/")
    assert "断网了" in page.text
    assert "刚才填写的还在上一页" in page.text
    client.force_login(lin)
    assert "林晓彤" not in client.get("/offline/").text
