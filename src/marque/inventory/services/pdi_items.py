"""The checklist that a new account set starts with: code, group, item.  Rows afterwards."""

from __future__ import annotations

PDI_ITEMS: tuple[tuple[str, str, str], ...] = (
    ("doc-vin", "随车资料", "车架号、发动机号与合格证一致"),
    ("doc-certificate", "随车资料", "合格证、一致性证书、三包凭证齐全"),
    ("doc-keys", "随车资料", "钥匙数量与遥控功能"),
    ("doc-tools", "随车资料", "随车工具、警示牌、备胎或补胎液"),
    ("ext-paint", "外观", "漆面无划痕、凹陷、色差"),
    ("ext-glass", "外观", "玻璃、后视镜完好"),
    ("ext-lamps", "外观", "灯具外观完好、无进水"),
    ("ext-gaps", "外观", "车门、引擎盖、后备箱缝隙均匀"),
    ("ext-wheels", "外观", "轮毂无损伤，轮胎规格与生产周期"),
    ("int-trim", "内饰", "座椅、门板、顶棚清洁无破损"),
    ("int-belts", "内饰", "安全带与座椅调节"),
    ("int-screen", "内饰", "仪表、中控屏显示与触控"),
    ("int-odometer", "内饰", "里程数不超过交接标准"),
    ("bay-fluids", "机舱与底盘", "机油、冷却液、制动液、玻璃水液位"),
    ("bay-battery", "机舱与底盘", "蓄电池电压与接线"),
    ("bay-leaks", "机舱与底盘", "机舱与底盘无渗漏、无磕碰"),
    ("bay-tyres", "机舱与底盘", "胎压与车轮螺栓力矩"),
    ("ele-high", "电气与三电", "动力电池电量与充电功能"),
    ("ele-lights", "电气与三电", "灯光、雨刮、喇叭"),
    ("ele-climate", "电气与三电", "空调、车窗、天窗"),
    ("ele-codes", "电气与三电", "诊断仪读取无故障码，软件版本最新"),
    ("road-brakes", "路试", "制动、转向正常，无跑偏"),
    ("road-noise", "路试", "行驶无异响，辅助驾驶功能正常"),
)
