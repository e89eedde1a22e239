"""Other apps see only an app's `api` and `testing`."""

import grimp
import pytest

PUBLIC = {"api", "testing"}
OPEN_PACKAGES = {"kernel", "foundation", "organisation", "accountsets"}
MAY_REACH_IN = {"config"}


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("marque", exclude_type_checking_imports=True)


def app_of(module):
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else None


def test_apps_are_used_through_their_api(graph):
    breaches = sorted(
        f"{importer} -> {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if app_of(importer) != app_of(imported)
        and app_of(importer) not in MAY_REACH_IN
        and "tests" not in importer.split(".")
        and imported != "marque"
        and app_of(imported) not in OPEN_PACKAGES
        and imported.split(".")[2:3] not in [[name] for name in PUBLIC]
    )
    assert breaches == []
