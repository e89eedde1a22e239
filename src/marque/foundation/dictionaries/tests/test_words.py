"""Words of the trade: fixed ones stay, used ones are disabled, unused ones may go."""

from __future__ import annotations

import pytest

from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.registry import all_word_lists
from marque.foundation.dictionaries.words import (
    add_entry,
    change_entry,
    choices_of,
    delete_entry,
    entries_of,
    entry,
    place_entry,
)
from marque.kernel.errors import Duplicate, GuardRefused, InvalidInput, StaleDocument

pytestmark = [pytest.mark.django_db, pytest.mark.feature("PLT-20")]

LEVEL, REASON = "crm.level", "crm.lost_reason"


def codes(kind):
    return [row.code for row in entries_of(kind)]


def test_every_declared_list_is_seeded_in_its_order(seeded):
    for words in all_word_lists().values():
        assert codes(words.kind) == [word.code for word in words.words], words.kind


def test_a_new_level_takes_its_place_between_the_others(seeded):
    plus = add_entry(kind=LEVEL, code="A+", name="A+ 级", extra={"hours": 72, "window": 10})
    assert codes(LEVEL)[-1] == "A+"
    assert (plus.value("hours"), plus.value("rate")) == (72, 20)
    for _step in range(3):
        place_entry(plus, step=-1)
    assert codes(LEVEL) == ["H", "A+", "A", "B", "C"]
    place_entry(plus, step=-1)
    place_entry(plus, step=-1)
    assert codes(LEVEL)[0] == "A+"
    place_entry(plus, step=1)
    assert codes(LEVEL) == ["H", "A+", "A", "B", "C"]


def test_a_fixed_word_is_renamed_but_neither_disabled_nor_deleted(seeded):
    h = entry(LEVEL, "H")
    h = change_entry(h, version=h.version, name="热 H", name_en="Hot", extra={"hours": 24})
    assert (h.name, h.value("hours")) == ("热 H", 24)
    with pytest.raises(GuardRefused):
        change_entry(h, version=h.version, name="热 H", is_active=False)
    with pytest.raises(GuardRefused):
        delete_entry(h)
    assert entry(LEVEL, "H").is_active


def test_a_disabled_word_leaves_the_choices_but_not_the_row_that_has_it(seeded):
    reason = entry(REASON, "plate")
    reason = change_entry(reason, version=1, name=reason.name, is_active=False)
    assert "plate" not in codes(REASON)
    assert reason not in choices_of(REASON)
    assert reason in choices_of(REASON, reason)
    assert str(entry(REASON, "plate")) == "没有购车指标"


def test_an_unused_word_may_go(seeded):
    gift = add_entry(kind=REASON, name="赠品少")
    assert gift.code.startswith("w")
    delete_entry(gift)
    assert not Entry.objects.filter(kind=REASON, name="赠品少").exists()


def test_doubles_empty_names_wrong_values_and_late_pages_are_refused(seeded):
    before = list(Entry.objects.values())
    with pytest.raises(Duplicate):
        add_entry(kind=LEVEL, code="H", name="另一个")
    with pytest.raises(Duplicate):
        add_entry(kind=LEVEL, code="X", name="H 级")
    with pytest.raises(InvalidInput):
        add_entry(kind=LEVEL, code="X", name="  ")
    with pytest.raises(InvalidInput):
        add_entry(kind=LEVEL, code="X", name="X", extra={"rate": 101})
    with pytest.raises(InvalidInput):
        add_entry(kind="crm.nothing", name="X")
    row = entry(LEVEL, "B")
    with pytest.raises(StaleDocument):
        change_entry(row, version=row.version + 1, name="B")
    assert list(Entry.objects.values()) == before
