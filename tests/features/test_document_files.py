"""Who may add files to a document, and who only comments."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from marque.accounting.testing import open_demo_book
from marque.foundation.access.registry import all_rights
from marque.foundation.access.visible import acting_rights
from marque.foundation.attachments.models import Attachment
from marque.foundation.documents.models import Comment, Document
from marque.sales.testing import make_order
from tests.features.test_platform_screens import PNG, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def book(bj, he):
    return open_demo_book(bj.company, by=he)


@pytest.mark.feature("PLT-37")
def test_whoever_may_only_read_adds_no_file_but_may_comment(client, lin, zhao, grant):
    order = make_order(by=lin)
    grant(zhao, "sales.view_salesorder", "sales.print_salesorder")
    client.force_login(zhao)
    page = f"/bj/sales/orders/{order.number}/"
    assert 'type="file"' not in client.get(f"{page}files/").text
    refused = upload(client, order, SimpleUploadedFile("照片.png", PNG))
    assert "您只能查看这条记录，不能上传附件" in refused.text
    assert not Attachment.objects.exists()
    comment = {"text": "请补合同", "next": "/bj/"}
    client.post(f"/documents/sales.salesorder/{order.pk}/comment/", comment)
    assert Comment.objects.get().by == zhao
    grant(zhao, "sales.edit_salesorder")
    assert 'type="file"' in client.get(f"{page}files/").text


@pytest.mark.feature("PLT-37")
def test_every_kind_of_document_has_somebody_who_may_add_files():
    kinds = [
        m for m in apps.get_models() if getattr(m, "VIEW_RIGHT", "") and issubclass(m, Document)
    ]
    assert [kind for kind in kinds if not acting_rights(kind)] == []
    assert {code for kind in kinds for code in acting_rights(kind)} <= set(all_rights())
