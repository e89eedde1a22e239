"""The audit trail as Django reads it.  Only database triggers write these tables."""

from __future__ import annotations

from functools import cache
from typing import Any, ClassVar, cast

from django.apps import apps
from django.db import models
from django.db.models.functions import Now
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    INSERT = "I", _("新增")
    UPDATE = "U", _("修改")
    DELETE = "D", _("删除")
    NOTE = "N", _("操作")


NOTES = {
    "reveal": _("查看完整号码"),
    "export": _("导出列表"),
    "access.refused": _("无权操作被拒"),
    "access.not_found": _("打开不存在的地址"),
    "access.view_as": _("代为查看"),
    "user.password_reset": _("重置密码"),
    "session.ended": _("结束会话"),
    "login.failed": _("登录失败"),
}
"""What is worth knowing and is no write: the note's code and its name."""


@cache
def subjects() -> dict[str, Any]:
    """The readable name of every table and note, by what `Change.table_name` holds."""
    named: dict[str, Any] = {}
    for model in apps.get_models():
        named[model._meta.db_table] = model._meta.verbose_name
        for field in model._meta.local_many_to_many:
            through: Any = cast(Any, field.remote_field.through)._meta
            if through.auto_created:
                named[through.db_table] = format_lazy(
                    "{} · {}", model._meta.verbose_name, field.verbose_name
                )
    return {**named, **NOTES}


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
        verbose_name = _("审计记录")
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("table_name", "row_id", "id"), name="audit_change_of_row"),
            models.Index(fields=("actor_id", "id"), name="audit_change_of_actor"),
            models.Index(fields=("at",), name="audit_change_at"),
        )

    def __str__(self) -> str:
        return f"{self.action} {self.table_name} {self.row_id}"

    @property
    def subject(self) -> str:
        """What was written or done, in the reader's words."""
        return str(subjects().get(self.table_name, self.table_name))

    def field_label(self, column: str) -> str:
        """The name of a column on screen; the column itself when its table is not a model."""
        for model in apps.get_models():
            if model._meta.db_table == self.table_name:
                for field in model._meta.concrete_fields:
                    if field.column == column:
                        return str(field.verbose_name)
        return column


class Link(models.Model):
    """A change of a money or contract table, bound to all before it by its hash (BEY-06)."""

    change = models.OneToOneField(
        Change, models.DO_NOTHING, primary_key=True, related_name="link", db_constraint=False
    )
    chain = models.PositiveSmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        verbose_name = _("审计链")
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

    class Meta:
        verbose_name = _("审计链末端")

    def __str__(self) -> str:
        return f"{self.chain}/{self.position}"
