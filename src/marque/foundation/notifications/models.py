"""What somebody should know or do."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.kernel import clock


class NotificationKind(models.TextChoices):
    TODO = "todo", _("需处理")
    REMIND = "remind", _("提醒")
    NOTICE = "notice", _("公告")


class Notification(models.Model):
    """One line in the bell; `record` groups those of one document."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(_("类别"), max_length=10, choices=NotificationKind)
    title = models.CharField(_("内容"), max_length=200)
    url = models.CharField(max_length=200, blank=True)
    record = models.CharField(_("单号"), max_length=40, blank=True)
    created_at = models.DateTimeField(_("时间"), default=clock.now)
    read_at = models.DateTimeField(_("已读时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("通知")
        ordering = ("-created_at", "-pk")
        indexes = (
            models.Index(
                fields=("user",), condition=models.Q(read_at__isnull=True), name="unread_of_user"
            ),
            models.Index(fields=("user", "-created_at")),
        )

    def __str__(self) -> str:
        return self.title
