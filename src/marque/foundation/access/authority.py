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

from marque.foundation.access.models import Role, Scope
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
    givers = Q(user_groups__members=user)
    if post:
        givers |= Q(positions=post.position_id)
    authority = Authority(post)
    for role in Role.objects.filter(givers, is_active=True).distinct():
        for right in role.rights:
            authority.scopes[right] = max(Scope(role.scope), authority.scopes.get(right, Scope.OWN))
        authority.rate_discount_limit = max(authority.rate_discount_limit, role.rate_discount_limit)
        authority.needs_second_factor |= role.needs_second_factor
        if role.landing != "desk":
            authority.landing = role.landing
    return authority


def holders_of(right: str) -> Any:
    """Active users who have this right in one of their posts or by a group."""
    givers = Role.objects.filter(rights__contains=[right], is_active=True)
    posts = Post.objects.current(on=timezone.localdate()).filter(position__roles__in=givers)
    by_right = Q(employee__posts__in=posts) | Q(user_groups__roles__in=givers)
    return User.objects.filter(by_right, is_active=True).distinct()


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
