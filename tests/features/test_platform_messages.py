"""Messages to many: SMS, e-mail, fax (PLT-43)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from marque.foundation.dictionaries import parameters
from marque.foundation.jobs.models import Job
from marque.foundation.jobs.tasks import run_job
from marque.foundation.messaging.models import BatchStatus, Message, MessageBatch, MessageTemplate
from marque.foundation.messaging.senders.registry import Outgoing, SendFailed
from marque.foundation.messaging.services import send_batch as sending
from marque.foundation.messaging.services.compose_batch import Text, draft_batch, queue_batch
from marque.foundation.messaging.services.save_settings import save_channel, save_template
from marque.foundation.messaging.services.send_batch import send_batch
from marque.foundation.messaging.tasks import resume_waiting
from marque.foundation.messaging.testing import mail_server
from marque.kernel import clock
from marque.kernel.errors import InvalidInput, InvalidTransition, NotAuthorised
from marque.parties import api as parties
from marque.parties.testing import make_customer
from marque.sales.testing import make_order

pytestmark = [pytest.mark.django_db, pytest.mark.feature("PLT-43")]

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
SMS = Text(channel="sms", purpose="marketing", body="{姓名}{称呼}，{门店}周末团购。")
NOTICE = Text(channel="email", purpose="service", subject="{姓名}的订单", body="您好，{姓名}。")


def agree(customer, by):
    """The customer's yes to written advertising."""
    parties.Consent.objects.create(
        customer=customer,
        purpose="sms",
        text_version="1",
        channel="paper",
        granted_at=NOON,
        granted_by=by,
    )
    return customer


def batch_to(*customers, by, store, text=SMS, now=NOON):
    keys = [customer.pk for customer in customers]
    batch = draft_batch(party_type="parties.customer", keys=keys, name="测试", store=store, by=by)
    return queue_batch(batch=batch, text=text, by=by, now=now)


def run(batch, now=NOON):
    """What the worker does with the batch; returns the pauses it made."""
    pauses = []
    batch.refresh_from_db()
    send_batch(batch=batch, job=batch.job, now=lambda: now, sleep=pauses.append)
    batch.refresh_from_db()
    return pauses


def test_a_segment_is_written_to_from_a_list_and_each_send_is_on_the_customer(client, li, lin, bj):
    kind = agree(make_customer("林一", owner=lin, store=bj), li)
    shy = make_customer("何二", owner=li, store=bj)
    make_customer("吴三", owner=li, store=bj)
    client.force_login(li)
    listed = client.get("/bj/sales/customers/").text
    assert 'formaction="/bj/messages/batches/new/"' in listed
    started = client.post(
        "/bj/messages/batches/new/",
        {"list_key": "parties.customers", "pk": [kind.pk, shy.pk]},
    )
    assert started.status_code == 302
    page = started["Location"]
    entered = {"channel": "sms", "purpose": "marketing", "body": SMS.body}
    looked = client.post(page, {**entered, "action": "preview"}).text
    assert "林一，滨江店周末团购。 拒收请回复R" in looked
    assert "客户没有同意接收营销消息" in looked
    assert not Message.objects.exists()
    with clock.at(NOON):
        assert client.post(page, {**entered, "action": "send"}).status_code == 302
    job = Job.objects.get(kind="messages")
    with clock.at(NOON):
        run_job(job.pk, "messaging.send_batch", {"batch": MessageBatch.objects.get().pk})
    job.refresh_from_db()
    assert (job.status, job.message) == ("done", "已发送 1，失败 0，未发送 1")
    sent, skipped = Message.objects.order_by("pk")
    assert (sent.status, sent.party_id, sent.reference) == ("sent", kind.pk, f"log:m{sent.pk}")
    assert (skipped.status, skipped.error) == ("skipped", "客户没有同意接收营销消息")
    assert "周末团购" in client.get(f"/bj/sales/customers/{kind.number}/?tab=messages").text
    assert "已发送" in client.get(page).text
    client.force_login(lin)
    assert "周末团购" in client.get(f"/bj/sales/customers/{kind.number}/?tab=messages").text
    client.force_login(li)
    log = client.get("/bj/messages/?view=&by_status=sent")
    assert "林一" in log.text
    assert kind.phone not in log.text
    assert log.context["list"].count == 1
    assert client.get(f"/bj/messages/{sent.pk}/").status_code == 200


def test_the_customers_of_ticked_orders_get_one_message_each(client, li, bj):
    customer = make_customer("林一", owner=li, store=bj)
    for _ in range(2):
        make_order(by=li, store=bj, customer=customer)
    client.force_login(li)
    client.post(
        "/bj/messages/batches/new/",
        {"list_key": "sales.orders", "all": "1", "_query": "view="},
    )
    assert MessageBatch.objects.get().selection == [customer.pk]


def test_mail_goes_out_by_smtp_row_by_row(li, bj):
    first, second = (make_customer(n, owner=li, store=bj) for n in ("林一", "何二"))
    nobody = make_customer("吴三", owner=li, store=bj)
    for customer, email in ((first, "lin@example.com"), (second, "gone@example.com")):
        customer.email = email
        customer.save()
    with mail_server(refused={"gone@example.com"}) as server:
        save_channel(
            channel="email",
            store=bj,
            sender="smtp",
            from_address="滨江店 <bj@example.cn>",
            host="127.0.0.1",
            port=server.port,
            security="none",
        )
        batch = batch_to(first, second, nobody, by=li, store=bj, text=NOTICE)
        pauses = run(batch)
        assert server.connections == 1
        (mail,) = server.mails
    assert (mail.to, mail.subject, mail.body) == ("lin@example.com", "林一的订单", "您好，林一。")
    assert "bj@example.cn" in mail.sender
    sent, refused, without = Message.objects.order_by("pk")
    assert (sent.status, sent.reference) == ("sent", mail.reference)
    assert refused.status == "failed"
    assert "no such user" in refused.error
    assert (without.status, without.error) == ("skipped", "没有邮件地址")
    assert pauses == [60 / 300]
    assert batch.status == BatchStatus.DONE


def test_without_a_server_every_mail_fails_with_the_reason(li, bj):
    customer = make_customer(owner=li, store=bj, email="lin@example.com")
    save_channel(
        channel="email",
        store=None,
        sender="smtp",
        from_address="bj@example.cn",
        host="127.0.0.1",
        port=1,
        security="none",
    )
    run(batch_to(customer, by=li, store=bj, text=NOTICE))
    message = Message.objects.get()
    assert message.status == "failed"
    assert "连不上邮件服务器" in message.error


class Dies(BaseException):
    """The worker is killed."""


class Fragile:
    """A sender that takes what it gets and kills the worker at the second message."""

    def __init__(self):
        self.taken = []

    def send(self, message: Outgoing):
        self.taken.append(message.key)
        if len(self.taken) == 2:
            raise Dies
        return "ok"


def test_a_killed_worker_never_sends_twice(li, bj, monkeypatch):
    customers = [agree(make_customer(owner=li, store=bj), li) for _ in range(3)]
    fragile = Fragile()
    monkeypatch.setattr(sending.Outbox, "line", lambda _outbox, _message: fragile)
    batch = batch_to(*customers, by=li, store=bj)
    with pytest.raises(Dies):
        run(batch)
    run(batch)
    assert len(fragile.taken) == len(set(fragile.taken)) == 3
    statuses = list(Message.objects.order_by("pk").values_list("status", "error"))
    assert statuses == [("sent", ""), ("failed", sending.UNKNOWN), ("sent", "")]
    run(batch)
    assert len(fragile.taken) == 3


def test_a_batch_that_broke_off_is_continued_by_another_job(client, li, bj, monkeypatch):
    customers = [agree(make_customer(owner=li, store=bj), li) for _ in range(3)]
    taken = []

    def send(_outbox, message):
        taken.append(message.pk)
        if len(taken) == 1:
            raise RuntimeError("provider bug")
        return "ok"

    monkeypatch.setattr(sending.Outbox, "send", send)
    batch = batch_to(*customers, by=li, store=bj)
    first = batch.job
    work = {"batch": batch.pk}
    with clock.at(NOON):
        run_job(first.pk, "messaging.send_batch", work)
        client.force_login(li)
        page = f"/bj/messages/batches/{batch.pk}/"
        assert "继续发送" in client.get(page).text
        assert client.post(f"{page}resume/").status_code == 302
        batch.refresh_from_db()
        assert batch.job != first
        run_job(batch.job.pk, "messaging.send_batch", work)
    assert len(taken) == len(set(taken)) == 3
    rows = Message.objects.order_by("pk").values_list("status", flat=True)
    assert list(rows) == ["failed", "sent", "sent"]


def test_advertising_waits_for_the_morning_and_a_notice_does_not(li, bj):
    customer = agree(make_customer(owner=li, store=bj, email="lin@example.com"), li)
    waiting = batch_to(customer, by=li, store=bj, now=NIGHT)
    assert (waiting.status, waiting.job) == (BatchStatus.WAITING, None)
    notice = batch_to(customer, by=li, store=bj, text=NOTICE, now=NIGHT)
    assert notice.status == BatchStatus.QUEUED
    with clock.at(NIGHT):
        resume_waiting()
    waiting.refresh_from_db()
    assert waiting.status == BatchStatus.WAITING
    with clock.at(NOON):
        resume_waiting()
    run(waiting, NIGHT)
    assert (waiting.status, waiting.messages.get().status) == (BatchStatus.WAITING, "queued")
    run(waiting, NOON)
    assert (waiting.status, waiting.messages.get().status) == (BatchStatus.DONE, "sent")


def test_consent_withdrawn_before_the_send_counts(li, bj):
    customer = agree(make_customer(owner=li, store=bj), li)
    batch = batch_to(customer, by=li, store=bj)
    sending.write_messages(batch)
    customer.do_not_call = True
    customer.save()
    run(batch)
    message = Message.objects.get()
    assert (message.status, message.error) == ("skipped", "客户谢绝营销联系")


def test_the_rate_is_kept(li, bj, monkeypatch):
    parameters.set_value(key="messaging.per_minute", store=bj, value=30)
    customers = [agree(make_customer(owner=li, store=bj), li) for _ in range(2)]
    monkeypatch.setattr(sending.Outbox, "send", lambda _outbox, message: f"provider:{message.pk}")
    assert run(batch_to(*customers, by=li, store=bj)) == [2.0, 2.0]


def test_a_failing_provider_is_told_row_by_row(li, bj, monkeypatch):
    customers = [agree(make_customer(owner=li, store=bj), li) for _ in range(2)]

    def send(self, message):
        if message.party_id == customers[0].pk:
            raise SendFailed("余额不足")
        return "ok"

    monkeypatch.setattr(sending.Outbox, "send", send)
    run(batch_to(*customers, by=li, store=bj))
    rows = Message.objects.order_by("pk").values_list("status", "error")
    assert list(rows) == [("failed", "余额不足"), ("sent", "")]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"body": " "}, "正文"),
        ({"body": "{身份证}"}, "没有字段{身份证}"),
        ({"body": "长" * 501}, "最多 500"),
        ({"channel": "email", "subject": ""}, "主题"),
    ],
)
def test_a_text_that_cannot_be_sent_is_refused(seeded, fields, words):
    text = {"channel": "sms", "purpose": "service", "subject": "", "body": "您好", "name": "甲"}
    with pytest.raises(InvalidInput, match=words):
        save_template(template=None, **{**text, **fields, "is_active": True})
    assert not MessageTemplate.objects.exists()


def test_who_has_no_right_sends_nothing_and_a_batch_goes_once(lin, li, wang, bj, client):
    customer = agree(make_customer(owner=lin, store=bj), li)
    with pytest.raises(NotAuthorised):
        batch_to(customer, by=lin, store=bj)
    client.force_login(lin)
    data = {"list_key": "parties.customers", "pk": [customer.pk]}
    assert client.post("/bj/messages/batches/new/", data).status_code == 403
    batch = batch_to(customer, by=li, store=bj)
    with pytest.raises(InvalidTransition):
        queue_batch(batch=batch, text=SMS, by=li, now=NOON)
    run(batch)
    client.force_login(wang)
    message = Message.objects.get()
    assert client.get(f"/cx/messages/{message.pk}/").status_code == 404
    assert client.get(f"/cx/messages/batches/{batch.pk}/").status_code == 404
    assert customer.name not in client.get("/cx/messages/").text


def test_a_foreign_customer_cannot_be_written_to_by_key(client, li, wang, cx):
    far = make_customer("远方", owner=wang, store=cx)
    client.force_login(li)
    data = {"list_key": "parties.customers", "pk": [far.pk]}
    assert client.post("/bj/messages/batches/new/", data).status_code == 302
    assert not MessageBatch.objects.exists()


def test_templates_and_channels_are_kept_on_screen(client, admin, bj):
    client.force_login(admin)
    text = {"name": "团购", "channel": "sms", "purpose": "marketing", "body": "{姓名}，来团购"}
    made = client.post("/bj/messages/templates/new/", {**text, "is_active": "on"})
    assert made.status_code == 302, made.text
    again = client.post("/bj/messages/templates/new/", {**text, "is_active": "on"})
    assert again.status_code == 422
    channel = {
        "email-channel": "email",
        "email-sender": "smtp",
        "email-host": "mail.example.cn",
        "email-security": "tls",
        "email-password": "geheim-pass",
    }
    assert client.post("/bj/messages/channels/", channel).status_code == 302
    page = client.get("/bj/messages/channels/").text
    assert "mail.example.cn" in page
    assert "geheim-pass" not in page
