from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopedQuerySet, ScopeFields
from marque.foundation.secrets.json_field import EncryptedJSONField


class Stage(models.TextChoices):
    """How far a batch has come; each stage is one step of the wizard."""

    UPLOADED = "uploaded", _("已上传")
    MAPPED = "mapped", _("已匹配列")
    CHECKED = "checked", _("已检查")
    RUNNING = "running", _("导入中")
    DONE = "done", _("已导入")
    UNDOING = "undoing", _("撤销中")
    FAILED = "failed", _("未导入")
    UNDONE = "undone", _("已撤销")


class RowAction(models.TextChoices):
    """What the import does, or did, with one row."""

    CREATE = "create", _("新增")
    UPDATE = "update", _("更新")
    UNCHANGED = "unchanged", _("无变化")
    REFUSE = "refuse", _("有错误")
    SKIP = "skip", _("跳过")


class Duplicates(models.TextChoices):
    """What is done with a row whose record is already there."""

    SKIP = "skip", _("跳过，保留现有资料")
    FILL = "fill", _("只补充现有资料的空白")
    OVERWRITE = "overwrite", _("用文件内容更新")


class ImportBatchQuerySet(ScopedQuerySet):
    """Batches; whoever brought one in sees it, also one of the whole group."""

    def visible_to(self, user: Any) -> Self:
        """The batches in the person's scope, and their own."""
        return super().visible_to(user) | self.filter(created_by=user)


class ImportBatch(models.Model):
    """One file brought in by one person: what it was, how it was read, what came of it."""

    VIEW_RIGHT = "imports.view_importbatch"
    SCOPE = ScopeFields(owner="created_by", department=None, store="store")

    number = models.CharField(_("批次号"), max_length=30, unique=True)
    kind = models.CharField(_("数据种类"), max_length=60)
    store = models.ForeignKey(
        "organisation.Store",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("门店"),
    )
    stage = models.CharField(_("进度"), max_length=10, choices=Stage, default=Stage.UPLOADED)
    file = models.FileField(_("文件"), upload_to="imports/%Y/%m/")
    file_name = models.CharField(_("文件名"), max_length=200)
    file_sha256 = models.CharField(_("文件摘要"), max_length=64)
    header = models.JSONField(_("表头"), default=list, blank=True)
    mapping = models.JSONField(_("列匹配"), default=dict, blank=True)
    is_all_or_nothing = models.BooleanField(_("有错误时整批不导入"), default=False)
    duplicates = models.CharField(
        _("重复时"), max_length=10, choices=Duplicates, default=Duplicates.FILL
    )
    quantity_rows = models.PositiveIntegerField(_("总行数"), default=0)
    quantity_created = models.PositiveIntegerField(_("新增"), default=0)
    quantity_updated = models.PositiveIntegerField(_("更新"), default=0)
    quantity_unchanged = models.PositiveIntegerField(_("无变化"), default=0)
    quantity_refused = models.PositiveIntegerField(_("有错误"), default=0)
    quantity_skipped = models.PositiveIntegerField(_("跳过"), default=0)
    quantity_warned = models.PositiveIntegerField(_("有提醒"), default=0)
    totals = models.JSONField(_("合计核对"), default=dict, blank=True)
    created_refs = models.JSONField(_("随批新建的记录"), default=dict, blank=True)
    message = models.CharField(_("结果说明"), max_length=300, blank=True)
    job_id = models.BigIntegerField(_("后台任务"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("导入人"),
    )
    created_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    imported_at = models.DateTimeField(_("导入时间"), null=True, blank=True)
    undone_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    objects: ClassVar[Any] = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("导入批次")
        verbose_name_plural = _("导入批次")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(stage="done") | Q(imported_at__isnull=False),
                name="done_import_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(stage="undone") | Q(undone_at__isnull=False),
                name="undone_import_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page that shows how far the batch has come."""
        store = self.store.code if self.store else "hq"
        return reverse("imports:batch_detail", kwargs={"store": store, "number": self.number})


class ImportRow(models.Model):
    """One line of the file: as it was read, what is wrong with it, and what it became."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    row_no = models.PositiveIntegerField(_("行号"))
    label = models.CharField(_("内容"), max_length=200, blank=True)
    raw = EncryptedJSONField(_("原始内容"), default=dict)
    problems = models.JSONField(_("问题"), default=list, blank=True)
    is_refused = models.BooleanField(_("有错误"), default=False)
    is_warned = models.BooleanField(_("有提醒"), default=False)
    is_skipped = models.BooleanField(_("跳过"), default=False)
    action = models.CharField(_("处理"), max_length=10, choices=RowAction, blank=True)
    object_type = models.CharField(_("记录类型"), max_length=60, blank=True)
    object_id = models.CharField(_("记录"), max_length=40, blank=True)
    before = EncryptedJSONField(_("导入前内容"), null=True, blank=True)
    match = models.CharField(_("重复的记录"), max_length=200, blank=True)
    resolution = models.CharField(
        _("重复时"), max_length=10, choices=Duplicates, blank=True, default=""
    )

    class Meta:
        verbose_name = _("导入行")
        verbose_name_plural = _("导入行")
        ordering = ("batch", "row_no")
        constraints = (
            models.UniqueConstraint(fields=("batch", "row_no"), name="one_import_row_a_line"),
        )
        indexes = (
            models.Index(
                fields=("batch", "row_no"),
                name="import_rows_with_problems",
                condition=Q(is_refused=True) | Q(is_warned=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row_no}"


class ImportComparison(models.Model):
    """What one person's comparison of a large batch with the records found, for its pages.

    What was found lies sealed in a file; there is none while the worker is at it, or when it
    broke off.  It is of `compared_at`, and gone as soon as the batch moves on.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="comparisons")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    job_id = models.BigIntegerField(_("后台任务"), null=True, blank=True)
    found = models.FileField(_("对照结果"), upload_to="imports/%Y/%m/", blank=True)
    compared_at = models.DateTimeField(_("对照时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("导入对照")
        constraints = (
            models.UniqueConstraint(fields=("batch", "created_by"), name="one_comparison_a_person"),
        )

    def __str__(self) -> str:
        return f"{self.batch_id} {self.created_by_id}"


class MappingMemory(models.Model):
    """Which heads a person matched with which columns of a kind, for the next file."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("数据种类"), max_length=60)
    heads = models.JSONField(_("列匹配"), default=dict)

    class Meta:
        verbose_name = _("列匹配记忆")
        constraints = (
            models.UniqueConstraint(fields=("user", "kind"), name="one_mapping_memory_a_kind"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
