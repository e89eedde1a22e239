"""What templates must not contain."""

import pytest

from marque.foundation.ui.lint import check_file, check_text, templates_under


def rules(source):
    return {rule for _at, rule, _text in check_text(source)}


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("<p>保存</p>", "untranslated"),
        ("<p title='保存'></p>", "untranslated"),
        ("{% trans '备注' %}：{{ x }}", "untranslated"),
        ("{{ name }}（{{ number }}）", "untranslated"),
        ("{% trans '已保存,请继续' %}", "punctuation"),
        ("{% blocktrans %}共 {{ n }} 台(在库){% endblocktrans %}", "punctuation"),
        ('<a onclick="go()">x</a>', "inline-handler"),
        ("<script>go()</script>", "inline-script"),
        ("<style>p{}</style>", "inline-style"),
        ('<a hx-on:click="go()">x</a>', "htmx-on"),
        ('<form hx-post="/x/" hx-vars="a:1" hx-target="this" hx-swap="none"></form>', "htmx-2"),
        ('<p hx-trigger="htmx:afterSwap from:body"></p>', "htmx-event"),
        ('<a hx-get="/x/" hx-target="#y">x</a>', "htmx-swap"),
        ('<a hx-get="/x/" hx-swap="innerHTML">x</a>', "htmx-target"),
        ('<div hx-target="#y"><a href="/">x</a></div>', "htmx-inherit"),
        ("<p hx-vals='js:{a:1}'></p>", "htmx-js"),
        ("{# one\ntwo #}", "comment"),
    ],
)
def test_each_rule_is_seen(source, rule):
    assert rule in rules(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% trans '保存' %}<!-- 说明 -->{# 说明 #}{% comment %}说明{% endcomment %}",
        "{% blocktrans with n=x %}共 {{ n }} 台，请核对{% endblocktrans %}",
        '{% include "a.html" with title=_("保存") %}',
        '<script src="/a.js"></script><script type="application/json">{"a": 1}</script>',
        '<form hx-post="/x/" hx-swap="none"></form>',
        '<a hx-get="{% url \'x\' %}?a=1>2" hx-target="#y" hx-swap="outerHTML">x</a>',
        '<body hx-headers:inherited=\'{"X": "{{ t }}"}\'></body>',
    ],
)
def test_what_is_allowed_passes(source):
    assert rules(source) == set()


def test_the_line_is_named(tmp_path):
    page = tmp_path / "templates" / "x.html"
    page.parent.mkdir()
    page.write_text("<p>\n{% trans '好' %}\n<b>坏</b></p>", encoding="utf-8")
    assert templates_under(tmp_path) == [page]
    [finding] = check_file(page)
    assert (finding.line, finding.rule) == (3, "untranslated")
