"""What the interface remembers for people: saved views, layouts, drafts, submitted forms."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marque.foundation.secrets.json_field import EncryptedJSONField


class SavedView(models.Model):
    """A named query string of one list; private, or shared with everybody of a role, or of a
    department and those below it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_views",
        verbose_name=_("所有者"),
    )
    list_key = models.CharField(_("列表"), max_length=100)
    name = models.CharField(_("名称"), max_length=30)
    query = models.CharField(_("筛选条件"), max_length=8000, blank=True)
    shared_role = models.ForeignKey(
        "access.Role",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("共享给角色"),
    )
    shared_department = models.ForeignKey(
        "organisation.Department",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("共享给部门"),
    )

    class Meta:
        verbose_name = _("保存的视图")
        verbose_name_plural = _("保存的视图")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "list_key", "name"), name="savedview_name_unique_per_owner"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="savedview_has_name"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        """The key of its tab in the query string."""
        return f"s{self.pk}"


class ColumnLayout(models.Model):
    """Which columns of a list a person sees, in which order."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="column_layouts",
        verbose_name=_("所有者"),
    )
    list_key = models.CharField(_("列表"), max_length=100)
    columns = models.JSONField(_("列"), default=list)

    class Meta:
        verbose_name = _("列布局")
        verbose_name_plural = _("列布局")
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "list_key"), name="columnlayout_one_per_owner_and_list"
            ),
        )

    def __str__(self) -> str:
        return self.list_key


class FormLayout(models.Model):
    """Which fields of a form a person has put away."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="form_layouts",
        verbose_name=_("所有者"),
    )
    form_key = models.CharField(_("表单"), max_length=150)
    hidden = models.JSONField(_("隐藏的字段"), default=list)

    class Meta:
        verbose_name = _("表单布局")
        verbose_name_plural = _("表单布局")
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "form_key"), name="formlayout_one_per_owner_and_form"
            ),
        )

    def __str__(self) -> str:
        return self.form_key


class FormDraft(models.Model):
    """What a person has typed into a form and not sent yet; nobody else sees it. Kept sealed."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="form_drafts",
        verbose_name=_("所有者"),
    )
    address = models.CharField(_("表单地址"), max_length=300)
    entries = EncryptedJSONField(_("已填内容"), default=list)
    saved_at = models.DateTimeField(_("保存时间"), db_index=True)

    class Meta:
        verbose_name = _("表单草稿")
        verbose_name_plural = _("表单草稿")
        constraints = (
            models.UniqueConstraint(
                fields=("owner", "address"), name="formdraft_one_per_owner_and_address"
            ),
        )

    def __str__(self) -> str:
        return self.address


class SubmittedForm(models.Model):
    """A form already accepted, by its one-time key, and where its first answer led."""

    key = models.CharField(_("一次性编号"), max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    response_url = models.CharField(_("结果地址"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("时间"), auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("已提交的表单")
        verbose_name_plural = _("已提交的表单")

    def __str__(self) -> str:
        return self.key
