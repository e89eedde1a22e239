"""The English edition has no holes."""

from marque.foundation.ui import messages


def test_every_text_of_the_product_has_an_english_one():
    assert messages.problems() == []
