"""The English catalogue."""

import pytest

from marque.foundation.ui import messages


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of two files with a catalogue of its own."""
    (tmp_path / "templates").mkdir()
    (tmp_path / "views.py").write_text(
        "from x import gettext as _, ngettext\n_('保存')\nngettext('%(n)s 台', '%(n)s 台', 2)\n",
        encoding="utf-8",
    )
    (tmp_path / "templates" / "a.html").write_text(
        "<p>\n  {% trans '取消' %}\n {% blocktrans %}共 {{ n }} 项{% endblocktrans %}</p>",
        encoding="utf-8",
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text("_('不收')\n", encoding="utf-8")
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    monkeypatch.setattr(messages, "PO_FILE", tmp_path / "locale" / "django.po")
    return tmp_path


def test_texts_come_from_python_and_templates_but_not_from_tests(package):
    keys = {text.key for text in messages.gather()}
    assert keys == {"保存", "%(n)s 台", "取消", "共 %(n)s 项"}


def test_functions_under_another_name_are_known(package):
    (package / "views.py").write_text(
        "from x import gettext as _now, gettext_lazy as _\n_now('现在')\n_('以后')\n",
        encoding="utf-8",
    )
    assert {"现在", "以后"} <= {text.key for text in messages.gather()}


def test_translations_survive_an_update_and_the_check_names_what_is_open(package):
    messages.write_catalogue(messages.current_catalogue())
    assert len(messages.problems()) == 4
    catalogue = messages.read_catalogue()
    for key in ("保存", "取消", "共 %(n)s 项"):
        catalogue[key].string = "English"
    catalogue["%(n)s 台"].string = ("%(n)s vehicle", "%(n)s vehicles")
    messages.write_catalogue(catalogue)
    (package / "views.py").write_text("_('保存')\n_('新的')\n", encoding="utf-8")
    messages.write_catalogue(messages.current_catalogue())
    assert [line.split(" (")[0] for line in messages.problems()] == ["untranslated: '新的'"]
    assert "台" not in messages.PO_FILE.read_text(encoding="utf-8")


def test_half_width_punctuation_in_chinese_is_reported(package):
    (package / "views.py").write_text("_('已保存,请继续')\n", encoding="utf-8")
    assert any(line.startswith("half-width") for line in messages.problems())


def test_the_catalogue_compiles_without_gettext(package):
    messages.write_catalogue(messages.current_catalogue())
    messages.compile_catalogue(messages.read_catalogue())
    assert messages.PO_FILE.with_suffix(".mo").stat().st_size > 0
