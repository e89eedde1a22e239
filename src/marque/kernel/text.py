"""Sentences of the kernel.

The kernel may not import Django, so its messages are plain Simplified Chinese.
`N_` marks a literal for the message extractor and does nothing else.  A `Message`
is an ordinary `str` (the finished sentence) that remembers its template and its
parameters, so that a form can translate it:  `_(message.template).format(**message.params)`.
`translated` does this for any text, given a gettext function.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Self

N_: Callable[[str], str] = str
"""Marks a text for translation without translating it."""


class Message(str):
    """A finished Chinese sentence with the template and parameters it was made from."""

    __slots__ = ("params", "template")

    template: str
    params: dict[str, object]

    def __new__(cls, template: str, **params: object) -> Self:
        """Build the sentence `template.format(**params)`."""
        message = super().__new__(cls, template.format(**params) if params else template)
        message.template = template
        message.params = params
        return message


def translated(text: str, gettext: Callable[[str], str]) -> str:
    """Return `text` in the language of `gettext`, a `Message` through its template."""
    if isinstance(text, Message):
        template = gettext(text.template)
        return template.format(**text.params) if text.params else template
    return gettext(text)


def half_width(text: str) -> str:
    """Return `text` with full-width letters, digits and signs made ordinary (NFKC)."""
    return unicodedata.normalize("NFKC", text)
