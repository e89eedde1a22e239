"""Drafts of forms: private, small, without secrets, and gone with the accepted form."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from marque.foundation.ui import drafts, tasks
from marque.foundation.ui.idempotency import new_key
from marque.foundation.ui.models import FormDraft, SubmittedForm
from marque.kernel.errors import InvalidInput

pytestmark = pytest.mark.django_db

ADDRESS = "/bj/sales/customers/new/"
NAME = ["name", 0, "周慧"]


@pytest.fixture
def save(lin):
    def keep(*entries, by=lin, address=ADDRESS, key="", now=None):
        return drafts.save_draft(
            by=by, address=address, entries=json.dumps(entries), key=key, now=now or timezone.now()
        )

    return keep


def test_a_draft_is_offered_to_its_owner_at_its_address_only(client, lin, li):
    client.force_login(lin)
    sent = {"address": ADDRESS, "entries": json.dumps([NAME, ["is_vip", 0, True]])}
    assert client.post(reverse("ui:draft_save"), sent).status_code == 204
    page = client.get(ADDRESS).text
    assert json.dumps("周慧") in page
    assert "data-at=" in page
    for other in (f"{ADDRESS}?kind=company", "/bj/sales/leads/new/"):
        assert "data-at=" not in client.get(other).text
    client.force_login(li)
    assert json.dumps("周慧") not in client.get(ADDRESS).text
    client.post(reverse("ui:draft_drop"), {"address": ADDRESS})
    assert FormDraft.objects.get().owner == lin
    client.force_login(lin)
    client.post(reverse("ui:draft_drop"), {"address": ADDRESS})
    assert not FormDraft.objects.exists()


def test_nobody_keeps_or_reads_drafts_while_looking_as_somebody_else(client, admin, lin, save):
    save(NAME)
    client.force_login(admin)
    session = client.session
    session["view_as"] = lin.pk
    session.save()
    page = client.get(ADDRESS).text
    assert "data-draft" not in page
    assert json.dumps("周慧") not in page


@pytest.mark.parametrize(
    "entry",
    [
        ["id_number", 0, "x"],
        ["new_id_number", 0, "x"],
        ["bank_account", 0, "x"],
        ["licence_number", 0, "x"],
        ["remark", 0, "11010519491231002X"],
        ["remark", 0, "4111 1111 1111 1111"],
    ],
)
def test_secrets_are_not_kept_wherever_they_stand(save, entry):
    assert save(entry, NAME).entries == [NAME]


@pytest.mark.parametrize(
    ("address", "entries"),
    [
        ("https://evil.example/", "[]"),
        ("//evil.example/", "[]"),
        ("/" + "x" * 300, "[]"),
        (ADDRESS, "{"),
        (ADDRESS, '{"a": 1}'),
        (ADDRESS, '[["name", 0]]'),
        (ADDRESS, '[["name", 0, {"a": 1}]]'),
        (ADDRESS, json.dumps([NAME] * 401)),
        (ADDRESS, json.dumps([["name", 0, "x" * 70_000]])),
        (ADDRESS, json.dumps([["name", 0, "a\x00"]])),
    ],
)
def test_what_no_form_sends_is_refused(lin, address, entries):
    with pytest.raises(InvalidInput):
        drafts.save_draft(by=lin, address=address, entries=entries, key="", now=timezone.now())


def test_a_late_save_does_not_bring_back_an_accepted_form(lin, save):
    key = new_key()
    SubmittedForm.objects.create(key=key, user=lin, response_url="/bj/")
    assert save(NAME, key=key) is None
    assert save(NAME, key=new_key()) is not None


def test_a_draft_is_unreadable_in_the_database(save):
    save(NAME)
    with connection.cursor() as cursor:
        cursor.execute("SELECT entries FROM ui_formdraft")
        assert "周慧" not in str(cursor.fetchone()[0])
    assert FormDraft.objects.get().entries == [NAME]


def test_an_emptied_form_has_no_draft(save):
    save(NAME)
    assert save() is None
    assert not FormDraft.objects.exists()


def test_the_accepted_form_ends_its_draft_and_a_refused_one_keeps_it(client, lin, save):
    save(NAME)
    client.force_login(lin)
    form = {"kind": "person", "name": "", "phone": "13912345678", "_draft": ADDRESS}
    assert client.post(ADDRESS, form | {"_key": new_key()}).status_code in {200, 422}
    assert FormDraft.objects.count() == 1
    answer = client.post(ADDRESS, form | {"name": "周慧", "source": "walk_in", "_key": new_key()})
    assert answer.status_code == 302, answer.text[-3000:]
    assert not FormDraft.objects.exists()


def test_old_and_surplus_drafts_are_forgotten(lin, save):
    now = timezone.now()
    save(NAME, address="/old/", now=now - timedelta(days=15))
    save(NAME, address="/kept/", now=now - timedelta(days=13))
    tasks.forget_old_forms()
    assert [draft.address for draft in FormDraft.objects.all()] == ["/kept/"]
    for n in range(drafts.MOST_DRAFTS + 2):
        save(NAME, address=f"/{n}/", now=now)
    assert FormDraft.objects.count() == drafts.MOST_DRAFTS
    assert drafts.draft_of(lin, "/kept/") is None
