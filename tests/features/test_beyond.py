"""Proof of the log, looking as somebody, one command, one language of terms."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone, translation

import marque
from marque.accounting.testing import open_demo_book
from marque.foundation.audit.models import Change, Link
from marque.foundation.audit.queries import verify_chains
from marque.foundation.ui import messages
from marque.parties.models import Customer
from marque.parties.testing import make_customer
from marque.sales import api as sales
from marque.sales.testing import make_deposit_order, make_order

ROOT = Path(__file__).parents[2]
PACKAGE = Path(marque.__file__).parent
PLATE = re.compile(r"[\u3400-\u9fff][A-Z]D?[0-9]{5}")
"""A Chinese plate is written as it is, in any language."""

needs_books = pytest.mark.django_db


def bind():
    """What a commit does: give every change of money and contracts its link."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def as_owner(*statements):
    """Somebody with the owner's password and the triggers switched off."""
    with connection.cursor() as cursor:
        for table in ("audit_change", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in ("audit_change", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def chained(bj, he, lin):
    open_demo_book(bj.company, by=he)
    make_deposit_order(by=lin)
    bind()
    assert Link.objects.count() > 10
    assert verify_chains().is_whole
    return Change.objects.filter(table_name="billing_receipt").earliest("id")


LAST = "(SELECT change_id FROM audit_link ORDER BY position DESC LIMIT 1)"


@needs_books
@pytest.mark.feature("BEY-06")
@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_change SET after = after || '{\"amount\": 1}' WHERE id = %(id)s",
        "UPDATE audit_change SET actor_name = '别人' WHERE id = %(id)s",
        "UPDATE audit_change SET at = at - interval '1 day' WHERE id = %(id)s",
        "UPDATE audit_change SET before = NULL, after = NULL WHERE id = %(id)s",
        "DELETE FROM audit_change WHERE id = %(id)s",
        "DELETE FROM audit_link WHERE change_id = %(id)s",
        f"DELETE FROM audit_link WHERE change_id = {LAST}",
        f"DELETE FROM audit_change WHERE id = {LAST}",
        "UPDATE audit_link SET hash = sha256('x') WHERE change_id = %(id)s",
    ],
)
def test_tampering_by_the_owner_himself_is_found(client, admin, chained, tampering):
    client.force_login(admin)
    assert "完整" in client.post("/bj/settings/audit/verify/").text
    bind()
    as_owner(tampering.replace("%(id)s", str(chained.pk)))
    assert not verify_chains().is_whole
    page = client.post("/bj/settings/audit/verify/").text
    assert "alert" in page or "al red" in page


@needs_books
@pytest.mark.feature("BEY-06")
def test_looking_as_somebody_shows_what_they_see_changes_nothing_and_is_logged(
    client, admin, lin, li, bj, he
):
    open_demo_book(bj.company, by=he)
    own = make_customer("林的客户", owner=lin, store=bj)
    make_customer("李的客户", owner=li, store=bj)
    client.force_login(admin)
    assert client.get("/bj/sales/customers/").status_code == 403
    assert client.post(f"/bj/settings/users/{lin.pk}/view-as/").status_code == 302
    assert Change.objects.filter(table_name="access.view_as", row_id="lin").exists()
    page = client.get("/bj/sales/customers/?view=").text
    assert "林的客户" in page
    assert "李的客户" not in page
    assert "林晓彤" in page
    edit = f"/bj/sales/customers/{own.number}/edit/"
    form = {"name": "改名", "phone": own.phone, "source": own.source, "version": own.version}
    assert client.post(edit, form).status_code == 403
    order = make_order(by=lin, customer=own)
    for path in (
        "/bj/sales/customers/new/",
        "/bj/sales/orders/new/",
        f"/bj/sales/orders/{order.number}/do/submit/",
        f"/files/sales.salesorder/{order.pk}/",
        f"/documents/sales.salesorder/{order.pk}/comment/",
        f"/bj/sales/customers/{own.number}/reveal/",
        "/notifications/read/",
        "/preferences/",
        "/ui/columns/",
        "/ui/views/",
    ):
        assert client.post(path, {"text": "x", "theme": "dark"}).status_code == 403, path
    own.refresh_from_db()
    order.refresh_from_db()
    lin.refresh_from_db()
    assert (own.name, order.status, lin.theme) == ("林的客户", sales.OrderStatus.DRAFT, "")
    client.get("/bj/?lang=en")
    lin.refresh_from_db()
    assert lin.language == ""
    assert client.get("/bj/settings/users/").status_code == 403
    assert client.post("/access/stop-viewing/").status_code == 302
    assert client.get("/bj/settings/users/").status_code == 200
    client.force_login(lin)
    assert client.post(f"/bj/settings/users/{li.pk}/view-as/").status_code == 403
    assert Customer.objects.count() == 2


# -- one command ---------------------------------------------------------------------------------------


def launch(*arguments):
    return subprocess.run(
        [sys.executable, str(ROOT / "marque"), *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.feature("BEY-09")
def test_one_command_says_what_it_can_do():
    answer = launch("help")
    assert answer.returncode == 0, answer.stderr
    for command in ("demo", "test", "check", "bench", "manage"):
        assert command in answer.stdout, command


@pytest.mark.feature("BEY-09")
def test_a_wrong_command_gets_one_sentence_and_a_failure():
    answer = launch("fly")
    assert answer.returncode != 0
    assert "Traceback" not in answer.stderr
    assert (answer.stderr + answer.stdout).strip()


@pytest.mark.feature("BEY-09")
def test_the_command_needs_nothing_but_the_standard_library():
    import ast

    for path in [ROOT / "marque", *(ROOT / "launcher").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module or ""]
            for name in names:
                top = name.partition(".")[0]
                assert top in sys.stdlib_module_names | {"launcher"}, (path.name, name)


# -- terms -----------------------------------------------------------------------------------------------

FORBIDDEN = {
    "工作台": "我的桌面",
    "分店": "门店",
    "网点": "门店",
    "追踪": "跟进",
    "折让": "优惠",
    "降价": "优惠",
    "装潢": "精品",
    "饰品": "精品",
}
"""Words of other systems, and the one word we use (the glossary)."""


def shown_texts():
    """Texts and where they stand, without those that have a meaning of their own."""
    return sorted({(text.key, text.place) for text in messages.gather() if not text.context})


@pytest.mark.feature("BEY-24")
def test_no_text_uses_a_word_that_the_glossary_forbids():
    wrong = [
        (word, key, place) for key, place in shown_texts() for word in FORBIDDEN if word in key
    ]
    assert wrong == []


@pytest.mark.feature("BEY-24")
def test_a_binding_deposit_and_an_advance_payment_are_never_mixed_up():
    with translation.override("en"):
        assert translation.gettext("定金").startswith("Deposit")
        for key, _place in shown_texts():
            english = translation.gettext(key).lower()
            if "订金" in key:
                assert "advance" in english, key


@pytest.mark.feature("BEY-24")
def test_the_english_edition_is_whole_and_uses_the_terms_of_the_glossary():
    assert messages.problems() == []
    terms = {"门店": "store", "销售订单": "sales order", "尾款": "balance", "客户": "customer"}
    with translation.override("en"):
        wrong = [
            (key, english)
            for key, _place in shown_texts()
            for english in [translation.gettext(key)]
            if re.search(r"[\u3400-\u9fff]", PLATE.sub("", english))
        ]
        assert wrong == []
        for chinese, english in terms.items():
            assert translation.gettext(chinese).lower().startswith(english), chinese
    assert timezone.now()
    assert (PACKAGE / "locale" / "en" / "LC_MESSAGES" / "django.mo").exists()
