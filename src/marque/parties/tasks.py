"""What parties do by the clock."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.jobs.models import Job
from marque.foundation.jobs.tasks import background
from marque.kernel import clock
from marque.organisation.models import Store, User
from marque.parties.models import Customer
from marque.parties.queries.pool import list_pool
from marque.parties.services.anonymise import anonymise_expired
from marque.parties.services.compute_worth import compute_worth, end_overrides
from marque.parties.services.credit import return_due_credit
from marque.parties.services.find_duplicates import find_duplicates
from marque.parties.services.important_dates import remind_dates
from marque.parties.services.merge_book import move_stragglers
from marque.parties.services.own_customer import assign_customers
from marque.parties.services.release_idle import release_idle, warn_idle
from marque.parties.services.tagging import apply_rules

BATCH = 50


def apply_rules_task() -> None:
    """Every night: the tags by rule."""
    apply_rules(today=timezone.localdate())


def remind_dates_task() -> None:
    """Every morning: the days to remember."""
    remind_dates(today=timezone.localdate())


def anonymise_task() -> None:
    """Every month: forget whom we need not know any more."""
    anonymise_expired(today=timezone.localdate(), now=timezone.now())


def return_credit_task() -> None:
    """Every night: lent credit whose day is over goes back."""
    return_due_credit(today=timezone.localdate())


def look_after_customers_task() -> None:
    """Every night: stragglers of merges, worth, warnings and releases, duplicates."""
    now = clock.now()
    end_overrides(today=timezone.localdate(now), now=now)
    compute_worth(today=timezone.localdate(now))
    for store in Store.objects.filter(is_active=True).select_related("company"):
        move_stragglers(store=store)
        release_idle(store=store, now=now)
        warn_idle(store=store, now=now)
        find_duplicates(store=store, now=now)


@background("parties.assign_customers")
def assign_customers_job(job: Job, *, keys: list[int], to: int, reason: str) -> None:
    """Give many customers to one colleague, fifty a transaction; safe to run again."""
    person = User.objects.get(pk=to)
    reach = Customer.objects.visible_to(job.owner) | list_pool(user=job.owner, store=None)
    moved = 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            rows = list(reach.filter(pk__in=keys[start : start + BATCH]))
            moved += assign_customers(
                customers=rows, to=person, reason=reason, by=job.owner, now=clock.now()
            )
        job.progress(min(start + BATCH, len(keys)), len(keys))
    job.message = _("已分配 %(n)s 位客户给 %(name)s") % {"n": moved, "name": person.name}


PERIODIC = (
    ("20 1 * * *", "parties.look_after_customers", look_after_customers_task),
    ("5 0 * * *", "parties.return_credit", return_credit_task),
    ("10 2 * * *", "parties.apply_tag_rules", apply_rules_task),
    ("0 8 * * *", "parties.remind_dates", remind_dates_task),
    ("30 2 1 * *", "parties.anonymise_expired", anonymise_task),
)
