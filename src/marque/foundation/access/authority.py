"""What a user may do, and how far it reaches: decided here and nowhere else.

A user acts in one post at a time.  The rights are those of the position of that post, plus those
of the user's groups; nothing of another post counts (PLT-15).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from marque.foundation.access.models import Role, Scope, UserGroup
from marque.foundation.access.rows import find_who, list_roles
from marque.organisation.models import Post, Store, User


@dataclass(slots=True)
class Authority:
    """The rights of one user in one post, read from the database once a request."""

    post: Post | None
    scopes: dict[str, Scope] = field(default_factory=dict)
    rate_discount_limit: Decimal = Decimal(0)
    needs_second_factor: bool = False
    landing: str = "desk"
    read_only: bool = False

    def may(self, right: str) -> bool:
        return right in self.scopes

    def scope(self, right: str) -> Scope | None:
        """How far the right reaches, or None without it."""
        return self.scopes.get(right)

    @property
    def widest(self) -> Scope:
        return max(self.scopes.values(), default=Scope.OWN)


def authority_of(user: Any) -> Authority:
    """The authority under which `user` acts now; two queries, kept on the user object."""
    known: Authority | None = getattr(user, "known_authority", None)
    if known is None:
        known = _read(user) if getattr(user, "pk", None) and user.is_active else Authority(None)
        user.known_authority = known
    return known


def act_in(user: Any, post: Post | None) -> None:
    """Let the user act in this post from now on (a request, a test, the simulation)."""
    user.chosen_post = post
    user.known_authority = None


def acting_post(user: Any) -> Post | None:
    """The post chosen by the request, else the primary one."""
    if hasattr(user, "chosen_post"):
        chosen: Post | None = user.chosen_post
        return chosen
    post: Post | None = posts_of(user).first()
    user.chosen_post = post
    return post


def posts_of(user: Any) -> Any:
    """Current posts of a user, the primary one first."""
    return (
        Post.objects.current(on=timezone.localdate())
        .filter(employee__user=user)
        .select_related("department__store__company", "department__company", "position")
        .order_by("-is_primary", "pk")
    )


def _read(user: User) -> Authority:
    post = acting_post(user)
    return _authority(post, list_roles(user, post.position_id if post else None))


def find_user(pk: Any) -> User | None:
    """A user with the authority of the primary post, in one statement: the usual request."""
    who = find_who(pk, on=timezone.localdate())
    if who is None:
        return None
    user: Any = who.user
    user.chosen_post = who.post
    user.known_authority = _authority(who.post, who.roles) if user.is_active else Authority(None)
    found: User = user
    return found


def _authority(post: Post | None, roles: list[tuple[Any, ...]]) -> Authority:
    authority = Authority(post)
    for rights, reach, rate_discount_limit, needs_second_factor, landing in roles:
        scope = Scope(reach)
        for right in rights:
            authority.scopes[right] = max(scope, authority.scopes.get(right, Scope.OWN))
        authority.rate_discount_limit = max(authority.rate_discount_limit, rate_discount_limit)
        authority.needs_second_factor |= needs_second_factor
        if landing != "desk":
            authority.landing = landing
    return authority


def holders_of(right: str, *, store: Store | None = None) -> Any:
    """Active users who have this right in one of their posts or by a group.

    With `store`: those who hold a post of that store today, and have the right in it.
    """
    givers = Role.objects.filter(rights__contains=[right], is_active=True)
    posts = Post.objects.current(on=timezone.localdate())
    by_group = Q(pk__in=UserGroup.objects.filter(roles__in=givers).values("members"))
    if store is not None:
        posts = posts.filter(department__store=store)
        by_group &= Q(pk__in=posts.values("employee__user"))
    by_post = posts.filter(position__roles__in=givers).values("employee__user")
    return User.objects.filter(Q(pk__in=by_post) | by_group, is_active=True)


def only_store_of(user: Any) -> Store | None:
    """The one store that the user may open, known without asking; None if it may be another."""
    authority = authority_of(user)
    if authority.post is None or authority.widest > Scope.STORE:
        return None
    store: Store | None = authority.post.department.store
    return store if store is not None and store.is_active else None


def stores_of(user: Any) -> Any:
    """The stores whose pages the user may open."""
    authority = authority_of(user)
    stores = Store.objects.filter(is_active=True).select_related("company")
    if authority.widest == Scope.GROUP:
        return stores
    if authority.post is None:
        return stores.none()
    department = authority.post.department
    if authority.widest == Scope.COMPANY:
        return stores.filter(company=department.company_id)
    own = Q(pk=department.store_id) if department.store_id else Q(company=department.company_id)
    return stores.filter(own)
