from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MovementKind(models.TextChoices):
    """Transition names of VEHICLE_WORKFLOW, and changes of place."""

    SHIP = "ship", _("发运")
    RECEIVE = "receive", _("到店入库")
    PASS_PDI = "pass_pdi", _("PDI 合格")
    FAIL_PDI = "fail_pdi", _("PDI 不合格")
    REPORT_DAMAGE = "report_damage", _("登记质损")
    REPAIR = "repair", _("修复送检")
    PUT_ON_DISPLAY = "put_on_display", _("转展车")
    TAKE_OFF_DISPLAY = "take_off_display", _("撤展")
    START_TEST_DRIVES = "start_test_drives", _("转试驾车")
    END_TEST_DRIVES = "end_test_drives", _("试驾车退回")
    ISSUE = "issue", _("销售出库")
    RETURN = "return", _("出库退回")
    DELIVER = "deliver", _("交车")
    VOID = "void", _("作废入库")
    PLACE = "place", _("移位")
    CERTIFICATE = "certificate", _("合格证变动")


class VehicleMovement(models.Model):
    """One line of a vehicle's trace: a change of state or place.  Locks have their own rows."""

    vehicle = models.ForeignKey(
        "inventory.Vehicle",
        on_delete=models.PROTECT,
        related_name="movements",
        verbose_name=_("车辆"),
    )
    kind = models.CharField(_("动作"), max_length=20, choices=MovementKind)
    store = models.ForeignKey(
        "organisation.Store",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("门店"),
    )
    from_place = models.CharField(_("原位置"), max_length=40, blank=True)
    to_place = models.CharField(_("新位置"), max_length=40)
    document_number = models.CharField(_("单据"), max_length=30, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("经办人"),
    )

    class Meta:
        verbose_name = _("车辆履历")
        verbose_name_plural = _("车辆履历")
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("vehicle", "at")),)

    def __str__(self) -> str:
        return f"{self.vehicle_id} {self.kind} {self.to_place}"
