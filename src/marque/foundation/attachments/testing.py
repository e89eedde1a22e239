"""Files for tests of the apps above."""

from io import BytesIO

import segno
from django.core.files.uploadedfile import SimpleUploadedFile

from marque.foundation.attachments.services.attach import attach_file


def picture(name="photo.png", text="marque"):
    """A real, small PNG."""
    content = BytesIO()
    segno.make(text).save(content, kind="png", scale=2)
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")


def attach_photo(document, *, by):
    """A picture on a document."""
    return attach_file(document=document, upload=picture(text=str(document)), by=by)
