"""Settings, language, lists, files: the screens as the feature list asks for them."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.urls import NoReverseMatch, URLPattern, get_resolver, resolve, reverse
from django.utils import timezone

from marque.accounting.testing import open_demo_book
from marque.billing import api as billing
from marque.billing.testing import make_receipt
from marque.foundation.attachments.models import Attachment
from marque.foundation.audit.models import Change
from marque.foundation.dictionaries.parameters import value
from marque.foundation.dictionaries.registry import all_parameters
from marque.foundation.notifications.services import notify
from marque.foundation.numbering.registry import all_series
from marque.organisation.models import User
from marque.parties.models import Customer
from marque.parties.testing import make_customer
from marque.sales.testing import (
    make_confirmed_order,
    make_delivered_order,
    make_order,
    make_sold_vehicle,
    make_submitted_order,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(bj, he):
    return open_demo_book(bj.company, by=he)


# -- parameters and numbers -------------------------------------------------------------------------


@pytest.mark.feature("PLT-24")
def test_every_threshold_is_on_the_screen_and_a_change_is_audited(client, admin, bj, book, lin):
    client.force_login(admin)
    page = client.get("/bj/settings/parameters/").text
    for key, parameter in all_parameters().items():
        assert f'value="{key}"' in page, key
        assert str(parameter.label) in page, key
    key = "sales.lock_hours"
    assert client.post("/bj/settings/parameters/", {"key": key, "value": "6"}).status_code == 302
    assert value(key, store=bj) == 6
    assert value(key) == all_parameters()[key].default
    written = Change.objects.filter(table_name="dictionaries_parametervalue").latest("id")
    assert (written.actor_name, written.after["key"]) == ("管理员", key)
    client.post("/bj/settings/parameters/", {"key": key, "value": "8"}, follow=True)
    written = Change.objects.filter(table_name="dictionaries_parametervalue").latest("id")
    assert (written.before["value"], written.after["value"]) == (6, 8)
    lock = make_submitted_order(by=lin).vehicle.locks.latest("pk")
    hours = (lock.expires_at - timezone.now()) / timedelta(hours=1)
    assert 7.9 < hours < 8.1
    for wrong in ("-1", "100000", "many", ""):
        answer = client.post("/bj/settings/parameters/", {"key": key, "value": wrong}, follow=True)
        assert "参数已保存" not in answer.text, wrong
        assert value(key, store=bj) == 8


@pytest.mark.feature("PLT-27")
def test_the_numbering_rule_of_a_document_is_edited_on_screen(client, admin, lin, bj, book):
    client.force_login(admin)
    page = client.get("/bj/settings/numbering/").text
    assert all(str(series.label) in page for series in all_series().values())
    kind = "sales.salesorder"
    before = make_order(by=lin, store=bj)
    answer = client.post(
        "/bj/settings/numbering/",
        {"kind": kind, "pattern": "D{store}{yyyy}-{n:03d}"},
        follow=True,
    )
    assert "编号规则已保存" in answer.text
    after = make_order(by=lin, store=bj)
    assert after.number == f"Dbj{timezone.localdate():%Y}-001"
    before.refresh_from_db()
    assert before.number.startswith("SO")
    for wrong in ("", "X" * 60 + "{n}", "NO-SERIAL", "{n:04d}{x}", "{n:04d}{n:04d}", "<b>{n:04d}"):
        answer = client.post(
            "/bj/settings/numbering/", {"kind": kind, "pattern": wrong}, follow=True
        )
        assert "编号规则已保存" not in answer.text, wrong
    assert make_order(by=lin, store=bj).number.endswith("-002")


# -- language ---------------------------------------------------------------------------------------

HAN = re.compile(r"[\u3400-\u9fff]+")
FOREIGN = re.compile(r'<(\w+)[^>]*\blang="zh[^"]*"[^>]*>.*?</\1>', re.DOTALL)
IGNORED = re.compile(r"<!--.*?-->|<script\b.*?</script>|<style\b.*?</style>", re.DOTALL)


def our_pages():
    """Name and address name of every page that needs no argument but the store."""

    def walk(resolver, namespace):
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                ours = entry.callback.__module__.startswith("marque.")
                if ours and entry.name and not set(entry.pattern.converters) - {"store"}:
                    yield f"{namespace}{entry.name}"
            else:
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from walk(entry, inner)

    for name in dict.fromkeys(walk(get_resolver("marque.config.urls"), "")):
        for kwargs in ({"store": "bj"}, {}):
            try:
                yield reverse(name, kwargs=kwargs)
                break
            except NoReverseMatch:
                continue


def words_of_records():
    """Chinese words that people typed; a record with an English name must show that one."""
    found = set()
    for model in apps.get_models():
        fields = [
            f.name
            for f in model._meta.concrete_fields
            if isinstance(f, models.CharField | models.TextField) and not f.choices
        ]
        if model._meta.app_label in {"audit", "sessions", "contenttypes"} or not fields:
            continue
        for row in model._default_manager.values(*fields):
            for name, text in row.items():
                if text and not (name == "name" and row.get("name_en")):
                    found.update(HAN.findall(str(text)))
    return found


LEGAL = {*"亿千百十万元角分", "定金", "订金"}
"""The grid of a Chinese voucher, and the terms of the law beside their translation."""
CAPITALS = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟万亿零元角分整]{4,}")
VALUES = re.compile(r'\bvalue="[^"]*"')


def chinese_in(html, known):
    text = VALUES.sub("", FOREIGN.sub("", IGNORED.sub("", html)))
    return set(HAN.findall(CAPITALS.sub("", unescape(text)))) - known - LEGAL


@pytest.mark.feature("PLT-29")
def test_no_page_shows_an_untranslated_word_in_english(
    client, lin, li, he, shen, hq, admin, cx, book
):
    order = make_delivered_order(by=lin)
    make_submitted_order(by=lin)
    notify([lin, he, shen, hq, admin], kind="todo", title="Reminder", record=order.number)
    records = [
        f"/bj/sales/orders/{order.number}/",
        f"/bj/sales/customers/{order.customer.number}/",
        f"/bj/vehicles/{order.vehicle.vin}/",
    ]
    known = words_of_records()
    known |= {name[0] for name in known}  # the initial in a person's picture
    shown, left = 0, set()
    for user in (lin, he, shen, hq, admin):
        User.objects.filter(pk=user.pk).update(language="en")
        client.force_login(user)
        for url in [*our_pages(), *records]:
            right = getattr(resolve(url).func, "required_permission", None)
            if right and not user.has_perm(right):
                continue
            answer = client.get(url)
            is_page = answer.headers.get("Content-Type", "").startswith("text/html")
            if answer.status_code != 200 or not is_page:
                continue
            shown += 1
            assert 'lang="en"' in answer.text or "<html" not in answer.text, url
            if url.endswith("/settings/online/"):  # what people do is written by the views
                known |= words_of_records()
            left |= {(url, word) for word in chinese_in(answer.text, known)}
    assert not left, "\n".join(f"{url} {word}" for url, word in sorted(left))
    assert shown > 90


@pytest.mark.feature("PLT-29")
def test_dates_follow_the_language(client, lin, book):
    order = make_order(by=lin)
    client.force_login(lin)
    today = timezone.localdate()
    weekday = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")[
        today.weekday()
    ]
    assert f"{today.month} 月 {today.day} 日 {weekday}" in client.get("/bj/").text
    client.get("/bj/?lang=en")
    desk = client.get("/bj/").text
    assert f"{today:%a} {today.day} {today:%B}" in desk
    page = client.get(f"/bj/sales/orders/{order.number}/").text
    assert f"{today.day} {today:%b}" in page


@pytest.mark.feature("PLT-30")
def test_every_page_lists_its_keys_and_every_main_form_is_saved_by_one(client, lin, he, shen, book):
    order = make_confirmed_order(by=lin)
    forms = {
        lin: ["/bj/sales/orders/new/", "/bj/sales/customers/new/"],
        he: [
            f"/bj/finance/receipts/new/?payable={order.number}",
            "/bj/finance/vouchers/new/",
        ],
        shen: ["/bj/vehicles/receive/"],
    }
    for user, urls in forms.items():
        client.force_login(user)
        for url in urls:
            page = client.get(url).text
            assert re.search(r"<form[^>]*\bdata-(save|guard)\b", page), url
            assert "键盘快捷键" in page
            for key in ("Ctrl K", "Ctrl S", ">/<", ">?<", "Esc", "G D"):
                assert key in page, (url, key)
            assert 'data-keys="g d"' in page


# -- desk and lists -----------------------------------------------------------------------------------


@pytest.mark.feature("PLT-34")
def test_my_desk_lists_tasks_approvals_reminders_and_notices_each_one_click_away(
    client, lin, li, book
):
    order = make_submitted_order(by=lin, amount_price=Decimal(174000))
    notify([li], kind="remind", title="回访到期", url="/bj/sales/customers/")
    notify([li], kind="notice", title="明天盘点", url="/bj/me/")
    client.force_login(li)
    desk = client.get("/bj/").text
    assert f'href="/bj/sales/orders/{order.number}/' in desk
    inbox = client.get("/bj/inbox/").text
    for title in ("回访到期", "明天盘点", order.number):
        assert title in inbox
    for kind, title in (("remind", "回访到期"), ("notice", "明天盘点"), ("todo", order.number)):
        narrowed = client.get("/bj/inbox/", {"kind": kind}).text
        link = re.search(r'href="(/notifications/\d+/open/)"', narrowed.partition("<main")[2])
        assert title in narrowed
        assert link, kind
        assert client.get(link.group(1), follow=True).status_code == 200
    client.force_login(lin)
    assert "回访到期" not in client.get("/bj/inbox/").text


@pytest.mark.feature("PLT-36")
def test_a_thousand_rows_are_paged_counted_and_gone_through(client, lin, bj):
    first = make_customer("第0000号", owner=lin, store=bj)
    Customer.objects.bulk_create(
        Customer(
            **{
                f.attname: getattr(first, f.attname)
                for f in Customer._meta.concrete_fields
                if f.name not in {"id", "number", "name", "phone"}
            },
            number=f"ZK{n:06d}",
            name=f"第{n:04d}号",
            phone=f"137{n:08d}",
        )
        for n in range(1, 1000)
    )
    client.force_login(lin)
    base = "/bj/sales/customers/?view=&sort=number"

    def rows(query=""):
        answer = client.get(base + query)
        listed = answer.context["list"]
        return [row.name for row in listed.objects], answer

    whole = list(Customer.objects.order_by("number").values_list("name", flat=True))
    assert len(whole) == 1000
    names, answer = rows()
    assert names == whole[:50]
    for text in ("1,000", "1–50 / 1,000", "/ 20 页", "首页", "末页", "跳转"):
        assert text in answer.text, text

    def link(answer, label):
        found = re.search(rf'<a class="btn sm" href="([^"]+)"[^>]*{label}', answer.text)
        assert found, label
        return unescape(found.group(1))

    def follow(answer, label):
        answer = client.get(link(answer, label))
        return [row.name for row in answer.context["list"].objects], answer

    names, answer = follow(answer, 'rel="next"')
    assert names == whole[50:100]
    names, answer = follow(answer, ">末页")
    assert names == whole[950:]
    names, answer = follow(answer, 'rel="prev"')
    assert names == whole[900:950]
    names, answer = follow(answer, ">首页")
    assert names == whole[:50]
    names, answer = rows("&page=17")
    assert names == whole[800:850]
    assert "801–850 / 1,000" in answer.text
    assert rows("&page=9999")[0] == whole[950:]
    assert rows("&page=x")[0] == whole[:50]
    assert rows("&page=4&size=200")[0] == whole[600:800]


# -- files ----------------------------------------------------------------------------------------------

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64


def upload(client, record, *files):
    address = f"/files/{record._meta.label_lower}/{record.pk}/"
    return client.post(address, {"file": files, "next": "/bj/"}, follow=True)


@pytest.mark.feature("PLT-37")
def test_files_are_put_on_orders_and_vehicles_seen_and_taken_off(
    client, lin, book, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    order = make_confirmed_order(by=lin)
    client.force_login(lin)
    for record in (order, order.vehicle):
        files = (
            SimpleUploadedFile("行驶证.png", PNG),
            SimpleUploadedFile("合同.pdf", b"%PDF-1.7 x"),
        )
        assert "附件已上传" in upload(client, record, *files).text
        mine = Attachment.objects.filter(
            document_type=record._meta.label_lower, document_id=record.pk
        )
        assert set(mine.values_list("name", flat=True)) == {"行驶证.png", "合同.pdf"}
    page = client.get(f"/bj/sales/orders/{order.number}/files/").text
    assert "行驶证.png" in page
    picture = Attachment.objects.filter(name="行驶证.png", document_type="sales.salesorder").get()
    assert f'src="/files/{picture.pk}/"' in page
    shown = client.get(f"/files/{picture.pk}/")
    assert shown.headers["Content-Type"] == "image/png"
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert b"".join(shown) == PNG
    assert (
        "附件已删除"
        in client.post(f"/files/{picture.pk}/remove/", {"next": "/bj/"}, follow=True).text
    )
    assert client.get(f"/files/{picture.pk}/").status_code == 404


@pytest.mark.feature("PLT-37")
@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("run.exe", b"MZ000", "只能上传"),
        ("page.html", b"<script>alert(1)</script>", "只能上传"),
        ("a.svg", b"<svg onload=alert(1)>", "只能上传"),
        ("photo.png", b"<script>alert(1)</script>", "文件内容与扩展名不符"),
        ("paper.pdf", PNG, "文件内容与扩展名不符"),
        ("empty.png", b"", "文件是空的"),
        ("../../x.png", b"no picture", "文件内容与扩展名不符"),
    ],
)
def test_a_wrong_kind_of_file_is_refused(client, lin, book, name, content, reason):
    order = make_order(by=lin)
    client.force_login(lin)
    assert reason in upload(client, order, SimpleUploadedFile(name, content)).text
    assert not Attachment.objects.exists()


@pytest.mark.feature("PLT-37")
def test_files_of_another_store_do_not_exist(client, lin, wang, zhao, book, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    order = make_order(by=lin)
    client.force_login(lin)
    upload(client, order, SimpleUploadedFile("a.png", PNG))
    file = Attachment.objects.get()
    for stranger in (wang, zhao):
        client.force_login(stranger)
        assert client.get(f"/files/{file.pk}/").status_code == 404
        assert client.post(f"/files/{file.pk}/remove/").status_code == 404
        assert upload(client, order, SimpleUploadedFile("b.png", PNG)).status_code == 404
    assert Attachment.objects.count() == 1


# -- departments share ------------------------------------------------------------------------------------


@pytest.mark.feature("PLT-44")
def test_what_one_department_does_shows_at_the_others_with_no_retyping(
    client, lin, li, he, shen, bj, book
):
    def sees(user, *urls):
        client.force_login(user)
        return [client.get(url).text for url in urls]

    car = make_sold_vehicle(bj)
    (found,) = sees(lin, f"/bj/vehicles/find/?q={car.vin[-6:]}")
    assert car.vin in found
    order = make_confirmed_order(by=lin, vehicle=car)
    (vehicle,) = sees(shen, f"/bj/vehicles/{car.vin}/")
    assert order.number in vehicle
    receipt = make_receipt(order, order.amount_deposit_due, by=lin, kind=order.deposit_kind)
    (cash,) = sees(he, "/bj/finance/cashier/")
    assert receipt.number in cash
    assert order.number in cash
    billing.confirm_receipt(receipt=receipt, by=he, now=timezone.now())
    (page,) = sees(lin, f"/bj/sales/orders/{order.number}/payments/")
    assert receipt.number in page
    assert reload(order).amount_received == Decimal("5000.00")
    (vouchers,) = sees(he, "/bj/finance/vouchers/?view=")
    assert order.number in vouchers or receipt.number in vouchers
