"""Who looks after a customer, records that are one, and what a customer is worth to us."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from marque.billing import api as billing
from marque.crm import api as crm
from marque.crm import testing as crm_testing
from marque.foundation.attachments.models import Attachment
from marque.foundation.dictionaries import parameters
from marque.foundation.notifications.models import Notification
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised, NotAvailable
from marque.organisation.testing import make_user
from marque.parties.models import (
    CardStatus,
    ClassOverride,
    Customer,
    CustomerShare,
    CustomerTag,
    DuplicatePair,
    MemberCard,
    MergeLog,
    OwnerChange,
    Tag,
    WorthRule,
)
from marque.parties.queries.worth import worth_of
from marque.parties.services.classify import Decision, ask_care, decide_class, end_decision
from marque.parties.services.compute_worth import compute_worth, set_rule
from marque.parties.services.find_duplicates import find_duplicates
from marque.parties.services.member_cards import issue_card
from marque.parties.services.merge_book import links
from marque.parties.services.merge_customers import (
    MERGED,
    MergeOrder,
    children_of,
    merge_customers,
    undo_merge,
)
from marque.parties.services.own_customer import (
    assign_customers,
    claim_customer,
    return_customer,
)
from marque.parties.services.release_idle import release_idle, warn_idle
from marque.parties.services.share_customer import Grant, revoke_share, share_customer
from marque.parties.testing import make_customer
from marque.sales.testing import make_delivered_order, make_paid_order

pytestmark = pytest.mark.django_db

NOW = timezone.make_aware(datetime(2026, 11, 22, 10, 0))  # noqa: DTZ001
TODAY = date(2026, 11, 22)


def url(name, store="bj", **kwargs):
    return reverse(f"parties:{name}", kwargs={"store": store, **kwargs})


def days(n):
    return timedelta(days=n)


@pytest.fixture
def ning(bj):
    """宁远, another consultant of 滨江店."""
    return make_user("ning", name="宁远", store=bj, position="consultant", department="销售部")


@pytest.fixture
def chen(lin, bj):
    return make_customer("陈建国", owner=lin, store=bj, now=NOW)


@pytest.fixture
def twin(lin, bj):
    """The same man, registered a second time."""
    return make_customer("陈建国", owner=lin, store=bj, now=NOW)


def make_lead(customer, *, owner):
    """A lead of a customer who is known already."""
    return crm_testing.make_lead(
        customer.name, by=owner, store=customer.store, owner=owner, phone=customer.phone
    )


def pooled(customer, by):
    return return_customer(customer, reason="长期联系不上", by=by, now=NOW)


# The pool and protection ------------------------------------------------------------------


@pytest.mark.feature("CUS-27")
def test_claim_and_return_keep_customer_and_lead_with_one_person(chen, lin, ning):
    lead = make_lead(chen, owner=lin)
    pooled(chen, lin)
    chen.refresh_from_db()
    lead.refresh_from_db()
    assert chen.owner is None
    assert chen.pooled_at == NOW
    assert lead.owner is None
    claim_customer(chen, by=ning, now=NOW)
    chen.refresh_from_db()
    lead.refresh_from_db()
    assert chen.owner == ning
    assert lead.owner == ning
    assert chen.protected_until == NOW + days(30)
    kinds = list(chen.owner_changes.order_by("pk").values_list("kind", "reason"))
    assert kinds == [("release", "长期联系不上"), ("claim", "从公海领取")]
    with pytest.raises(NotAvailable, match="刚刚已由 宁远 领取"):
        claim_customer(chen, by=lin, now=NOW)


@pytest.mark.feature("CUS-27")
def test_a_claimed_lead_brings_its_customer(chen, lin, ning):
    from marque.crm.services.give_lead import claim_lead, return_lead

    lead = make_lead(chen, owner=lin)
    return_lead(lead=lead, reason="联系不上", by=lin, now=NOW)
    chen.refresh_from_db()
    assert chen.owner is None
    claim_lead(lead=lead, by=ning, now=NOW)
    chen.refresh_from_db()
    assert chen.owner == ning
    assert chen.owner_changes.first().kind == "claim"


@pytest.mark.feature("CUS-27")
def test_limits_of_claiming(lin, ning, li, wang, bj):
    parameters.set_value(key="parties.claims_per_day", store=None, value=Decimal(1))
    first, second = (make_customer(name, owner=lin, store=bj) for name in ("甲一", "乙二"))
    for customer in (first, second):
        pooled(customer, lin)
    claim_customer(first, by=ning, now=NOW)
    with pytest.raises(GuardRefused, match="每天上限"):
        claim_customer(second, by=ning, now=NOW)
    parameters.set_value(key="parties.customers_per_person", store=None, value=Decimal(1))
    with pytest.raises(GuardRefused, match="达到上限"):
        claim_customer(second, by=ning, now=NOW + days(1))
    with pytest.raises(NotAuthorised):
        claim_customer(second, by=wang, now=NOW)
    with pytest.raises(InvalidInput):
        return_customer(first, reason=" ", by=ning, now=NOW)
    with pytest.raises(NotAuthorised):
        return_customer(first, reason="抢", by=lin, now=NOW)
    return_customer(first, reason="经理收回", by=li, now=NOW)


@pytest.mark.feature("CUS-27")
def test_idle_customers_are_warned_of_and_then_released(lin, bj):
    since = NOW - days(89)
    idle = make_customer("周闲", owner=lin, store=bj, now=since)
    busy = make_customer("吴忙", owner=lin, store=bj, now=since)
    Customer.objects.filter(pk=busy.pk).update(last_contact_on=TODAY)
    assert release_idle(store=bj, now=NOW + days(5)) == 0  # nobody was warned
    assert warn_idle(store=bj, now=NOW) == 1
    assert warn_idle(store=bj, now=NOW) == 0
    note = Notification.objects.get(user=lin, kind="todo")
    assert "周闲" in note.title
    assert "明天转入公海" in note.title
    assert release_idle(store=bj, now=NOW) == 0
    assert release_idle(store=bj, now=NOW + days(1)) == 1
    idle.refresh_from_db()
    busy.refresh_from_db()
    assert idle.owner is None
    assert busy.owner == lin
    change = idle.owner_changes.get()
    assert change.kind == "expire"
    assert "90 天无跟进" in change.reason
    assert change.changed_by is None


@pytest.mark.feature("CUS-27")
def test_the_pool_on_screen(client, chen, lin, ning, wang):
    pooled(chen, lin)
    client.force_login(ning)
    page = client.get(url("customer_pool")).content.decode()
    assert "陈建国" in page
    assert "长期联系不上" in page
    assert chen.phone not in page
    answer = client.post(url("pool_claim"), {"pk": chen.pk})
    assert answer.status_code == 302
    chen.refresh_from_db()
    assert chen.owner == ning
    assert client.get(url("customer_detail", number=chen.number)).status_code == 200
    client.force_login(lin)
    assert client.get(url("customer_detail", number=chen.number)).status_code == 404
    client.force_login(ning)
    client.post(url("customer_return", number=chen.number), {"reason": "客户已外迁"})
    chen.refresh_from_db()
    assert chen.owner is None


# Assigning and sharing --------------------------------------------------------------------


@pytest.mark.feature("CUS-31")
@pytest.mark.feature("BAS-19")
def test_many_customers_go_to_a_colleague_with_history(client, lin, ning, li, wang, bj):
    rows = [make_customer(f"客户{n}", owner=lin, store=bj) for n in "一二三"]
    client.force_login(li)
    keys = [row.pk for row in rows[:2]]
    page = client.post(url("customer_assign"), {"pk": keys}).content.decode()
    assert "宁远" in page
    told = {"pk": keys, "to": ning.pk, "reason": "林晓彤调岗"}
    assert client.post(url("customer_assign"), told).status_code == 302
    assert Customer.objects.filter(owner=ning).count() == 2
    assert OwnerChange.objects.filter(kind="assign", reason="林晓彤调岗", to_user=ning).count() == 2
    assert Notification.objects.filter(user=ning, title__contains="2 位客户").count() == 1
    with pytest.raises(InvalidInput, match="不在滨江店任职"):
        assign_customers(customers=rows, to=wang, reason="", by=li, now=NOW)
    with pytest.raises(NotAuthorised):
        assign_customers(customers=rows, to=ning, reason="", by=lin, now=NOW)


@pytest.mark.feature("BAS-19")
def test_a_whole_filter_beyond_two_hundred_is_a_job(client, lin, ning, li, bj):
    from marque.foundation.jobs.models import Job
    from marque.parties.tasks import assign_customers_job

    rows = [make_customer(f"客户{n}", owner=lin, store=bj) for n in range(201)]
    client.force_login(li)
    told = {"all": "1", "_query": "", "to": ning.pk, "reason": "重新分组"}
    assert client.post(url("customer_assign"), told).status_code == 302
    job = Job.objects.get(kind="assign")
    assert Customer.objects.filter(owner=ning).count() == 0
    assign_customers_job(job, keys=[row.pk for row in rows], to=ning.pk, reason="重新分组")
    assert Customer.objects.filter(owner=ning).count() == 201
    assert job.total == 201


@pytest.mark.feature("BAS-19")
def test_a_shared_customer_is_seen_and_changed_until_its_day(client, chen, lin, ning, wang):
    client.force_login(ning)
    page = url("customer_detail", number=chen.number)
    assert client.get(page).status_code == 404
    with pytest.raises(NotAuthorised):
        share_customer(chen, grant=Grant(ning), by=ning, now=NOW)
    with pytest.raises(InvalidInput, match="任职"):
        share_customer(chen, grant=Grant(wang), by=lin, now=NOW)
    share_customer(chen, grant=Grant(ning, "view"), by=lin, now=NOW)
    assert client.get(page).status_code == 200
    assert chen in Customer.objects.visible_to(ning)
    assert chen not in Customer.objects.editable_by(ning)
    assert client.get(url("customer_edit", number=chen.number)).status_code == 404
    share = share_customer(chen, grant=Grant(ning, "edit"), by=lin, now=NOW)
    assert chen in Customer.objects.editable_by(ning)
    assert client.get(url("customer_edit", number=chen.number)).status_code == 200
    CustomerShare.objects.filter(pk=share.pk).update(until_on=timezone.localdate() - days(1))
    assert chen not in Customer.objects.visible_to(ning)
    CustomerShare.objects.filter(pk=share.pk).update(until_on=None)
    revoke_share(share, by=lin, now=NOW)
    assert client.get(page).status_code == 404


@pytest.mark.feature("BAS-19")
def test_sharing_on_screen(client, chen, lin, ning):
    client.force_login(lin)
    told = {"user": ning.pk, "reach": "view", "until_on": "", "note": "协助试驾"}
    assert client.post(url("customer_share", number=chen.number), told).status_code == 302
    share = CustomerShare.objects.get(customer=chen, user=ning)
    page = client.get(url("customer_detail", number=chen.number)).content.decode()
    assert "宁远" in page
    assert "协助试驾" in page
    client.post(url("share_revoke", number=chen.number, pk=share.pk))
    share.refresh_from_db()
    assert share.revoked_at is not None
    assert Notification.objects.filter(user=ning, title__contains="共享客户").exists()


# Duplicates and merging -------------------------------------------------------------------


@pytest.mark.feature("CUS-32")
def test_duplicates_are_found_with_score_and_reason(client, li, lin, bj, cx, wang):
    first = make_customer("陈建国", owner=lin, store=bj, phone="13857016128")
    second = make_customer("陈建国", owner=lin, store=bj, phone="13957016128")
    third = make_customer("老陈", owner=lin, store=bj, phone_second="13857016128")
    make_customer("陈建国", owner=wang, store=cx, phone="13857016128")
    assert find_duplicates(store=bj, now=NOW) == 2
    pairs = {(p.first_id, p.second_id): p for p in DuplicatePair.objects.all()}
    assert pairs[first.pk, second.pk].reasons == "name"
    assert pairs[first.pk, third.pk].score == 95
    client.force_login(li)
    page = client.get(url("duplicate_list")).content.decode()
    assert "陈建国" in page
    assert "号码是对方的备用电话" in page
    client.post(url("pair_dismiss", pk=pairs[first.pk, second.pk].pk))
    assert find_duplicates(store=bj, now=NOW) == 1  # what was judged stays judged
    client.force_login(lin)
    assert client.get(url("duplicate_list")).status_code == 403


def everything_on(customer, lin, li, bj):
    """Something of every kind for a customer."""
    lead = make_lead(customer, owner=lin)
    order = make_paid_order(by=lin, store=bj, customer=customer)
    issue_card(customer, number=f"VIP{customer.pk}", by=li, on=TODAY)
    tag, _made = Tag.objects.get_or_create(name="置换", defaults={"created_by": li})
    CustomerTag.objects.create(customer=customer, tag=tag)
    Attachment.objects.create(
        document_type="parties.customer", document_id=customer.pk, name="证件", file="x.png",
        size=1, content_type="image/png", uploaded_by=lin,
    )  # fmt: skip
    return lead, order


def dump():
    """Every row that hangs on a customer, and the customers, as the database holds them."""
    from django.db import connection

    tables = {link.model._meta.db_table for link in links()} | {"parties_customer"}
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(
                f"SELECT to_jsonb(t) - 'version' - 'lifecycle_on' FROM {table} t ORDER BY id"
            )
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


@pytest.mark.feature("CUS-32")
def test_a_merge_moves_everything_and_undoing_restores_it(chen, twin, lin, li, bj):
    everything_on(chen, lin, li, bj)
    _lead, paid = everything_on(twin, lin, li, bj)
    compute_worth(today=TODAY)
    before, receipts = dump(), billing.Receipt.objects.count()
    counted = {str(label) for label, _n in children_of(twin)}
    assert {"线索", "销售订单", "收款单", "会员卡", "附件"} <= counted
    log = merge_customers(MergeOrder(kept=chen, merged=twin), by=li, now=NOW)
    for link in links():
        if link.model is not DuplicatePair:
            assert not link.rows(twin.pk).exists(), link
    chen.refresh_from_db()
    twin.refresh_from_db()
    assert not twin.is_active
    assert twin.merged_into == chen
    assert chen.phone_second == twin.phone
    paid.refresh_from_db()
    assert paid.customer == chen
    assert billing.Receipt.objects.filter(customer=chen).count() == receipts
    assert MemberCard.objects.filter(customer=chen, status=CardStatus.ACTIVE).count() == 1
    assert chen.customer_tags.count() == 1
    assert log.count_moved > 4
    undo_merge(log, by=li, now=NOW)
    assert dump() == before
    with pytest.raises(GuardRefused, match="已经撤销"):
        undo_merge(log, by=li, now=NOW)


@pytest.mark.feature("CUS-32")
def test_the_younger_of_two_chases_becomes_on_file(chen, twin, lin, li, bj):
    older = make_lead(chen, owner=lin)
    younger = make_lead(twin, owner=lin)
    log = merge_customers(MergeOrder(kept=chen, merged=twin), by=li, now=timezone.now())
    younger.refresh_from_db()
    assert younger.status == "on_file"
    assert younger.merged_into == older
    assert younger.customer == chen
    assert crm.find_chased(chen, store=bj) == older
    undo_merge(log, by=li, now=timezone.now())
    younger.refresh_from_db()
    assert younger.status in {"new", "open"}
    assert younger.merged_into is None
    assert younger.customer == twin


@pytest.mark.feature("CUS-32")
def test_every_link_of_every_app_is_known():
    from django.apps import apps

    known = {(link.model, link.field) for link in links()}
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.local_fields:
            if column.related_model is Customer:
                assert (model, column.attname) in known
    assert (Attachment, "document_id") in known


@pytest.mark.feature("CUS-32")
def test_undo_is_refused_when_later_business_depends_on_it(chen, twin, lin, li, bj):
    log = merge_customers(MergeOrder(kept=chen, merged=twin), by=li, now=NOW)
    make_lead(chen, owner=lin)
    with pytest.raises(GuardRefused, match="合并后该客户已有新的线索"):
        undo_merge(log, by=li, now=NOW)
    with pytest.raises(GuardRefused, match="已并入"):
        merge_customers(MergeOrder(kept=chen, merged=twin), by=li, now=NOW)


@pytest.mark.feature("CUS-32")
def test_who_may_not_be_merged(chen, lin, li, wang, bj, cx):
    other = make_customer("陈建国", owner=wang, store=cx)
    firm = make_customer("陈记公司", owner=lin, store=bj, kind="enterprise")
    for wrong, why in ((other, "不同门店"), (firm, "不能互相合并"), (chen, "两位不同")):
        with pytest.raises(GuardRefused, match=why):
            merge_customers(MergeOrder(kept=chen, merged=wrong), by=li, now=NOW)
    with pytest.raises(NotAuthorised):
        merge_customers(MergeOrder(kept=chen, merged=firm), by=lin, now=NOW)


@pytest.mark.feature("CUS-32")
def test_merging_on_screen_and_both_numbers_are_found(client, chen, twin, lin, li, bj):
    Customer.objects.filter(pk=twin.pk).update(occupation="企业主")
    make_lead(twin, owner=lin)
    client.force_login(li)
    page = client.get(url("customer_merge"), {"a": chen.number, "b": twin.number})
    assert "企业主" in page.content.decode()
    assert "线索" in page.content.decode()
    twin.refresh_from_db()
    told = {
        "a": chen.number, "b": twin.number, "keep": "a", "reason": "同一人",
        "versions": f"{chen.version},{twin.version}", "field_phone": MERGED,
    }  # fmt: skip
    answer = client.post(url("customer_merge"), told)
    assert answer.status_code == 302
    chen.refresh_from_db()
    assert chen.occupation == "企业主"
    assert chen.phone == twin.phone
    assert MergeLog.objects.get().kept_number == chen.number
    answer = client.get(url("customer_detail", number=twin.number))
    assert chen.number in (answer.content.decode() if answer.status_code == 200 else answer.url)
    from marque.parties.queries import search_customers

    assert chen in search_customers(twin.number, user=li, store=bj)
    assert chen in search_customers(chen.number, user=li, store=bj)
    answer = client.post(url("merge_undo", pk=MergeLog.objects.get().pk))
    twin.refresh_from_db()
    assert answer.status_code == 302
    assert twin.is_active
    assert twin.merged_into is None
    assert "同一人" in client.get(url("merge_list")).content.decode()


# Lifecycle and value ----------------------------------------------------------------------


def seen(customer, ago, *, created=800, formal=True):
    """A customer last seen so many days ago."""
    values = {
        "created_at": NOW - days(created),
        "last_visit_on": TODAY - days(ago),
        "stage": "formal" if formal else "potential",
        "formal_on": TODAY - days(created) if formal else None,
        "standing": "base" if formal else "ordinary",
    }
    Customer.objects.filter(pk=customer.pk).update(**values)
    compute_worth(today=TODAY)
    customer.refresh_from_db()
    return customer


@pytest.mark.feature("CUS-17")
def test_the_stage_of_life_follows_the_last_visit_and_the_dated_rule(chen, twin, li):
    assert compute_worth(today=TODAY) >= 0
    assert Customer.objects.get(pk=twin.pk).lifecycle == "new"
    for ago, stage in ((10, "active"), (181, "at_risk"), (366, "lost"), (5, "won_back")):
        assert seen(chen, ago).lifecycle == stage, ago
    assert compute_worth(today=TODAY + days(91)) > 0
    chen.refresh_from_db()
    assert chen.lifecycle == "active"
    set_rule(WorthRule(valid_from_on=TODAY, risk_days=3, lost_days=50, created_by=li))
    assert seen(chen, 5).lifecycle == "at_risk"
    assert compute_worth(today=TODAY) == 0  # a quiet night writes nothing


@pytest.mark.feature("CUS-16")
def test_the_class_follows_the_deal_and_may_be_decided_by_hand(client, chen, lin, li, bj):
    compute_worth(today=TODAY)
    decision = Decision(axis="customer_class", value="intending", reason="老客户介绍，确有意向")
    with pytest.raises(NotAuthorised):
        decide_class(chen, decision, by=lin, now=NOW)
    decide_class(chen, decision, by=li, now=NOW)
    chen.refresh_from_db()
    assert chen.customer_class == "intending"
    make_delivered_order(by=lin, store=bj, customer=chen)
    chen.refresh_from_db()
    assert chen.customer_class == "closed"
    assert chen.lifecycle == "new"
    row = ClassOverride.objects.get()
    assert row.reason == "老客户介绍，确有意向"
    assert row.before == "potential"
    assert row.ended_at
    client.force_login(li)
    told = {"axis": "customer_class", "value": "potential", "reason": "退车", "until_on": ""}
    assert client.post(url("customer_classify", number=chen.number), told).status_code == 302
    chen.refresh_from_db()
    assert chen.customer_class == "potential"
    end_decision(ClassOverride.objects.get(ended_at=None), by=li, now=NOW)
    chen.refresh_from_db()
    assert chen.customer_class == "closed"
    page = client.get(url("customer_list"), {"by_class": "closed"}).content.decode()
    assert "陈建国" in page


@pytest.mark.feature("CUS-18")
def test_the_value_score_shows_its_formula(client, chen, lin, bj):
    order = make_delivered_order(by=lin, store=bj, customer=chen)
    chen.refresh_from_db()
    today = timezone.localdate()
    worth = worth_of(chen, today=today)
    assert chen.amount_spent == order.amount_total
    assert chen.bought_count == 1
    expected = sum(t.points * t.weight for t in worth.terms) * 100 / (5 * worth.weights)
    assert worth.score == chen.value_score == round(expected)
    client.force_login(lin)
    page = client.get(url("customer_worth", number=chen.number)).content.decode()
    assert worth.formula in page
    assert "最近往来" in page


@pytest.mark.feature("CUS-13")
def test_spending_makes_a_vip_who_is_due_for_care(client, chen, lin, li, bj):
    set_rule(WorthRule(valid_from_on=date(2020, 1, 1), amount_vip=Decimal(1000), created_by=li))
    make_delivered_order(by=lin, store=bj, customer=chen)
    chen.refresh_from_db()
    assert chen.standing == "vip"
    assert chen.care_due_on == chen.last_visit_on + days(30)
    client.force_login(lin)
    due = {"view": "vip", "by_care_to": timezone.localdate().isoformat()}
    assert "陈建国" not in client.get(url("customer_list"), due).content.decode()
    Customer.objects.filter(pk=chen.pk).update(last_visit_on=chen.last_visit_on - days(40))
    compute_worth(today=timezone.localdate())
    assert "陈建国" in client.get(url("customer_list"), due).content.decode()


@pytest.mark.feature("CUS-14")
@pytest.mark.feature("BAS-01")
def test_the_base_is_active_or_asleep_by_the_last_visit(chen, twin, lin, bj):
    assert (chen.kind, chen.stage, chen.standing) == ("person", "potential", "ordinary")
    make_delivered_order(by=lin, store=bj, customer=chen)
    chen.refresh_from_db()
    assert (chen.stage, chen.standing, chen.base_status) == ("formal", "base", "active")
    assert seen(twin, 10, formal=False).base_status == ""
    assert seen(twin, 366).base_status == "inactive"


@pytest.mark.feature("CUS-19")
def test_early_warning_with_reason_and_one_click(client, chen, twin, lin, li):
    seen(chen, 200)
    seen(twin, 20)
    client.force_login(li)
    page = client.get(url("churn_list")).content.decode()
    assert page.count(chen.number)
    assert twin.number not in page
    assert "超过 180 天" in page
    assert client.post(url("care_ask"), {"pk": chen.pk}).status_code == 302
    note = Notification.objects.get(user=lin, kind="todo")
    assert "陈建国" in note.title
    assert "超过 180 天" in note.title
    chen.refresh_from_db()
    assert chen.care_asked_on == timezone.localdate()
    Customer.objects.filter(pk=chen.pk).update(owner=None)
    with pytest.raises(GuardRefused, match="公海"):
        ask_care(chen, by=li, now=NOW)


@pytest.mark.feature("CUS-17")
def test_every_number_of_the_value_page_opens_its_rows(client, chen, twin, li, lin):
    import re

    seen(chen, 200)
    client.force_login(li)
    page = client.get(url("worth_board")).content.decode()
    found = re.findall(r'href="([^"]+)" class="klink">', page)
    assert len(found) >= 10
    for address in found:
        assert client.get(address.replace("&amp;", "&")).status_code == 200, address


def test_without_a_rule_the_value_page_says_what_to_do(client, bj, lin):
    gm = make_user("gm1", name="郑国梁", store=bj, position="gm")
    client.force_login(lin)
    page = client.get(url("worth_board")).text
    assert "还没有设置客户价值规则" in page
    assert f"{timezone.localdate():%Y-%m-%d} 起" not in page
    assert url("worth_rule") not in page  # a consultant reads it
    client.force_login(gm)
    assert client.get(url("worth_board")).text.count(url("worth_rule")) == 2
    WorthRule.objects.create(valid_from_on=timezone.localdate())
    page = client.get(url("worth_board")).text
    assert "还没有设置客户价值规则" not in page
    assert f"{timezone.localdate():%Y-%m-%d} 起" in page


def test_pages_of_value_stand_under_value_in_the_menu(client, chen, li):
    client.force_login(li)
    own = f'href="{url("worth_board")}" aria-current="page"'
    for address in (url("churn_list"), url("customer_worth", number=chen.number)):
        page = client.get(address).text
        assert own in page.replace("  ", " ")
        assert f'href="{url("customer_list")}" aria-current="page"' not in page


@pytest.mark.feature("CUS-32")
def test_random_claims_returns_and_merges_keep_the_promises(lin, ning, li, bj):
    import random

    dice = random.Random(20261122)
    rows = [make_customer(f"客户{n}", owner=dice.choice([lin, ning]), store=bj) for n in range(6)]
    logs = []
    for _step in range(40):
        customer = Customer.objects.get(pk=dice.choice(rows).pk)
        other = Customer.objects.get(pk=dice.choice(rows).pk)
        before = dump()
        try:
            match dice.randrange(4):
                case 0:
                    claim_customer(customer, by=dice.choice([lin, ning]), now=NOW)
                case 1:
                    return_customer(customer, reason="随机", by=li, now=NOW)
                case 2:
                    order = MergeOrder(kept=customer, merged=other)
                    logs.append((merge_customers(order, by=li, now=NOW), before))
                case _ if logs:
                    log, then = logs[-1]
                    undo_merge(log, by=li, now=NOW)
                    logs.pop()
                    assert dump() == then
        except (GuardRefused, NotAvailable):
            pass
        merged = set(Customer.objects.exclude(merged_into=None).values_list("pk", flat=True))
        for link in links():
            for key in merged:
                assert not link.rows(key).exists(), link
        assert not Customer.objects.filter(is_active=True).exclude(merged_into=None).exists()
        for row in Customer.objects.active():
            last = row.owner_changes.first()
            if last is not None and not row.merged.exists():
                assert last.to_user_id == row.owner_id
