"""Django's `i18n` tags, with a `{% trans %}` that looks a constant text up once a language.

A page has a hundred of them. The settings give this library the name `i18n`.
"""

from __future__ import annotations

from typing import Any

from django.template import Library, Node
from django.template.base import Parser, Token
from django.templatetags import i18n
from django.utils.translation import get_language, gettext

register = Library()
register.tags |= i18n.register.tags
register.filters |= i18n.register.filters


class Words(Node):
    """A constant text in the language of the reader."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[str | None, str] = {}

    def render(self, context: Any) -> str:  # noqa: ARG002 - the signature of a node
        """The text, which is written by us and so is not escaped."""
        language = get_language()
        if language not in self.known:
            self.known[language] = gettext(self.text.replace("%", "%%")).replace("%%", "%")
        return self.known[language]


@register.tag("trans")
@register.tag("translate")
def trans(parser: Parser, token: Token) -> Node:
    """`{% trans "text" %}` alone is kept; with variables, filters or options it is Django's."""
    node: Node = i18n.do_translate(parser, token)
    expression = node.filter_expression  # type: ignore[attr-defined]
    literal = getattr(expression.var, "literal", None)
    is_plain = isinstance(literal, str) and not expression.filters
    if is_plain and len(token.split_contents()) == PARTS:
        return Words(str(literal))
    return node


PARTS = 2
"""The tag and its text."""
