"""An upgrade brings an account set what is new, and nothing back that its people took away."""

from __future__ import annotations

import pytest

from marque.accountsets.services.create import plant
from marque.crm.words import SOURCE
from marque.foundation.access.models import Role
from marque.foundation.dictionaries.given import give
from marque.foundation.dictionaries.models import Entry, Given

pytestmark = pytest.mark.django_db

RIGHT = "crm.view_lead"


def source(code):
    return Entry.objects.filter(kind=SOURCE, code=code)


def test_each_thing_is_given_once(books):
    assert give("test", ["a", "b"]) == {"a", "b"}
    assert give("test", ["a", "b", "c"]) == {"c"}
    assert give("other", ["a", "b"], had=["a"]) == {"b"}


def test_a_deleted_word_stays_deleted_and_a_new_one_comes(books):
    word = source("walk_in").get()
    word.delete()
    plant(books)
    assert not source("walk_in").exists()
    Given.objects.filter(kind="word", key=f"{SOURCE}:walk_in").delete()  # new in this version
    plant(books)
    assert source("walk_in").get().name == word.name


def test_roles_get_new_rights_and_keep_what_people_decided(books):
    consultant, manager = (Role.objects.get(code=code) for code in ("consultant", "manager"))
    for role in (consultant, manager):
        role.rights = [right for right in role.rights if right != RIGHT]
        role.save()
    consultant.name = "顾问（改）"
    consultant.save()
    plant(books)
    consultant.refresh_from_db()
    assert RIGHT not in consultant.rights
    Given.objects.filter(kind="right", key=RIGHT).delete()
    plant(books)
    for role in (consultant, manager):
        role.refresh_from_db()
        assert role.rights.count(RIGHT) == 1
    assert consultant.name == "顾问（改）"
    assert RIGHT not in Role.objects.get(code="warehouse").rights


def test_a_set_older_than_the_register_gets_only_what_nobody_has(books):
    Given.objects.all().delete()
    Role.objects.get(code="reception").delete()
    manager = Role.objects.get(code="manager")
    manager.rights = [right for right in manager.rights if right != RIGHT]
    manager.save()
    plant(books)
    manager.refresh_from_db()
    assert RIGHT not in manager.rights, "the consultants have it, so the set knew it"
    assert Role.objects.filter(code="reception").exists()
