"""Files on documents (PLT-37)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class Attachment(models.Model):
    """One file of one document; who sees the document sees the file."""

    document_type = models.CharField(max_length=60)
    document_id = models.PositiveBigIntegerField()
    name = models.CharField(_("文件名"), max_length=200)
    file = models.FileField(_("文件"), upload_to="attachments/%Y/%m/", max_length=300)
    size = models.PositiveIntegerField(_("大小"))
    content_type = models.CharField(_("类型"), max_length=100)
    category = models.CharField(_("分类"), max_length=30, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人")
    )
    uploaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)

    class Meta:
        verbose_name = _("附件")
        ordering = ("-uploaded_at",)
        indexes = (models.Index(fields=("document_type", "document_id")),)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("attachments:download", args=[self.pk])

    @property
    def is_image(self) -> bool:
        return self.content_type.startswith("image/")
