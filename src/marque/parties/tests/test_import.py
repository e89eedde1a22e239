"""Customers from the files that dealers really have."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import xlsxwriter
from django.utils import timezone

from marque.foundation.documents.models import Comment
from marque.foundation.documents.services.comment import add_comment
from marque.foundation.imports.models import Stage
from marque.foundation.imports.services.correct_rows import Corrections, correct_rows
from marque.foundation.imports.services.map_columns import map_columns
from marque.foundation.imports.services.open_batch import open_batch
from marque.foundation.imports.services.run_batch import run_batch
from marque.foundation.imports.services.undo_batch import undo_batch
from marque.kernel.errors import GuardRefused
from marque.parties.models import Contact, Customer, CustomerTag, Tag
from marque.parties.testing import make_customer

HEAD = "客户姓名,手机号码,身份证号,地址,销售顾问,微信\n"


def opened(by, store, text, name="客户.csv", encoding="gb18030"):
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return open_batch(
        kind_key="parties.customer",
        file=io.BytesIO(content),
        file_name=name,
        store=store,
        now=timezone.now(),
        by=by,
    )


def checked(by, store, text, *, duplicates="fill", **more):
    batch = opened(by, store, text, **more)
    return map_columns(
        batch_id=batch.pk,
        mapping=batch.mapping,
        is_all_or_nothing=False,
        duplicates=duplicates,
        now=timezone.now(),
        by=by,
    )


def imported(by, store, text, **more):
    batch = checked(by, store, text, **more)
    return run_batch(batch_id=batch.pk, now=timezone.now(), by=by)


def counts(batch):
    return (
        batch.quantity_created,
        batch.quantity_updated,
        batch.quantity_unchanged,
        batch.quantity_refused,
        batch.quantity_skipped,
    )


@pytest.mark.feature("BAS-20")
def test_a_gb18030_file_with_rare_characters_and_wide_digits(li, lin, bj):
    batch = imported(
        li,
        bj,
        HEAD + f"𠮷田一郎,１３８５７０１６１２８,,杭州,{lin.name},wx_ji\n李梅,139 5701 6129,,,,\n",
    )
    assert counts(batch) == (2, 0, 0, 0, 0)
    first, second = Customer.objects.order_by("pk")
    assert (first.name, first.phone, first.owner, first.wechat) == (
        "𠮷田一郎",
        "13857016128",
        lin,
        "wx_ji",
    )
    assert (second.phone, second.owner) == ("13957016129", li)
    assert first.number != second.number


@pytest.mark.feature("BAS-20")
def test_wrong_rows_stay_out_and_say_why(li, bj):
    rows = (
        "好人,13857016128,,,,\n"
        "电话短,1385701,,,,\n"
        "证件错,13857016130,330108199001011234,,,\n"
        "没这人,13857016131,,,不存在,\n"
        "重复,13857016128,,,,\n"
        ",13857016132,,,,\n"
        "=cmd|'/c calc'!A1,13857016133,,,,\n"
    )
    batch = imported(li, bj, HEAD + rows)
    assert counts(batch) == (2, 0, 0, 5, 0)
    wrong = {row.row_no: row.problems[0] for row in batch.rows.filter(is_refused=True)}
    assert wrong[3]["column"] == "phone"
    assert wrong[4]["column"] == "id_number"
    assert wrong[5]["column"] == "owner"
    assert "不存在" in wrong[5]["text"]
    assert "第 2 行" in wrong[6]["text"]
    assert "不能为空" in wrong[7]["text"]
    assert Customer.objects.get(name__startswith="=cmd").name == "=cmd|'/c calc'!A1"


def test_merged_cells_leave_blanks_that_are_refused_row_by_row(li, bj):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["姓名", "电话"])
    sheet.merge_range(1, 0, 2, 0, "王丽萍")
    sheet.write(1, 1, 13857016128)
    sheet.write(2, 1, "13857016129")
    book.close()
    batch = imported(li, bj, file.getvalue(), name="合并.xlsx")
    assert counts(batch) == (1, 0, 0, 1, 0)
    assert Customer.objects.get().phone == "13857016128"


class TestDuplicates:
    @pytest.fixture
    def wang_liping(self, lin, bj):
        return make_customer("王丽萍", phone="13857016128", owner=lin, store=bj)

    def test_blanks_are_filled_and_nothing_known_is_lost(self, li, bj, wang_liping):
        batch = imported(li, bj, HEAD + "王莉萍,13857016128,,滨江区,,wang_lp\n")
        assert counts(batch) == (0, 1, 0, 0, 0)
        wang_liping.refresh_from_db()
        assert (wang_liping.name, wang_liping.wechat) == ("王丽萍", "wang_lp")
        assert wang_liping.address == "滨江区"
        assert wang_liping.version == 2

    def test_overwriting_takes_the_file(self, li, bj, wang_liping):
        imported(li, bj, HEAD + "王莉萍,13857016128,,,,\n", duplicates="overwrite")
        wang_liping.refresh_from_db()
        assert wang_liping.name == "王莉萍"
        assert wang_liping.name_pinyin.startswith("wangliping")

    def test_one_row_may_be_decided_otherwise_than_the_batch(self, li, bj, wang_liping):
        batch = checked(li, bj, HEAD + "王莉萍,13857016128,,,,\n", duplicates="skip")
        row = batch.rows.get()
        assert row.match == f"王丽萍（{wang_liping.owner.name}）"
        assert batch.quantity_skipped == 1
        batch = correct_rows(
            batch_id=batch.pk,
            corrections=Corrections(resolutions={row.row_no: "overwrite"}),
            now=timezone.now(),
            by=li,
        )
        assert batch.quantity_updated == 1
        run_batch(batch_id=batch.pk, now=timezone.now(), by=li)
        wang_liping.refresh_from_db()
        assert wang_liping.name == "王莉萍"

    def test_the_same_identity_with_a_new_phone_is_the_same_person(self, li, bj):
        first = imported(li, bj, HEAD + "陈建国,13857016140,11010519491231002X,,,\n")
        assert counts(first)[0] == 1
        again = imported(
            li, bj, HEAD + "陈建国,13857016141,11010519491231002X,,,\n", duplicates="overwrite"
        )
        assert counts(again) == (0, 1, 0, 0, 0)
        assert Customer.objects.get().phone == "13857016141"

    def test_somebody_elses_customer_is_not_touched(self, wang, bj, li):
        make_customer("李经理的客户", phone="13857016150", owner=li, store=bj)
        batch = checked(wang, bj, HEAD + "改名,13857016150,,,,\n", duplicates="overwrite")
        assert batch.quantity_refused == 1
        assert "不在您的范围内" in batch.rows.get().problems[0]["text"]


class TestUndo:
    def test_everything_is_as_before(self, li, lin, bj):
        known = make_customer("王丽萍", phone="13857016128", owner=lin, store=bj)
        batch = imported(li, bj, HEAD + "王莉萍,13857016128,,滨江区,,\n新人,13857016129,,,,\n")
        undo_batch(batch_id=batch.pk, now=timezone.now(), by=li)
        known.refresh_from_db()
        assert (known.name, known.address) == ("王丽萍", "")
        assert list(Customer.objects.all()) == [known]

    def test_a_customer_changed_since_is_not_thrown_away(self, li, bj):
        batch = imported(li, bj, HEAD + "新人,13857016129,,,,\n")
        customer = Customer.objects.get()
        customer.version += 1
        customer.save(update_fields=["version"])
        with pytest.raises(GuardRefused, match="已被修改"):
            undo_batch(batch_id=batch.pk, now=timezone.now(), by=li)
        assert Customer.objects.count() == 1
        batch.refresh_from_db()
        assert batch.stage == Stage.DONE
        assert batch.imported_at > timezone.now() - timedelta(minutes=5)

    def test_a_customer_in_use_keeps_the_whole_batch(self, li, bj):
        batch = imported(li, bj, HEAD + "新人,13857016129,,,,\n旧人,13857016130,,,,\n")
        add_comment(document=Customer.objects.get(name="旧人"), text="下周来看车", by=li)
        with pytest.raises(GuardRefused, match="已有业务.*评论"):
            undo_batch(batch_id=batch.pk, now=timezone.now(), by=li)
        assert Customer.objects.count() == 2
        assert Comment.objects.count() == 1

    def test_what_somebody_added_to_a_customer_is_not_lost(self, li, bj):
        batch = imported(li, bj, HEAD + "新人,13857016129,,,,\n")
        Contact.objects.create(customer=Customer.objects.get(), name="太太", created_by=li)
        with pytest.raises(GuardRefused, match="联系人 太太"):
            undo_batch(batch_id=batch.pk, now=timezone.now(), by=li)
        assert Contact.objects.count() == 1

    def test_a_tag_set_by_rule_goes_with_the_customer(self, li, bj):
        batch = imported(li, bj, HEAD + "新人,13857016129,,,,\n")
        tag = Tag.objects.create(name="新客户", created_by=li)
        CustomerTag.objects.create(customer=Customer.objects.get(), tag=tag, is_by_rule=True)
        undo_batch(batch_id=batch.pk, now=timezone.now(), by=li)
        assert not Customer.objects.exists()
        assert not CustomerTag.objects.exists()


def test_the_next_file_remembers_the_columns(li, bj):
    text = "甲,乙\n王丽萍,13857016128\n"
    batch = opened(li, bj, text)
    assert batch.mapping == {}
    map_columns(
        batch_id=batch.pk,
        mapping={"name": 0, "phone": 1},
        is_all_or_nothing=False,
        now=timezone.now(),
        by=li,
    )
    assert opened(li, bj, "乙,甲\n13857016129,李梅\n").mapping == {"name": 1, "phone": 0}


def test_rows_of_an_import_are_unreadable_in_the_database(li, bj):
    from django.db import connection

    batch = checked(li, bj, HEAD + "王丽萍,13857016128,,,,\n")
    with connection.cursor() as cursor:
        cursor.execute("SELECT raw FROM imports_importrow")
        (stored,) = cursor.fetchone()
    assert "13857016128" not in stored
    assert "王丽萍" not in stored
    with batch.file.open("rb") as file:
        assert b"13857016128" not in file.read()


def test_a_chinese_file_on_an_english_screen(li, bj):
    from django.utils import translation

    with translation.override("en"):
        batch = checked(li, bj, "客户名称,手机,类型,归属人\n王丽萍,1385701,,\n")
    assert batch.mapping == {"name": 0, "phone": 1, "kind": 2, "owner": 3}
    (problem,) = batch.rows.get().problems
    assert problem["text"] == "A mobile has 11 digits; 4 missing."
