"""A trim's parameters as groups that a person reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Label

Parts: TypeAlias = "tuple[tuple[str, Label, Label], ...]"

_GROUPS: tuple[tuple[Label, Parts], ...] = (
    (
        _("尺寸与重量"),
        (
            ("dimensions.length_mm", _("长"), "mm"),
            ("dimensions.width_mm", _("宽"), "mm"),
            ("dimensions.width_with_mirrors_mm", _("含后视镜宽"), "mm"),
            ("dimensions.height_mm", _("高"), "mm"),
            ("dimensions.wheelbase_mm", _("轴距"), "mm"),
            ("dimensions.ground_clearance_mm", _("离地间隙"), "mm"),
            ("dimensions.turning_circle_m", _("转弯直径"), "m"),
            ("weights.curb_weight_kg", _("整备质量"), "kg"),
            ("weights.gross_vehicle_weight_kg", _("最大总质量"), "kg"),
            ("weights.max_payload_kg", _("最大载质量"), "kg"),
            ("weights.roof_load_kg", _("车顶载重"), "kg"),
        ),
    ),
    (
        _("车身与空间"),
        (
            ("body.doors", _("车门数"), ""),
            ("body.seats", _("座位数"), ""),
            ("body.rows", _("座椅排数"), ""),
            ("body.platform", _("平台"), ""),
            ("body.drag_coefficient_cd", _("风阻系数"), ""),
            ("capacity.cargo_l", _("后备箱容积"), "L"),
            ("capacity.cargo_max_l", _("后备箱最大容积"), "L"),
            ("capacity.frunk_l", _("前备箱容积"), "L"),
            ("capacity.towing_braked_kg", _("牵引质量（带制动）"), "kg"),
            ("capacity.towing_unbraked_kg", _("牵引质量（无制动）"), "kg"),
        ),
    ),
    (
        _("动力"),
        (
            ("powertrain.system_power_kw", _("系统功率"), "kW"),
            ("powertrain.system_torque_nm", _("系统扭矩"), "N·m"),
            ("powertrain.motors", _("电机"), ""),
            ("powertrain.transmission.type", _("变速箱"), ""),
            ("powertrain.transmission.gears", _("挡位数"), ""),
            ("performance.acceleration_0_100_kmh_s", _("0–100 km/h 加速"), "s"),
            ("performance.acceleration_0_60_mph_s", _("0–60 mph 加速"), "s"),
            ("performance.quarter_mile_s", _("四分之一英里"), "s"),
            ("performance.top_speed_kmh", _("最高车速"), "km/h"),
        ),
    ),
    (
        _("电池"),
        (
            ("battery.pack_capacity_kwh_gross", _("总容量"), "kWh"),
            ("battery.pack_capacity_kwh_net", _("可用容量"), "kWh"),
            ("battery.chemistry", _("电池类型"), ""),
            ("battery.cathode_material", _("正极材料"), ""),
            ("battery.manufacturer", _("电池厂商"), ""),
            ("battery.pack_voltage_nominal_v", _("标称电压"), "V"),
            ("battery.cell_count", _("电芯数"), ""),
            ("battery.module_count", _("模组数"), ""),
            ("battery.thermal_management", _("热管理"), ""),
            ("battery.heat_pump", _("热泵"), ""),
            ("battery.preconditioning.supported", _("电池预热"), ""),
            ("battery.warranty.years", _("电池质保年限"), _("年")),
            ("battery.warranty.distance_km", _("电池质保里程"), "km"),
            ("battery.warranty.capacity_retention_percent", _("质保容量保持率"), "%"),
        ),
    ),
    (
        _("续航与能耗"),
        (
            ("range.rated", _("标称续航"), ""),
            ("range.real_world", _("实测续航"), ""),
            ("efficiency.energy_consumption_wh_per_km", _("能耗"), "Wh/km"),
            ("efficiency.mpge", "MPGe", ""),
        ),
    ),
    (
        _("充电与放电"),
        (
            ("charge_ports", _("充电口"), ""),
            ("charging.ac.max_power_kw", _("交流充电功率"), "kW"),
            ("charging.ac.phases", _("交流相数"), ""),
            ("charging.dc.max_power_kw", _("直流充电功率"), "kW"),
            ("charging.dc.architecture_voltage_class", _("电压平台"), ""),
            ("charging.charging_time.dc", _("直流充电时间"), ""),
            ("charging.charging_time.ac", _("交流充电时间"), ""),
            ("charging.protocols.dc", _("直流协议"), ""),
            ("charging.protocols.plug_and_charge", _("即插即充"), ""),
            ("v2x.v2l.supported", _("对外放电 V2L"), ""),
            ("v2x.v2l.max_power_kw", _("对外放电功率"), "kW"),
            ("v2x.v2h.supported", _("家庭供电 V2H"), ""),
            ("v2x.v2g.supported", _("电网互动 V2G"), ""),
        ),
    ),
    (
        _("轮胎与软件"),
        (
            ("wheels_tires.standard_wheel_size_in", _("标配轮圈"), "″"),
            ("wheels_tires.optional_wheel_sizes_in", _("选装轮圈"), "″"),
            ("wheels_tires.tire_sizes", _("轮胎规格"), ""),
            ("software.os", _("车机系统"), ""),
            ("software.ota_supported", _("远程升级 OTA"), ""),
        ),
    ),
)

_WORDS: dict[str, Label] = {
    "li-ion": _("锂离子"), "lfp": _("磷酸铁锂"), "nmc": _("三元锂"), "nca": _("镍钴铝"),
    "solid_state": _("固态"), "liquid": _("液冷"), "air": _("风冷"), "passive": _("被动"),
    "refrigerant": _("冷媒直冷"), "none": _("无"), "front": _("前"), "rear": _("后"),
    "other": _("其他"), "pmsm": _("永磁同步"), "asm": _("交流异步"), "induction": _("感应异步"),
    "automatic": _("自动"), "dct": _("双离合"), "e-cvt": "E-CVT", "400v": "400 V",
    "800v": "800 V", "left": _("左侧"), "right": _("右侧"), "type_1": "Type 1",
    "type_2": "Type 2", "ccs1": "CCS1", "ccs2": "CCS2", "nacs": "NACS", "chademo": "CHAdeMO",
    "gb_t_ac": _("国标交流"), "gb_t_dc": _("国标直流"), "highway": _("高速"),
    "city": _("市区"), "mixed": _("综合"), "winter": _("冬季"), "summer": _("夏季"),
    "cold_weather": _("低温"), "cltc": "CLTC", "wltp": "WLTP", "nedc": "NEDC", "epa": "EPA",
    "jc08": "JC08",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line: what it is, its value in words, the unit."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ParameterGroup:
    """A titled group of parameters."""

    label: str
    parameters: tuple[Parameter, ...]


def group_parameters(parameters: Mapping[str, Any]) -> list[ParameterGroup]:
    """The known parameters in reading order; groups with nothing in them are left out."""
    groups = (
        ParameterGroup(str(label), tuple(_read(parameters, parts))) for label, parts in _GROUPS
    )
    return [group for group in groups if group.parameters]


def _read(parameters: Mapping[str, Any], parts: Parts) -> Iterator[Parameter]:
    for path, label, unit in parts:
        value = _at(parameters, path)
        if value not in (None, "", [], {}):
            yield Parameter(str(label), in_words(value), str(unit))


def each_parameter(
    *many: Mapping[str, Any],
) -> Iterator[tuple[str, str, str, tuple[Any, ...]]]:
    """Group, label, unit and the value in each of `many`, where at least one of them has it."""
    for group, parts in _GROUPS:
        for path, label, unit in parts:
            values = tuple(_at(parameters, path) for parameters in many)
            if any(value not in (None, "", [], {}) for value in values):
                yield str(group), str(label), str(unit), values


def _at(parameters: Mapping[str, Any], path: str) -> Any:
    value: Any = parameters
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def in_words(value: Any) -> str:
    """A value of the dataset as text."""
    if isinstance(value, bool):
        return _t("是") if value else _t("否")
    if isinstance(value, float | int):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, list):
        return "；".join(in_words(item) for item in value)
    if isinstance(value, Mapping):
        return _entry(value)
    return str(_WORDS.get(str(value), str(value)))


def _entry(entry: Mapping[str, Any]) -> str:
    """One motor, port, range or charging time in a few words."""
    if "time_min" in entry:
        span = f"{entry.get('from_soc_percent')}–{entry.get('to_soc_percent')}%"
        return f"{span} {entry['time_min']} min"
    if "range_km" in entry:
        return f"{in_words(entry.get('cycle') or entry.get('profile'))} {entry['range_km']} km"
    if "connector" in entry:
        return _joined([entry["connector"], (entry.get("location") or {}).get("side")])
    words = _joined([entry.get("position"), entry.get("type")])
    if "power_kw" in entry:
        words += f" {in_words(entry['power_kw'])} kW"
    return words


def _joined(parts: Sequence[Any]) -> str:
    return " ".join(in_words(part) for part in parts if part)


def sources_of(parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Title and web address of where the data comes from; only plain web addresses."""
    return [
        (str(source.get("title", "")), str(source.get("url", "")))
        for source in parameters.get("sources", [])
        if str(source.get("url", "")).startswith(("https://", "http://"))
    ]
