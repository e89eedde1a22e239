"""Roles, user groups and who is online."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marque.organisation.models import Position, User, local_text


class Scope(models.IntegerChoices):
    """How far a right reaches 数据范围; a larger number sees more."""

    OWN = 1, _("本人")
    TEAM = 2, _("本部门及下级")
    STORE = 3, _("本门店")
    COMPANY = 4, _("本公司")
    GROUP = 5, _("全集团")


class Role(models.Model):
    """A named bundle of function rights with one data scope 角色."""

    code = models.SlugField(_("角色代码"), max_length=30, unique=True)
    name = models.CharField(_("角色名称"), max_length=40, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    rights = ArrayField(models.CharField(max_length=60), default=list, verbose_name=_("功能权限"))
    scope = models.PositiveSmallIntegerField(_("数据范围"), choices=Scope, default=Scope.OWN)
    rate_discount_limit = models.DecimalField(
        _("折扣权限（%）"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    needs_second_factor = models.BooleanField(_("登录须二次验证"), default=False)
    landing = models.CharField(_("登录后打开"), max_length=60, default="desk")
    positions = models.ManyToManyField(
        Position, related_name="roles", blank=True, verbose_name=_("职位")
    )
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("角色")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(rate_discount_limit__gte=0, rate_discount_limit__lte=100),
                name="discount_limit_is_a_percentage",
            ),
        )

    def __str__(self) -> str:
        return local_text(self.name, self.name_en)

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return str(self)


class UserGroup(models.Model):
    """People who share roles whatever their post 用户组 (PLT-10)."""

    name = models.CharField(_("用户组名称"), max_length=40, unique=True)
    members = models.ManyToManyField(
        User, related_name="user_groups", blank=True, verbose_name=_("成员")
    )
    roles = models.ManyToManyField(
        Role, related_name="user_groups", blank=True, verbose_name=_("角色")
    )

    class Meta:
        ordering = ("name",)
        verbose_name = _("用户组")

    def __str__(self) -> str:
        return self.name


class OnlineSession(models.Model):
    """A live login: who, from where, in which function (SEC-02).  Not audited: it is telemetry."""

    session_key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="online_sessions")
    address = models.GenericIPAddressField(_("IP 地址"), null=True)
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    function = models.CharField(_("当前功能"), max_length=120, blank=True)
    started_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近活动"), db_index=True)
    viewing_as = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("代为查看")
    )

    class Meta:
        verbose_name = _("登录会话")
        ordering = ("-seen_at",)

    def __str__(self) -> str:
        return f"{self.user} @ {self.address}"

    @property
    def doing(self) -> str:
        """The function in the reader's language."""
        return gettext(self.function) if self.function else ""
