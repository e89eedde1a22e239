from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DictionariesConfig(AppConfig):
    name = "marque.foundation.dictionaries"
    verbose_name = _("参数")

    def ready(self) -> None:
        """New account sets start with the words of the trade."""
        from marque.accountsets.services.create import seeds
        from marque.foundation.dictionaries.words import seed_words

        if seed_words not in seeds:
            seeds.append(seed_words)
