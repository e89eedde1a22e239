"""What every business paper has: a number, a status with its history, an owner, a version."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.accountsets.reading import QuickRead
from marque.foundation.access.querysets import ScopedQuerySet, ScopeFields
from marque.foundation.documents.writing import write_move
from marque.kernel import clock
from marque.kernel.errors import StaleDocument
from marque.kernel.workflow import Transition


class StatusChange(models.Model):
    """One line of a document's history: who moved it, from where to where, when and why."""

    document_type = models.CharField(max_length=60)
    document_id = models.PositiveBigIntegerField()
    transition = models.CharField(max_length=40)
    from_status = models.CharField(max_length=30)
    to_status = models.CharField(max_length=30)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = gettext_lazy("状态变更")
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("document_type", "document_id")),)

    def __str__(self) -> str:
        return f"{self.document_type} {self.document_id}: {self.from_status} → {self.to_status}"


class Comment(models.Model):
    """What somebody wrote on a document."""

    document_type = models.CharField(max_length=60)
    document_id = models.PositiveBigIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    text = models.TextField(gettext_lazy("评论"), max_length=2000)

    class Meta:
        verbose_name = gettext_lazy("评论")
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("document_type", "document_id")),)

    def __str__(self) -> str:
        return self.text[:40]


class DocumentQuerySet(ScopedQuerySet):
    def locked(self) -> Self:
        """Rows locked in primary-key order, so that two writers cannot deadlock."""
        return self.order_by("pk").select_for_update(of=("self",))


class Document(QuickRead):
    """A numbered business paper that moves through a workflow.

    A concrete document names its VIEW_RIGHT; by default its rows belong to `owner`,
    `department` and `store`.
    """

    VIEW_RIGHT: ClassVar[str] = ""
    SCOPE: ClassVar[ScopeFields] = ScopeFields("owner", "department", "store")

    number = models.CharField(gettext_lazy("单号"), max_length=30, unique=True)
    store = models.ForeignKey(
        "organisation.Store", models.PROTECT, related_name="+", verbose_name=gettext_lazy("门店")
    )
    department = models.ForeignKey(
        "organisation.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("部门"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("负责人"),
    )
    status = models.CharField(gettext_lazy("状态"), max_length=30)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(gettext_lazy("创建时间"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=gettext_lazy("制单人"),
    )

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    def check_version(self, expected: int | None) -> None:
        """Raise StaleDocument if the page that sends this was opened before the last change."""
        if expected is not None and expected != self.version:
            raise StaleDocument(
                _("%(number)s 在您打开页面后已被他人修改，请刷新后重试") % {"number": self.number}
            )

    def move(
        self, transition: Transition, *, by: Any, note: str = "", also: tuple[str, ...] = ()
    ) -> None:
        """Make a checked move and write it down.  The only place a status changes.

        `also` names other fields that the service changed and that are saved with the status.
        """
        before, self.status = self.status, transition.target
        self.version += 1
        change = StatusChange(
            document_type=self._meta.label_lower,
            document_id=self.pk,
            transition=transition.name,
            from_status=before,
            to_status=transition.target,
            by=by,
            note=note[:500],
        )
        write_move(self, change, fields=("status", "version", *also))
