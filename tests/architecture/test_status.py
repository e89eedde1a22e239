"""A status changes in `Document.move` and nowhere else."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ASSIGNMENT = re.compile(r"\b(\w+)\.status(?:, \w+\.\w+)* = ")
NOT_DOCUMENTS = {
    "src/marque/accountsets/services/archive.py",  # an account set
    "src/marque/foundation/jobs/tasks.py",  # a background job
    "src/marque/foundation/documents/models.py",  # Document.move itself
}


def test_only_documents_change_their_status():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src" / "marque").rglob("*.py")
        if "tests" not in path.parts
        and path.name != "sql.py"
        and ASSIGNMENT.search(path.read_text())
    }
    assert found - NOT_DOCUMENTS <= {
        "src/marque/inventory/models/vehicles.py",  # Vehicle.move
        "src/marque/accounting/models/vouchers.py",  # Voucher.move
        "src/marque/accounting/models/periods.py",  # FiscalPeriod.move
        "src/marque/foundation/imports/models.py",  # ImportBatch.move
    }
