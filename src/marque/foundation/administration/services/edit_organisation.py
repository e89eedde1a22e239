"""Companies and stores (PLT-02, PLT-03)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import Duplicate, InvalidInput, refusing
from marque.kernel.identity_numbers import uscc_problem
from marque.organisation import api as organisation
from marque.organisation.models import STORE_CODE, STORE_PATTERN, Company, Store


@dataclass(frozen=True, slots=True)
class StoreDetails:
    """A store as typed; `code` stands in every address and cannot be changed later."""

    code: str
    name: str
    name_en: str
    company: Company
    region: str = ""
    brand: str = ""
    address: str = ""
    phone: str = ""
    is_active: bool = True


@transaction.atomic
def save_company(*, company: Company | None, fields: dict[str, Any]) -> Company:
    """Make or change a company; its credit code must be right."""
    if fields.get("tax_id") and (problem := uscc_problem(fields["tax_id"])):
        raise InvalidInput(str(problem), field="tax_id")
    company = company or Company()
    for name, value in fields.items():
        setattr(company, name, value)
    taken = Duplicate(_("公司代码 %(code)s 已被使用") % {"code": company.code})
    with refusing({"organisation_company_code_key": taken}):
        company.save()
    return company


@transaction.atomic
def save_store(*, store: Store | None, details: StoreDetails) -> Store:
    """Make a store with its root department, or change one."""
    is_new = store is None
    if is_new and not STORE_PATTERN.match(details.code):
        raise InvalidInput(str(STORE_CODE.message), field="code")
    code_taken = Duplicate(_("门店代码 %(code)s 已被使用") % {"code": details.code})
    if is_new and details.code == "hq":
        raise code_taken
    store = store or Store(code=details.code)
    for name in ("name", "name_en", "company", "region", "brand", "address", "phone", "is_active"):
        setattr(store, name, getattr(details, name))
    store.short = details.name[:1]
    name_taken = Duplicate(_("门店名称“%(name)s”已被使用") % {"name": details.name})
    with refusing(
        {"organisation_store_code_key": code_taken, "organisation_store_name_key": name_taken}
    ):
        store.save()
    if is_new:
        organisation.create_department(name=details.name, company=details.company, store=store)
    return store
