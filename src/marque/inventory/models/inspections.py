from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopeFields
from marque.foundation.documents.models import Document
from marque.inventory.workflow import PDI_WORKFLOW, PDIResult, PDIStatus


class PDIItem(models.Model):
    """One line of the checklist that a store uses; editable, copied into each inspection."""

    code = models.CharField(_("编号"), max_length=20, unique=True)
    group = models.CharField(_("分组"), max_length=20)
    name = models.CharField(_("检查项目"), max_length=60)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("PDI 检查项目")
        verbose_name_plural = _("PDI 检查项目")
        ordering = ("position", "pk")

    def __str__(self) -> str:
        return self.name


class PDIInspection(Document):
    """A pre-delivery inspection of one vehicle; until it passes, the vehicle is not saleable.

    `checklist` is a list of `{"code", "group", "name", "result", "note"}`, taken from the active
    items when the inspection began, so that a later change of the list leaves it alone.
    """

    VIEW_RIGHT = "inventory.view_pdiinspection"
    ACT_RIGHTS: ClassVar[tuple[str, ...]] = ("inventory.inspect_vehicle",)
    SCOPE = ScopeFields(store="store")
    WORKFLOW = PDI_WORKFLOW

    vehicle = models.ForeignKey(
        "inventory.Vehicle",
        on_delete=models.PROTECT,
        related_name="inspections",
        verbose_name=_("车辆"),
    )
    checklist = models.JSONField(_("检查表"), default=list)
    inspector = models.ForeignKey(
        "organisation.User",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("检查人"),
    )
    finished_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    conclusion = models.CharField(_("结论说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("PDI 检查")
        verbose_name_plural = _("PDI 检查")
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("vehicle",),
                condition=Q(status=PDIStatus.OPEN),
                name="inventory_pdi_one_open",
            ),
            models.CheckConstraint(
                condition=Q(status__in=sorted(PDIStatus.values)),
                name="inventory_pdi_known_status",
            ),
            models.CheckConstraint(
                condition=Q(status=PDIStatus.OPEN) | Q(finished_at__isnull=False),
                name="inventory_pdi_finished_has_time",
            ),
        )

    def get_absolute_url(self) -> str:
        return reverse(
            "inventory:pdi_detail",
            kwargs={"store": self.store.code, "number": self.number},
        )

    def count(self, result: str) -> int:
        """How many items have this answer; `""` counts the open ones."""
        return sum(item["result"] == result for item in self.checklist)

    @property
    def status_label(self) -> str:
        """The status in words."""
        return str(PDIStatus(self.status).label)

    @property
    def quantity_answered(self) -> int:
        return len(self.checklist) - self.count("")

    @property
    def quantity_failed(self) -> int:
        return self.count(PDIResult.FAIL)

    def answer(self, code: str, *, result: str, note: str) -> bool:
        """Write one answer into the checklist; False if there is no such item."""
        for item in self.checklist:
            if item["code"] == code:
                item.update(result=result, note=note)
                return True
        return False

    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The checklist by group, in its order, for the page."""
        grouped: dict[str, list[dict[str, Any]]] = {}
        for item in self.checklist:
            grouped.setdefault(item["group"], []).append(item)
        return list(grouped.items())
