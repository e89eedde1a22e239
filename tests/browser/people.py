"""One person at one browser window."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from marque.organisation.testing import PASSWORD
from tests.browser.world import CODE


class Person:
    """Does with a page what a person does; faults of scripts and pages are kept."""

    def __init__(self, context, username):
        self.context, self.username = context, username
        self.page = context.new_page()
        context.faults = getattr(context, "faults", [])
        self.page.on("pageerror", lambda error: context.faults.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._console)

    def _console(self, message):
        if message.type == "error" and "Content Security Policy" in message.text:
            self.context.faults.append(f"{self.page.url}: {message.text}")

    def log_in(self):
        page = self.page
        page.goto("/accounts/login/")
        chosen = page.locator("select[name=books]")
        if chosen.input_value() != CODE:
            self.context.add_cookies(
                [{"name": "marque_books", "value": CODE, "url": page.url.split("/accounts")[0]}]
            )
            page.goto("/accounts/login/")
        page.fill("input[name=login]", self.username)
        page.fill("input[name=password]", PASSWORD)
        page.click("form[action*='/login/'] button.p")
        page.wait_for_url(re.compile(r"/bj/"))

    def go(self, address):
        self.page.goto(f"/bj/{address}")
        return self.page

    def press(self, act):
        """Press the button of a step, wherever this window shows it."""
        button = self.page.locator(f"form[action$='/do/{act}/'] button:visible").first
        with self.page.expect_navigation():
            button.click()

    def pick(self, field, text):
        """Type into a lookup and choose the first match."""
        box = self.page.locator(f"input[name={field}_text]")
        box.click()
        box.fill("")
        box.press_sequentially(text, delay=10)
        option = self.page.locator(".lkl:visible [role=option]", has_text=text).first
        option.click()
        expect(self.page.locator(f"input[name={field}]")).not_to_have_value("")
