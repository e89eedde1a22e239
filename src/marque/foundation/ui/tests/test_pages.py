"""The pages of the shell as people see them."""

from types import SimpleNamespace

import pytest
from django.utils import timezone

from marque.foundation.notifications.models import Notification
from marque.foundation.notifications.services import notify
from marque.foundation.ui import desk_blocks, search
from marque.foundation.ui.desk_blocks import DeskBlock, DeskItem

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, lin):
    client.force_login(lin, backend="marque.foundation.access.backends.RightsBackend")
    return client


def text(response):
    return response.content.decode()


def test_home_leads_to_the_desk_of_the_own_store(page):
    assert page.get("/").url == "/bj/"


def test_a_stranger_is_sent_to_the_login_page(client, seeded):
    assert client.get("/bj/").url == "/accounts/login/?next=/bj/"


def test_another_store_does_not_exist(page, cx):
    assert page.get("/cx/").status_code == 404
    assert page.get("/enter/cx/").status_code == 404


def test_the_group_view_needs_more_than_one_store(page):
    assert page.get("/hq/").status_code == 404


def test_the_desk_draws_blocks_of_every_kind(page, monkeypatch):
    item = DeskItem("SO2611-0001", when="10:30", why="待收定金", url="/bj/", late=True, level="H")
    figure = DeskItem("本月订单", value="9", unit="台", percent=50, pace=80)
    row = DeskItem("SO2611-0002", url="/bj/", cells=("王丽萍",), status="待交车", family="amber")
    blocks = [
        DeskBlock("a", "今天要做", items=[item]),
        DeskBlock("b", "本月", kind="kpi", items=[figure]),
        DeskBlock("c", "订单", kind="table", columns=("单号", "客户", "状态"), items=[row]),
        DeskBlock("d", "链接", kind="links", items=[DeskItem("车源", url="/bj/")]),
    ]
    monkeypatch.setattr("marque.foundation.ui.views.desk.blocks_for", lambda *_: blocks)
    html = text(page.get("/bj/"))
    for part in ("林晓彤", "SO2611-0001", "meter warn", "王丽萍", "待交车", "车源", "1 项已逾期"):
        assert part in html


def test_empty_blocks_may_stay_away(monkeypatch, lin):
    offered = [DeskBlock("a", "空", is_empty_hidden=True), DeskBlock("b", "空，但要看见")]
    app = SimpleNamespace(name="some.app")
    monkeypatch.setattr(desk_blocks.apps, "get_app_configs", lambda: [app])
    monkeypatch.setattr(desk_blocks, "find_spec", lambda _: True)
    module = SimpleNamespace(blocks=lambda *_: offered)
    monkeypatch.setattr(desk_blocks, "import_module", lambda _: module)
    assert [block.key for block in desk_blocks.blocks_for(lin, None)] == ["b"]


def test_the_palette_finds_pages_by_pinyin_initials(page):
    html = text(page.get("/bj/search/", {"q": "wdzm"}, headers={"HX-Request": "true"}))
    assert 'role="option"' in html
    assert "我的桌面" in html
    assert "<html" not in html


def test_the_search_is_a_page_without_scripts(page):
    html = text(page.get("/bj/search/", {"q": "桌面"}))
    assert "<html" in html
    assert 'href="/bj/"' in html


def test_the_palette_says_when_nothing_matches(page):
    html = text(page.get("/bj/search/", {"q": "没有的东西"}, headers={"HX-Request": "true"}))
    assert "没有匹配项" in html


def test_the_palette_never_shows_more_than_fourteen_rows(monkeypatch, lin):
    hits = [search.Hit(f"客户 {n}", "/") for n in range(40)]
    monkeypatch.setattr(search, "record_hits", lambda *_: hits)
    assert len(search.find(lin, "客户", None, "bj")) <= search.MAX_ROWS


def test_a_greater_sign_asks_for_commands_only(lin):
    found = search.find(lin, ">深浅", None, "bj")
    assert [hit.command for hit in found] == ["theme"]


def test_language_is_kept_on_the_user_and_in_the_cookie(page, lin):
    response = page.get("/bj/?lang=en&q=1")
    assert response.url == "/bj/?q=1"
    lin.refresh_from_db()
    assert lin.language == "en"
    assert '<html lang="en"' in text(page.get("/bj/"))
    page.get("/bj/?lang=zh-hans")
    assert '<html lang="zh-Hans"' in text(page.get("/bj/"))


def test_preferences_are_kept_and_nonsense_is_not(page, lin):
    page.post("/preferences/", {"theme": "dark", "density": "huge", "next": "https://evil.test/"})
    lin.refresh_from_db()
    assert (lin.theme, lin.density) == ("dark", "")
    assert page.post("/preferences/", {"next": "https://evil.test/"}).url == "/"


def test_the_bell_counts_what_waits_for_me(page, lin, li):
    notify([lin, li], kind="todo", title="审批 SO2611-0001", url="/bj/", record="SO2611-0001")
    notify([lin], kind="notice", title="明天盘点")
    assert 'class="dot"' in text(page.get("/notifications/bell/"))
    assert "明天盘点" in text(page.get("/notifications/recent/"))
    html = text(page.get("/bj/inbox/", {"kind": "notice"}))
    assert "明天盘点" in html
    assert "审批 SO2611-0001" not in html.split('id="inbox"')[1]


def test_reading_is_for_my_own_messages_only(page, lin, li):
    notify([li], kind="todo", title="别人的")
    theirs = Notification.objects.get(user=li)
    page.post(f"/notifications/{theirs.pk}/read/")
    assert page.get(f"/notifications/{theirs.pk}/open/").status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_all_can_be_marked_as_read(page, lin):
    notify([lin], kind="remind", title="一")
    page.post("/notifications/read/")
    assert not Notification.objects.filter(user=lin, read_at__isnull=True).exists()


def test_opening_a_task_does_not_settle_it(page, lin):
    notify([lin], kind="todo", title="审批", url="/bj/me/")
    row = Notification.objects.get(user=lin)
    assert page.get(f"/notifications/{row.pk}/open/").url == "/bj/me/"
    row.refresh_from_db()
    assert row.read_at is None


def test_a_message_never_leads_away_from_the_site(page, lin):
    Notification.objects.create(user=lin, kind="notice", title="x", url="https://evil.test/")
    row = Notification.objects.get(user=lin)
    assert page.get(f"/notifications/{row.pk}/open/").url == "/bj/inbox/"
    assert row.created_at <= timezone.now()


def test_no_permission_says_what_is_missing_and_offers_to_ask(page, lin):
    from django.core.exceptions import PermissionDenied
    from django.test import RequestFactory

    from marque.foundation.access.views.errors import forbidden

    request = RequestFactory().get("/bj/")
    request.user, request.session, request.request_id = lin, {}, "0" * 32
    html = text(forbidden(request, PermissionDenied("accounting.post_voucher")))
    assert "申请权限" in html


def test_asking_for_a_right_reaches_the_administrators(page, lin, admin):
    page.post("/request-access/", {"right": "sales.view_salesorder", "next": "/bj/"})
    assert "林晓彤" in Notification.objects.get(user=admin).title


def test_the_profile_page_lists_stores_and_pages(page):
    html = text(page.get("/bj/me/"))
    assert "滨江店" in html
    assert "我的桌面" in html


def test_the_manifest_is_open(client, seeded):
    assert client.get("/manifest.webmanifest").json()["start_url"] == "/"
