"""Done, or refused with a reason: for pages and for fragments."""

import json
from types import SimpleNamespace

import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from marque.foundation.ui.feedback import done, refuse
from marque.kernel.errors import GuardRefused, StaleDocument


@pytest.fixture
def ask():
    def build(*, fragment):
        request = RequestFactory().post("/x/")
        request.htmx = SimpleNamespace(history_restore_request=False) if fragment else None
        request._messages = CookieStorage(request)
        return request

    return build


def test_a_page_is_told_by_a_message_and_goes_back(ask):
    request = ask(fragment=False)
    response = refuse(request, GuardRefused("尾款未结清"), to="/bj/")
    assert response.status_code == 302
    assert [str(message) for message in get_messages(request)] == ["尾款未结清"]


@pytest.mark.parametrize(("error", "status"), [(GuardRefused, 422), (StaleDocument, 409)])
def test_a_fragment_gets_an_alert_and_a_toast(ask, error, status):
    response = refuse(ask(fragment=True), error("不行"), to="/bj/")
    assert response.status_code == status
    assert response["HX-Retarget"] == "#alerts"
    assert "不行" in response.content.decode()
    event = json.loads(response["HX-Trigger"])["toast"]
    assert (event["msg"], event["target"]) == ("不行", "body")


def test_done_with_events_stays_and_closes_the_drawer(ask):
    response = done(ask(fragment=True), "已保存", to="/bj/", events=("order:changed",))
    assert response.status_code == 204
    assert set(json.loads(response["HX-Trigger"])) == {"toast", "order:changed", "drawer:close"}


def test_done_without_events_goes_on(ask):
    assert done(ask(fragment=True), "已保存", to="/bj/")["HX-Redirect"] == "/bj/"
    assert done(ask(fragment=False), "已保存", to="/bj/").url == "/bj/"
