"""Printed papers: typst templates filled with data, out comes a PDF.

A template lies beside the app that owns the paper and reads its data with
`json(bytes(sys.inputs.data))`: values never become markup, so nothing that a person typed can
change the layout or run anything.  The font comes with the package; the machine's fonts are not
used, so that the same paper looks the same everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import typst
from django.http import HttpResponse

FONTS = Path(noto_cjk_sans_otc.__file__).parent


@lru_cache(maxsize=32)
def _compiler(template: Path) -> Any:
    """A compiler kept warm, for one template; it may read only the template's folder."""
    return typst.Compiler(  # type: ignore[misc] # the stub cannot infer a path
        template, root=template.parent, font_paths=[str(FONTS)], ignore_system_fonts=True
    )


def render_pdf(template_path: Path, data: Mapping[str, Any]) -> bytes:
    """The paper as PDF bytes.  `data` holds texts, numbers, lists and mappings; others are
    written as text.  Raises `typst.TypstError` for a broken template."""
    inputs = {"data": json.dumps(data, ensure_ascii=False, default=str)}
    pdf: bytes = _compiler(template_path).compile(format="pdf", sys_inputs=inputs)
    return pdf


def pdf_response(pdf: bytes, name: str, *, download: bool = False) -> HttpResponse:
    """The answer that shows a PDF in the browser, or saves it."""
    kind = "attachment" if download else "inline"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'{kind}; filename="{name}.pdf"'},
    )
