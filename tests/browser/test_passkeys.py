"""A passkey is enrolled on its page and signs in alone, with an authenticator of Chromium's own."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from marque.organisation.testing import PASSWORD
from tests.browser.conftest import DESKTOP
from tests.browser.people import Person

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(server):
    """The server by a name: a browser gives no passkey to an address in numbers."""
    return server.replace("127.0.0.1", "localhost")


class Key:
    """An authenticator in a page of Chromium, which confirms whatever it is asked."""

    def __init__(self, page):
        self.protocol = page.context.new_cdp_session(page)
        self.protocol.send("WebAuthn.enable")
        made = self.protocol.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self.which = {"authenticatorId": made["authenticatorId"]}

    def credentials(self):
        """What is kept in it."""
        return self.protocol.send("WebAuthn.getCredentials", self.which)["credentials"]

    def lose(self):
        """Forget everything."""
        self.protocol.send("WebAuthn.clearCredentials", self.which)


@pytest.fixture
def person(chromium, home):
    """A consultant who has signed in with the password."""
    context = chromium.new_context(base_url=home, viewport=DESKTOP)
    person = Person(context, "lin")
    person.log_in()
    yield person
    context.close()
    Authenticator.objects.filter(user__username="lin").delete()
    assert not context.faults, context.faults


def press_passkey(page):
    """Sign in anew, by the button alone."""
    page.context.clear_cookies(name="marque_session")
    page.goto("/accounts/login/")
    page.click("#passkey_login")


@pytest.mark.feature("SEC-05")
def test_a_passkey_is_enrolled_and_signs_in_without_a_password(person):
    page = person.page
    key = Key(page)
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("input[name=password]", PASSWORD)  # who stands at the desk is asked once more
    page.press("input[name=password]", "Enter")
    page.fill("input[name=name]", "前台电脑")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(re.compile(r"/accounts/2fa/(?!webauthn/add)"))
    assert [kept["isResidentCredential"] for kept in key.credentials()] == [True]
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_text("前台电脑")).to_be_visible()

    press_passkey(page)
    page.wait_for_url(re.compile(r"/bj/"))
    expect(page.locator("body")).to_contain_text("林晓彤")

    key.lose()
    press_passkey(page)
    page.wait_for_timeout(1_000)
    assert "/accounts/login/" in page.url, "without the key nobody comes in"
