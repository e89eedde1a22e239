from __future__ import annotations

from marque.foundation.live.publish import publish
from marque.organisation.models import Store


def announce_stock(store: Store, *, vehicle_id: int | None = None) -> None:
    """Tell the open stock pages of a store, once the transaction commits, to read again."""
    publish(f"desk:{store.code}", "stock:changed", vehicle=vehicle_id)
