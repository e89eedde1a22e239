"""Signatures drawn on the screen: a PNG in a `data:` address."""

from __future__ import annotations

import base64
import binascii

from django.utils.translation import gettext as _

from marque.kernel.errors import InvalidInput

PNG = b"\x89PNG\r\n\x1a\n"
MAX_SIGNATURE = 200_000


def read_signature(data_url: str) -> bytes:
    """The PNG in a `data:` address from the signature pad; empty for no drawing."""
    if not data_url:
        return b""
    head, _comma, body = data_url.partition(",")
    try:
        png = base64.b64decode(body, validate=True)
    except (binascii.Error, ValueError):
        png = b""
    if head != "data:image/png;base64" or not png.startswith(PNG) or len(png) > MAX_SIGNATURE:
        raise InvalidInput(_("签名图像无法读取，请重新签名"), field="signature")
    return png
