"""Words of the trade, opportunities, sales tasks, processes, activities, comparing trims."""

from __future__ import annotations

import pytest

from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.registry import all_word_lists
from marque.foundation.dictionaries.words import choices_of, entries_of, entry

pytestmark = pytest.mark.django_db


@pytest.mark.feature("PLT-20")
def test_every_word_list_is_edited_on_screen_and_a_used_word_is_never_deleted(
    client, admin, lin, bj
):
    client.force_login(lin)
    assert client.get("/bj/settings/words/").status_code == 403
    client.force_login(admin)
    page = client.get("/bj/settings/words/").text
    for words in all_word_lists().values():
        assert f"/bj/settings/words/{words.kind}/" in page
        assert str(words.group) in page
        text = client.get(f"/bj/settings/words/{words.kind}/").text
        assert all(row.name in text for row in entries_of(words.kind, all_of_them=True))
    new = "/bj/settings/words/crm.lost_reason/new/"
    answer = client.post(new, {"name": "颜色不对", "name_en": "Colour", "extra_rival": ""})
    assert answer.status_code == 302
    made = Entry.objects.get(kind="crm.lost_reason", name="颜色不对")
    own = f"/bj/settings/words/crm.lost_reason/{made.pk}/"
    client.post(own, {"name": "颜色不合", "version": made.version})
    made.refresh_from_db()
    assert (made.name, made.is_active) == ("颜色不合", False)
    assert made not in choices_of("crm.lost_reason")
    assert client.post(f"{own}delete/").status_code == 302
    assert not Entry.objects.filter(pk=made.pk).exists()
    level = entry("crm.level", "H")
    answer = client.post(f"/bj/settings/words/crm.level/{level.pk}/delete/", follow=True)
    assert "不能删除" in answer.text
    client.post(f"/bj/settings/words/crm.level/{level.pk}/place/", {"to": "down"})
    assert [row.code for row in entries_of("crm.level")][:2] == ["A", "H"]
    assert client.get("/bj/settings/words/crm.nothing/").status_code == 404
    late = {"name": "H", "version": level.version + 3, "extra_hours": "24", "extra_window": "7"}
    answer = client.post(
        f"/bj/settings/words/crm.level/{level.pk}/", {**late, "extra_rate": "50"}
    )
    assert answer.status_code == 409
