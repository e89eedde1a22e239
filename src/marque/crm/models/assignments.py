"""Who gets which lead, and why (线索分配)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marque.crm.models.leads import Lead
from marque.foundation.dictionaries.models import Entry


class Assignment(models.Model):
    """A lead given to somebody, or put into the pool, with the reason in words (LED-02)."""

    class How(models.TextChoices):
        """Who decided."""

        RULE = "rule", _("自动分配")
        HAND = "hand", _("人工分配")
        CLAIM = "claim", _("公海领取")
        RETURN = "return", _("退回公海")
        LEAVER = "leaver", _("离职交接")

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="assignments")
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    how = models.CharField(_("方式"), max_length=10, choices=How)
    reason = models.CharField(_("依据"), max_length=300)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("线索分配")
        ordering = ("-at", "-pk")
        indexes = (models.Index(fields=("to_user", "at"), name="assignment_by_person"),)
        constraints = (
            models.CheckConstraint(condition=~Q(reason=""), name="assignment_explains_itself"),
        )

    def __str__(self) -> str:
        return f"{self.lead_id} → {self.to_user_id}"


class AssignmentRule(models.Model):
    """Who gets which leads of a store; the first rule that fits decides (LED-02)."""

    class Choose(models.TextChoices):
        """How one person is chosen among the rule's people."""

        TURN = "turn", _("轮流")
        LOAD = "load", _("在跟最少")
        SKILL = "skill", _("成交率最高")

    store = models.ForeignKey(
        "organisation.Store", on_delete=models.CASCADE, related_name="+", verbose_name=_("门店")
    )
    name = models.CharField(_("规则名称"), max_length=60)
    position = models.PositiveSmallIntegerField(_("顺序"), default=10)
    sources = models.ManyToManyField(
        Entry, blank=True, related_name="+", verbose_name=_("来源（空为全部）")
    )
    series = models.ManyToManyField(
        "catalog.Series", blank=True, related_name="+", verbose_name=_("车系（空为全部）")
    )
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="+",
        verbose_name=_("人员（空为全部顾问）"),
    )
    choose = models.CharField(_("选人方式"), max_length=10, choices=Choose, default=Choose.TURN)
    is_active = models.BooleanField(_("启用"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("分配规则")
        ordering = ("store", "position", "pk")

    def __str__(self) -> str:
        return self.name
