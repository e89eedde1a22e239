"""Put a file on a document, or take it off."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.attachments.models import Attachment
from marque.kernel.errors import InvalidInput, NotAuthorised

LIMIT = 20 * 1024 * 1024
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/webp": (b"RIFF",),
    "application/pdf": (b"%PDF-",),
    "application/zip": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK\x03\x04",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK\x03\x04",),
}
BY_SUFFIX = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".txt": "text/plain",
    ".csv": "text/csv",
}


@transaction.atomic
def attach_file(
    *, document: Any, upload: UploadedFile[Any], by: Any, category: str = ""
) -> Attachment:
    """Keep `upload` with `document`.

    Raises InvalidInput for an empty, too large (over 20 MB) or unknown kind of file, and for one
    whose first bytes are not those of its suffix.
    """
    name = PurePath(str(upload.name or "file").replace("\\", "/")).name[:200]
    size = upload.size or 0
    if not size:
        raise InvalidInput(_("文件是空的，请重新选择"))
    if size > LIMIT:
        raise InvalidInput(_("文件超过 20 MB，请压缩后再上传"))
    kind = kind_of(name, upload)
    return Attachment.objects.create(
        document_type=document._meta.label_lower,
        document_id=document.pk,
        name=name,
        file=upload,
        size=size,
        content_type=kind,
        category=category,
        uploaded_by=by,
    )


def kind_of(name: str, upload: UploadedFile[Any]) -> str:
    """The content type by suffix, checked against the file's first bytes."""
    kind = BY_SUFFIX.get(PurePath(name).suffix.lower())
    if kind is None:
        raise InvalidInput(_("只能上传图片、PDF、Excel、Word、文本或 ZIP 文件"))
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    if kind in SIGNATURES and not head.startswith(SIGNATURES[kind]):
        raise InvalidInput(_("文件内容与扩展名不符，请检查后再上传"))
    return kind


@transaction.atomic
def remove_attachment(*, attachment: Attachment, by: Any) -> None:
    """Take a file off; only the one who put it there may."""
    if attachment.uploaded_by_id != by.pk:
        raise NotAuthorised(_("只有上传人可以删除附件"))
    stored = attachment.file
    attachment.delete()
    transaction.on_commit(lambda: stored.delete(save=False))
