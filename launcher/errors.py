"""The one way the launcher gives up."""

from __future__ import annotations


class Stop(Exception):
    """Ends the command with one sentence that says what to do, and a non-zero exit."""

    def __init__(self, sentence: str, *, code: int = 1) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code
