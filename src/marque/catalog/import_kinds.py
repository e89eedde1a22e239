"""What the catalogue can import; registered by `apps.py`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.catalog.services.import_trims import TrimImporter
from marque.catalog.services.read_open_ev_data import read_open_ev_data
from marque.foundation.imports.kinds import ImportKind

OPEN_EV_DATA = ImportKind(
    key="catalog.open_ev_data",
    label=_("车型库（Open EV Data）"),
    right="catalog.import_trim",
    importer=TrimImporter(),
    read=read_open_ev_data,
    extensions=(".tar.gz", ".tgz", ".zip"),
    description=_("Open EV Data 数据集的完整压缩包：品牌、车系、年款、版本、参数与指导价"),
    icon="car",
    heads={
        "brand": _("品牌"),
        "series": _("车系"),
        "year": _("年款"),
        "trim": _("版本"),
        "path": _("文件"),
    },
)

KINDS: tuple[ImportKind, ...] = (OPEN_EV_DATA,)
