"""The fixed words of customers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.kernel.identity_numbers import IdType


class CustomerKind(models.TextChoices):
    """Who the customer is in law."""

    PERSON = "person", _("个人")
    ENTERPRISE = "enterprise", _("企业")


class CustomerRole(models.TextChoices):
    """Whether it buys for itself or sells for us; both carry tasks, quotes and orders."""

    CUSTOMER = "customer", _("客户")
    AGENT = "agent", _("代理/合作伙伴")


class CustomerStage(models.TextChoices):
    """First axis: has a sale been delivered yet?  Kept by `become_formal`."""

    POTENTIAL = "potential", _("潜在客户")
    FORMAL = "formal", _("正式客户")


class CustomerStanding(models.TextChoices):
    """Second axis: how close the customer is to the house."""

    ORDINARY = "ordinary", _("普通")
    BASE = "base", _("基盘客户")
    VIP = "vip", _("VIP 客户")


class CustomerClass(models.TextChoices):
    """By intent and deal; kept by rule unless somebody decided otherwise (CUS-16)."""

    POTENTIAL = "potential", _("潜在")
    INTENDING = "intending", _("意向")
    CLOSED = "closed", _("成交")


class Lifecycle(models.TextChoices):
    """How alive the customer is, by the last visit or purchase (CUS-17)."""

    NEW = "new", _("新客户")
    ACTIVE = "active", _("活跃")
    AT_RISK = "at_risk", _("有流失风险")
    LOST = "lost", _("已流失")
    WON_BACK = "won_back", _("已挽回")


class BaseStatus(models.TextChoices):
    """Whether somebody of the base (基盘) still comes to us (CUS-14)."""

    NONE = "", _("非基盘")
    ACTIVE = "active", _("活跃基盘")
    INACTIVE = "inactive", _("沉睡基盘")


class IntentionClass(models.TextChoices):
    """How near to buying; told by those who keep the leads."""

    NONE = "", _("未分级")
    H = "H", _("H 级")
    A = "A", _("A 级")
    B = "B", _("B 级")
    C = "C", _("C 级")
    ORDERED = "O", _("O 级 · 已订车")
    FAILED = "F", _("F 级 · 战败")
    DELIVERED = "D", _("D 级 · 已交车")


class CustomerSource(models.TextChoices):
    """How the customer came to us."""

    WALK_IN = "walk_in", _("自然到店")
    HOTLINE = "hotline", _("电话来访")
    ONLINE = "online", _("网络线索")
    REFERRAL = "referral", _("老客转介绍")
    EVENT = "event", _("外展活动")
    SERVICE = "service", _("售后转入")
    OTHER = "other", _("其他")


class Gender(models.TextChoices):
    """Derived from the resident ID where there is one."""

    MALE = "male", _("男")
    FEMALE = "female", _("女")


class IdentityType(models.TextChoices):
    """Kinds of identity document; the codes are those of the kernel."""

    RESIDENT = IdType.RESIDENT.value, _("居民身份证")
    PASSPORT = IdType.PASSPORT.value, _("护照")
    HK_MACAU_PERMIT = IdType.HK_MACAU_PERMIT.value, _("港澳居民来往内地通行证")
    TAIWAN_PERMIT = IdType.TAIWAN_PERMIT.value, _("台湾居民来往大陆通行证")
    HMT_RESIDENCE = IdType.HMT_RESIDENCE.value, _("港澳台居民居住证")
    FOREIGN_RESIDENCE = IdType.FOREIGN_RESIDENCE.value, _("外国人永久居留身份证")
    MILITARY = IdType.MILITARY.value, _("军官证")


class Education(models.TextChoices):
    """The highest school."""

    SECONDARY = "secondary", _("高中及以下")
    COLLEGE = "college", _("大专")
    BACHELOR = "bachelor", _("本科")
    MASTER = "master", _("硕士及以上")


class MaritalStatus(models.TextChoices):
    """Only if the customer tells."""

    SINGLE = "single", _("未婚")
    MARRIED = "married", _("已婚")
    OTHER = "other", _("其他")


class ContactChannel(models.TextChoices):
    """How the customer wishes to be reached."""

    PHONE = "phone", _("电话")
    SMS = "sms", _("短信")
    WECHAT = "wechat", _("微信")
    EMAIL = "email", _("邮件")


class ContactTime(models.TextChoices):
    """When the customer wishes to be reached."""

    ANY = "any", _("随时")
    WORKDAY = "workday", _("工作日白天")
    EVENING = "evening", _("工作日晚间")
    WEEKEND = "weekend", _("周末")


class EnterpriseSize(models.TextChoices):
    """How large an enterprise is."""

    MICRO = "micro", _("20 人以下")
    SMALL = "small", _("20–99 人")
    MEDIUM = "medium", _("100–499 人")
    LARGE = "large", _("500 人以上")
