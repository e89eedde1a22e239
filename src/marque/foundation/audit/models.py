"""The audit trail as Django reads it.  Only database triggers write these tables."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    INSERT = "I", _("新增")
    UPDATE = "U", _("修改")
    DELETE = "D", _("删除")
    NOTE = "N", _("操作")


class Change(models.Model):
    """One row of one table was written, or something worth knowing was done (SEC-01)."""

    at = models.DateTimeField(_("时间"), db_default=Now())
    table_name = models.CharField(_("对象"), max_length=63)
    row_id = models.CharField(_("记录"), max_length=64)
    action = models.CharField(_("动作"), max_length=1, choices=Action)
    before = models.JSONField(_("修改前"), null=True)
    after = models.JSONField(_("修改后"), null=True)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("操作人"), max_length=60, blank=True)
    address = models.CharField(_("IP 地址"), max_length=45, blank=True)
    request_id = models.CharField(_("请求号"), max_length=36, blank=True)
    source = models.CharField(_("来源"), max_length=80, blank=True)
    is_chained = models.BooleanField(_("入链"), default=False)

    objects: ClassVar[Any] = models.Manager()

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("table_name", "row_id", "id"), name="audit_change_of_row"),
            models.Index(fields=("actor_id", "id"), name="audit_change_of_actor"),
            models.Index(fields=("at",), name="audit_change_at"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.table_name} {self.row_id}"


class Link(models.Model):
    """A change of a money or contract table, bound to all before it by its hash (BEY-06)."""

    change = models.OneToOneField(
        Change, models.DO_NOTHING, primary_key=True, related_name="link", db_constraint=False
    )
    chain = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("chain", "position"), name="audit_link_position"),
        )

    def __str__(self) -> str:
        return f"{self.chain}/{self.position}"


class Head(models.Model):
    """The end of a chain: how many links it has, and the last hash."""

    chain = models.PositiveSmallIntegerField(primary_key=True)
    position = models.BigIntegerField(default=0)
    hash = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.chain}/{self.position}"
