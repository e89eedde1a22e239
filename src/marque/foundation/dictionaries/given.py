"""What a new version brings is given to an account set once."""

from __future__ import annotations

from collections.abc import Iterable

from marque.foundation.dictionaries.models import Given


def give(kind: str, keys: Iterable[str], *, had: Iterable[str] = ()) -> set[str]:
    """The `keys` that the account set was not given yet; from now on it was.

    `had` is what a set that was never asked is known to have.
    """
    wanted = set(keys)
    given = set(Given.objects.filter(kind=kind).values_list("key", flat=True))
    noted = wanted - given
    Given.objects.bulk_create(
        (Given(kind=kind, key=key) for key in sorted(noted)), ignore_conflicts=True
    )
    return noted if given else noted - set(had)
