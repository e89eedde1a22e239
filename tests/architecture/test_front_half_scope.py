"""Nobody reads or changes a record of crm and parties that lies outside their data scope.

Every address of the two apps is walked as the resolver lists it, so a new view is walked by itself;
an address that cannot be filled in fails the walk.  People: the consultant, a colleague of the same
department, their manager, the manager of the other store, somebody without rights, nobody.
"""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from marque.foundation.access.views import errors
from marque.foundation.live.topics import may_hear
from marque.gateway.api import api
from tests.architecture import front_half
from tests.architecture.front_half import COMMON, PNG
from tests.architecture.front_half_walk import (
    ALL,
    DETAILS,
    FOREIGN,
    LISTS,
    OWN,
    PEOPLE,
    SCOPED,
    SEES,
    SHUT,
    STORE,
    Writes,
    address,
    body,
    client_of,
    fetch,
    forbidden,
    found_in,
    is_scoped,
    leaks,
    offered,
    told,
)

pytestmark = [pytest.mark.django_db, pytest.mark.feature("PLT-13")]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Both stores, made once and taken back at the end of the module."""
    from marque.accountsets.models import AccountSet

    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        connection.set_tenant(AccountSet.objects.get(code="test"))
        with transaction.atomic():
            made = front_half.build()
            made.clients = {name: client_of(made.people.get(name)) for name in PEOPLE}
            yield made
            connection.set_schema_to_public()
            transaction.set_rollback(True)


# -- lists, boards, feeds, exports ----------------------------------------------------------------
def ways(world, reader, answer):
    """What else to ask of a page without arguments: tabs, exports, a search, foreign numbers."""
    others = world.estates["gao" if reader != "wang" else "lin"].keys, world.estates["du"].keys
    foreign = "".join(
        f"&customer={keys['customers']}&lead={keys['leads']}&task={keys['tasks']}"
        for keys in others[:1]
    )
    page = answer.context.get("list") if answer.context else None
    yield f"?view=&q={COMMON}{foreign}"
    if page is None:
        return
    yield "?view=&export=csv"
    if reader == "li":  # tabs and kinds of files are the same rows, whoever reads them
        yield "?view=&export=xlsx"
        yield from (tab.url.removeprefix(answer.request["PATH_INFO"]) for tab in page.tabs)


@pytest.mark.parametrize("reader", PEOPLE)
def test_no_list_shows_a_record_out_of_scope(world, reader):
    marks, seen, wrong = forbidden(world, reader), set(), []
    mine = {mark for name in SEES.get(reader, ()) for mark in world.estates[name].secrets}
    for name in LISTS:
        url = reverse(name, kwargs={"store": STORE.get(reader, "bj")})
        first = fetch(world, reader, url)
        more = ways(world, reader, first) if first.status_code == 200 else ()
        for query in ("", *more):
            answer = fetch(world, reader, url + query) if query else first
            if answer.status_code not in {200, 302, 403, 404, 405}:
                wrong.append((name, query, answer.status_code))
            wrong += [(name, query, mark) for mark in leaks(marks, answer)]
            wrong += [(name, query, pick) for pick in offered(answer, world, reader)]
            seen |= set(found_in(mine, answer))
    assert not wrong, told(wrong)
    assert mine <= seen, sorted(mine - seen)


# -- single records -------------------------------------------------------------------------------
@pytest.fixture
def bare(monkeypatch):
    """Refusals without the page around them, which takes longer than the refusal."""
    monkeypatch.setattr(
        errors, "render", lambda *_args, status, **_more: HttpResponse(status=status)
    )


@pytest.mark.parametrize("reader", FOREIGN)
def test_a_record_out_of_scope_does_not_exist(world, reader, bare):
    marks, wrong = forbidden(world, reader), []
    for name, spots in SCOPED:
        url = address(world, name, spots, FOREIGN[reader], store=STORE.get(reader, "bj"))
        wrong += refusals(world, reader, name, url, marks)
    assert not wrong, told(wrong)


def refusals(world, reader, name, url, marks):
    """What is wrong with the answers to looking at a foreign record and to acting on it."""
    for post in (None, {"reason": "x", "note": "x", "version": "1"}):
        writes = Writes()
        with connection.execute_wrapper(writes):
            answer = fetch(world, reader, url, post=post)
        way = (name, url, "post" if post else "get", answer.status_code)
        if answer.status_code not in SHUT and not is_login(reader, answer):
            yield way
        if post is not None and answer.status_code == 405 and "POST" in answer.headers["Allow"]:
            yield way
        yield from ((*way, found) for found in (*leaks(marks, answer), *writes))


def is_login(reader, answer):
    """Whether nobody is asked to log in."""
    return reader == "nobody" and answer.status_code in {302, 401} and b"<" not in answer.content


@pytest.mark.parametrize(("reader", "owner"), [("lin", "chen"), ("li", "du")])
def test_a_foreign_part_of_an_own_record_does_not_exist(world, reader, owner, bare):
    marks, wrong, tried = forbidden(world, reader), [], 0
    for name, spots in SCOPED:
        if len(spots) == 1:
            continue
        url = address(world, name, spots, "lin", store="bj", last=owner)
        wrong += refusals(world, reader, name, url, marks)
        tried += 1
    assert not wrong, told(wrong)
    assert tried >= 10


@pytest.mark.parametrize(("reader", "owner"), OWN)
def test_a_record_in_scope_is_shown_and_nothing_beside_it(world, reader, owner):
    marks, shown, wrong = forbidden(world, reader), 0, []
    for name, spots in DETAILS:
        url = address(world, name, spots, owner, store=STORE.get(reader, "bj"))
        answer = fetch(world, reader, url)
        if answer.status_code not in {200, 302, 403, 405}:
            wrong.append((name, answer.status_code))
        wrong += [(name, mark) for mark in leaks(marks, answer)]
        wrong += [(name, pick) for pick in offered(answer, world, reader)]
        shown += is_scoped(spots) and world.estates[owner].mark in body(answer)
    assert not wrong, told(wrong)
    assert shown >= 25


@pytest.mark.parametrize("reader", ["lin", "li", "chen", "wang"])
def test_no_tab_of_a_customer_shows_what_others_do_with_them(world, reader):
    marks, wrong, store = forbidden(world, reader), [], STORE.get(reader, "bj")
    owner = "gao" if reader == "wang" else "chen" if reader == "chen" else "lin"
    keys = world.estates[owner].keys
    for number in filter(None, (keys["customers"], keys.get("crossed"))):
        url = reverse("parties:customer_detail", kwargs={"store": store, "number": number})
        page = fetch(world, reader, url)
        tabs = [tab.key for tab, _count in page.context["tabs"]]
        for query in ("", *(f"?tab={key}" for key in tabs), "feed/"):
            answer = fetch(world, reader, url + query)
            assert answer.status_code == 200, query
            wrong += [(query, mark) for mark in leaks(marks, answer)]
    assert not wrong, told(wrong)
    assert len(tabs) >= 8


# -- acts on many ---------------------------------------------------------------------------------
OF_A_STORE = {"parties:duplicates_find"}
"""Acts that take no records: whoever may do them does them for the store."""


def ticked(name, estate):
    """What a list posts when its rows are ticked, or a form when it names them."""
    kind = "Lead" if name.startswith("crm:lead") else "Customer"
    rows = [row for row in estate.rows if type(row).__name__ == kind]
    numbers = {f"{at}": row.number for at, row in zip("ab", rows * 2, strict=False)}
    people = {"to": estate.owner.pk, "from_user": estate.owner.pk, "to_user": estate.boss.pk}
    return {"pk": [row.pk for row in rows], "versions": "1,1", "reason": "x", **numbers, **people}


def as_kept(estate):
    """The records of somebody as the database has them."""
    return [type(row).objects.filter(pk=row.pk).values().get() for row in estate.rows]


@pytest.mark.parametrize("reader", ["chen", "li", "wang", "zhao"])
def test_no_act_on_many_touches_a_record_out_of_scope(world, reader, bare):
    estate, wrong = world.estates[FOREIGN[reader]], []
    before, marks = as_kept(estate), forbidden(world, reader)
    for name in LISTS:
        if name in OF_A_STORE:
            continue
        url = reverse(name, kwargs={"store": STORE.get(reader, "bj")})
        answer = fetch(world, reader, url, post=ticked(name, estate))
        if answer.status_code >= 500:
            wrong.append((name, answer.status_code))
        wrong += [(name, mark) for mark in leaks(marks, answer)]
    assert not wrong, told(wrong)
    assert as_kept(estate) == before


# -- files, comments, jobs ------------------------------------------------------------------------
@pytest.mark.parametrize("reader", FOREIGN)
def test_nothing_is_hung_on_a_record_out_of_scope_nor_read_from_it(world, reader, bare):
    estate, wrong = world.estates[FOREIGN[reader]], []
    marks = forbidden(world, reader)
    for row in estate.rows:
        if not getattr(type(row), "VIEW_RIGHT", ""):
            continue
        at = [row._meta.label_lower, row.pk]
        for name in ("documents:comment", "attachments:upload"):
            wrong += refusals(world, reader, name, reverse(name, args=at), marks)
    for name, args in (
        ("attachments:download", [estate.keys["file"]]),
        ("attachments:remove", [estate.keys["file"]]),
        ("jobs:detail", [estate.keys["job"]]),
        ("jobs:file", [estate.keys["job"], "result"]),
    ):
        wrong += refusals(world, reader, name, reverse(name, args=args), marks)
    assert not wrong, told(wrong)


def test_the_owner_reads_and_hangs_on(world):
    keys = world.estates["lin"].keys
    for name, args in (
        ("attachments:download", [keys["file"]]),
        ("jobs:file", [keys["job"], "result"]),
    ):
        answer = fetch(world, "lin", reverse(name, args=args))
        assert body(answer), name
        assert answer.status_code == 200, name
    at = ["parties.customer", world.estates["lin"].rows[0].pk]
    said = fetch(world, "lin", reverse("documents:comment", args=at), post={"text": "好"})
    upload = {"file": SimpleUploadedFile("a.png", PNG)}
    kept = fetch(world, "lin", reverse("attachments:upload", args=at), post=upload)
    assert {said.status_code, kept.status_code} <= {200, 204, 302}


# -- search, programs, feeds ----------------------------------------------------------------------
@pytest.mark.parametrize("reader", ["lin", "chen", "li", "wang", "zhao"])
def test_no_search_finds_a_record_out_of_scope(world, reader):
    store, wrong, marks = STORE.get(reader, "bj"), [], forbidden(world, reader)
    other = world.estates[FOREIGN[reader]]
    numbers = (min(other.phones), *(text for text in other.phones if not text.isdecimal()))
    asked = [COMMON, *numbers, other.keys["leads"], other.keys["tasks"], other.mark]
    pages = ["ui:search", *(name for name in LISTS if name.endswith("lookup"))]
    for name in pages:
        for text in asked:
            url = reverse(name, kwargs={"store": store})
            answer = fetch(world, reader, f"{url}?q={text}")
            found = set(leaks(marks, answer)) - {text}
            if name == "crm:visitor_lookup" and store == other.store.code and text in other.phones:
                found -= other.marks  # whoever receives has to know whose customer came in
            wrong += [(name, text, mark) for mark in found]
    assert not wrong, told(wrong)


@pytest.mark.parametrize("reader", ["lin", "li", "wang"])
def test_a_search_finds_what_is_in_scope(world, reader):
    url = reverse("ui:search", kwargs={"store": STORE.get(reader, "bj")})
    mine = world.estates[min(SEES[reader] & {"lin", "gao"})]
    for text in (
        COMMON,
        min(mine.phones & {row.phone for row in mine.rows if hasattr(row, "phone")}),
    ):
        assert mine.mark in body(fetch(world, reader, f"{url}?q={text}")), text


@pytest.mark.parametrize("reader", ["chen", "wang"])
def test_what_warns_of_a_second_registration_keeps_to_the_store(world, reader):
    """The warning says whose customer it is: in the store, nothing of another one."""
    customer = world.estates["lin"].rows[0]
    store = STORE.get(reader, "bj")
    for name, query in (
        ("parties:phone_check", f"?phone={customer.phone}&name={customer.name}"),
        ("crm:lead_known", f"?phone={customer.phone}"),
        ("crm:visitor_lookup", f"?q={customer.phone}"),
    ):
        said = body(fetch(world, reader, reverse(name, kwargs={"store": store}) + query))
        assert (customer.owner.name in said) == (reader == "chen"), name
        assert customer.number not in said, name
        assert f'data-value="{customer.pk}"' not in said, name


def test_a_key_that_the_box_did_not_show_names_nobody(world):
    """Counting keys up in the form of a visit tells nothing; the box's sealed key is one's own."""
    customer, visit = world.estates["lin"].rows[0], world.estates["chen"].keys["visits"]
    url = reverse("crm:visit_complete", kwargs={"store": "bj", "number": visit})
    box = reverse("crm:visitor_lookup", kwargs={"store": "bj"}) + f"?q={customer.phone}"
    shown = body(fetch(world, "chen", box)).partition('data-value="')[2].partition('"')[0]
    others = body(fetch(world, "li", box)).partition('data-value="')[2].partition('"')[0]
    assert shown != others
    assert others == str(customer.pk)
    for key in (str(customer.pk), shown.replace(str(customer.pk), str(customer.pk + 1), 1)):
        answer = fetch(world, "chen", url, post={"customer": key, "errand": "intent"})
        assert answer.status_code == 422
        assert answer.context["form"].cleaned_data.get("customer") is None
        assert customer.name not in body(answer)
    answer = fetch(world, "chen", url, post={"customer": shown, "errand": "nothing"})
    assert answer.context["form"].cleaned_data["customer"] == customer


@pytest.mark.parametrize("reader", ["lin", "chen", "li", "wang"])
def test_programs_read_what_people_read(world, reader, grant):
    grant(world.people[reader], "gateway.use_api")
    marks, seen = forbidden(world, reader), set()
    mine = {mark for name in SEES[reader] for mark in world.estates[name].marks}
    paths = [
        path
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        if "GET" in operation.methods
    ]
    for path in paths:
        number = world.estates[FOREIGN[reader]].keys["customers"]
        filled = path.replace("{store}", STORE.get(reader, "bj")).replace("{number}", number)
        answer = fetch(world, reader, f"/api/v1{filled}")
        assert answer.status_code == (404 if "{number}" in path else 200), path
        assert not leaks(marks, answer), path
        seen |= set(found_in(mine, answer))
    assert len(paths) >= 5
    assert len(seen) >= 8


@pytest.mark.parametrize("reader", ["lin", "gao"])
def test_a_feed_tells_only_what_is_the_readers(world, reader):
    answer = fetch(world, "nobody", f"/p/calendar/{world.estates[reader].keys['secret']}.ics")
    marks = {m for name, e in world.estates.items() if name != reader for m in e.marks}
    assert world.estates[reader].mark in body(answer)
    assert not leaks(marks, answer)
    assert fetch(world, "nobody", "/p/calendar/x.ics").status_code == 404


def test_a_form_of_the_web_tells_nothing(world):
    token = world.estates["lin"].keys["token"]
    answer = fetch(world, "nobody", f"/p/leads/{token}/")
    assert answer.status_code == 200
    assert not leaks({mark for e in world.estates.values() for mark in e.marks}, answer)
    assert fetch(world, "nobody", "/p/leads/x/").status_code == 404


@pytest.mark.parametrize("reader", ["lin", "chen", "li", "wang", "zhao"])
def test_nobody_listens_to_a_record_out_of_scope(world, reader):
    person = world.people[reader]
    for name, estate in world.estates.items():
        customer, keys = estate.rows[0], estate.keys
        topics = {
            f"lead:{keys['leads']}", f"drive:{keys['test-drives']}", f"customer:{customer.number}",
            f"job:{keys['job']}",
        }  # fmt: skip
        heard = {topic.partition(":")[0] for topic in topics if may_hear(person, topic)}
        sees = name in SEES.get(reader, ())
        assert heard - {"job"} == ({"lead", "drive", "customer"} if sees else set()), name
        assert ("job" in heard) == (name == reader)


# -- the rest of the product ----------------------------------------------------------------------
OTHERS = [
    (name, entry.callback.required_permission)
    for name, route, entry in ALL
    if route.count("<") == 1 and "<slug:store>" in route and name not in LISTS
]


@pytest.mark.parametrize("reader", ["lin", "li"])
def test_no_other_page_shows_a_record_out_of_scope(world, reader):
    marks, wrong, opened = forbidden(world, reader), [], 0
    for name, right in OTHERS:
        if right and not world.people[reader].has_perm(right):
            continue
        answer = fetch(world, reader, reverse(name, kwargs={"store": "bj"}) + "?view=")
        opened += answer.status_code == 200
        if answer.status_code >= 500:
            wrong.append((name, answer.status_code))
        wrong += [(name, mark) for mark in leaks(marks, answer)]
    assert not wrong, told(wrong)
    assert opened >= 15
