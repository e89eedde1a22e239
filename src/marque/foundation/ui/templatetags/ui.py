"""Tags and filters of the look: icons, states, vehicle numbers, money, dates, links.

All of them are pure presentation: no queries and no business rules.  The library is a
template builtin, so no page needs to load it.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from django import template
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from marque.foundation.ui.addresses import address
from marque.foundation.ui.escaping import esc
from marque.kernel.identity_numbers import mask_identity
from marque.kernel.phones import mask_phone, normalise_phone

register = template.Library()

MINUS = "−"
#: Upper bounds in days of the five classes of stock age.
AGE_CLASSES = ((30, 1), (60, 2), (90, 3), (180, 4))
MINUTE, HOUR, DAY = 60, 3600, 86400


@register.simple_tag
@lru_cache(maxsize=2048)
def i(name: str, cls: str = "") -> SafeString:
    """Decorative icon; a meaningful one needs text beside it or a label on its parent."""
    classes = f"i-{name} {cls}".strip()
    return format_html('<i class="i {}" aria-hidden="true"></i>', classes)


@register.simple_tag
def st(label: object, colour: str = "", cls: str = "") -> SafeString:
    """Status chip in one of the colour families (or `void`)."""
    classes = " ".join(part for part in ("st", colour, cls) if part)
    return SafeString(f'<span class="{esc(classes)}">{esc(label)}</span>')


@register.simple_tag
def lv(level: str) -> SafeString:
    """Badge of a lead level: H, A, B, C, N, O …"""
    label = _("意向级别 %(level)s") % {"level": level}
    return format_html(
        '<span class="lv {}" aria-label="{}" role="img">{}</span>', level, label, level
    )


@register.simple_tag
def sw(colour: str) -> SafeString:
    """Round swatch of a paint; `colour` is a hexadecimal value such as `#22468c`."""
    style = f"background:{esc(colour)}"
    return SafeString(f'<span class="sw" style="{style}" aria-hidden="true"></span>')


@register.simple_tag
def vin(code: str) -> SafeString:
    """A 17-character vehicle number in groups 3-6-8, its last six in bold."""
    if not code:
        return mark_safe("")
    return format_html(
        '<span class="mono vin" translate="no">{}<span class="vg">{}</span>'
        '<span class="vg">{}<b>{}</b></span></span>',
        code[:3],
        code[3:9],
        code[9:11],
        code[11:],
    )


@register.simple_tag
def vin8(code: str) -> SafeString:
    """The form for tables: last eight characters, the whole number as a tooltip."""
    if not code:
        return mark_safe("")
    return SafeString(
        f'<span class="mono" translate="no" title="{esc(code)}">'
        f"…{esc(code[9:11])}<b>{esc(code[11:])}</b></span>"
    )


@register.filter
def agecls(days: int) -> int:
    """Class 1 to 5 of a stock age in days."""
    return next((cls for limit, cls in AGE_CLASSES if int(days) <= limit), 5)


@register.simple_tag
def age(days: int | None) -> SafeString:
    """Stock age in days as a short bar and a number."""
    if days is None:
        return mark_safe('<span class="muted">—</span>')
    width = max(4, min(100, round(int(days) / 180 * 100)))
    return SafeString(
        f'<span class="age a{agecls(days)}"><i style="--w:{width}%"></i>'
        f"<b>{int(days)}</b>{esc(_('天'))}</span>"
    )


def _decimal(value: object) -> Decimal | None:
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


@register.filter
def yuan(value: object, places: int = 0) -> str | SafeString:
    """189800 → 189,800; negative with U+2212; nothing → a dash."""
    number = _decimal(value)
    if number is None:
        return mark_safe('<span class="muted">—</span>')
    return (MINUS if number < 0 else "") + f"{abs(number):,.{int(places)}f}"


@register.filter
def money(value: object, places: int = 2) -> SafeString:
    """¥181,600.00; a negative amount is red and carries the minus sign."""
    number = _decimal(value)
    if number is None:
        return mark_safe('<span class="muted">—</span>')
    text = f"¥{abs(number):,.{int(places)}f}"
    if number < 0:
        return format_html('<span class="neg">{}{}</span>', MINUS, text)
    return format_html("{}", text)


@register.filter
def money_short(value: object) -> str:
    """Overview figures: ¥354 万, ¥1.2 亿; in English ¥3.54M, ¥120M."""
    number = _decimal(value)
    if number is None:
        return "—"
    sign, number = (MINUS if number < 0 else ""), abs(number)
    return f"{sign}¥{_short(number, english=_is_english())}"


def _short(number: Decimal, *, english: bool) -> str:
    steps = (
        ((10**9, "B", ""), (10**6, "M", ""), (10**3, "K", ""))
        if english
        else ((10**8, "亿", " "), (10**4, "万", " "))
    )
    for unit, name, gap in steps:
        if number >= unit:
            quotient = number / unit
            places = max(0, 3 - len(str(int(quotient))))
            text = f"{quotient:,.{places}f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text) + gap + name
    return f"{number:,.0f}"


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def percent(value: object, places: int = 1) -> str:
    """0.125 → 12.5%."""
    number = _decimal(value)
    return "—" if number is None else f"{number * 100:.{int(places)}f}%".replace("-", MINUS)


@register.filter
def phone_mask(value: str | None) -> str:
    """138****6128, as everywhere."""
    return mask_phone(normalise_phone(str(value or "")))


@register.filter
def id_mask(value: str | None) -> str:
    """1101**********1234: the first and the last four characters only."""
    return mask_identity(str(value or "").strip())


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.filter
def day(value: date | datetime | None) -> str:
    """2026-11-20."""
    return _local(value).strftime("%Y-%m-%d") if value else ""


@register.filter
def day_short(value: date | datetime | None) -> str:
    """11-20 within the current year, 2025-11-20 otherwise; English 20 Nov."""
    if not value:
        return ""
    moment = _local(value)
    this_year = moment.year == timezone.localdate().year
    if _is_english():
        return f"{moment.day} {moment.strftime('%b')}" + ("" if this_year else f" {moment.year}")
    return moment.strftime("%m-%d" if this_year else "%Y-%m-%d")


@register.filter
def minute(value: datetime | None) -> str:
    """2026-11-20 14:05 in local time."""
    return _local(value).strftime("%Y-%m-%d %H:%M") if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """14:05 in local time."""
    return _local(value).strftime("%H:%M") if value else ""


@register.filter
def clock_on(value: datetime | None) -> str:
    """14:05 today; on every other day with its date, 11-20 14:05 or 20 Nov 14:05."""
    if not value:
        return ""
    moment = timezone.localtime(value)
    today = moment.date() == timezone.localdate()
    return clock(value) if today else f"{day_short(value)} {clock(value)}"


@register.filter
def day_long(value: date | datetime | None) -> str:
    """11 月 20 日 星期五; English Fri 20 November."""
    if not value:
        return ""
    moment = _local(value)
    if _is_english():
        return date_format(moment, "D j F")
    return f"{moment.month} 月 {moment.day} 日 {date_format(moment, 'l')}"


@register.filter
def ago(value: datetime | None) -> SafeString | str:
    """How long ago within a day, the date before that; the exact time as a tooltip."""
    if not value:
        return ""
    seconds = int((timezone.now() - value).total_seconds())
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.isoformat(),
        minute(value),
        _ago_words(seconds) or day_short(value),
    )


def _ago_words(seconds: int) -> str:
    if seconds < MINUTE:
        return _("刚刚")
    if seconds < HOUR:
        count = seconds // MINUTE
        return ngettext("%(n)s 分钟前", "%(n)s 分钟前", count) % {"n": count}
    if seconds < DAY:
        count = seconds // HOUR
        return ngettext("%(n)s 小时前", "%(n)s 小时前", count) % {"n": count}
    return ""


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`mapping|get:key` for keys that are not known when the page is written."""
    return mapping.get(key) if mapping else None


@register.filter
def initial(name: str | None) -> str:
    """The character that stands for a person: 林晓彤 → 林."""
    return (name or "?").strip()[:1].upper()


@register.filter
def local_name(thing: Any) -> str:
    """`name_en` for English readers when the record has one, else its name."""
    if thing is None:
        return ""
    english = getattr(thing, "name_en", "") if _is_english() else ""
    return english or str(getattr(thing, "name", thing))


@register.simple_tag
def spark(values: Any, cls: str = "") -> SafeString:
    """Tiny line of a series: a list of numbers, or numbers separated by commas."""
    series = values.split(",") if isinstance(values, str) else values
    numbers = [float(value) for value in series]
    if len(numbers) < 2:  # noqa: PLR2004
        return mark_safe("")
    low, high = min(numbers), max(numbers)
    spread, last = (high - low) or 1, len(numbers) - 1
    points = [
        (f"{n / last * 78 + 1:.1f}", f"{21 - (number - low) / spread * 18:.1f}")
        for n, number in enumerate(numbers)
    ]
    return format_html(
        '<svg class="spark {}" viewBox="0 0 82 24" width="82" height="24" aria-hidden="true">'
        '<polyline points="{}" fill="none" stroke="currentColor" stroke-width="1.6"'
        ' stroke-linejoin="round" stroke-linecap="round"/>'
        '<circle cx="{}" cy="{}" r="2.4" fill="currentColor"/></svg>',
        cls,
        format_html_join(" ", "{},{}", points),
        *points[-1],
    )


@register.simple_tag(takes_context=True)
def surl(context: Context, name: str, *args: Any, **kwargs: Any) -> str:
    """The URL of a store page, in the store the reader is in.

    Falls back to the same name without a store; an unknown name raises, as `{% url %}` does.
    """
    code = kwargs.pop("store", None) or context.get("store_code") or "hq"
    try:
        # `reverse` takes either positional or keyword arguments, never both.
        if args:
            return reverse(name, args=(code, *args))
        return address(name, store=code, **kwargs)
    except NoReverseMatch:
        return reverse(name, args=args or None, kwargs=kwargs or None)


@register.simple_tag(takes_context=True)
def kept(context: Context, template: str) -> SafeString:
    """A part of the frame that is the same for all readers with the same menus, drawn once.

    The template sees nothing but the shell's menus, the store's code and the product's name.
    """
    shell = context["shell"]
    if template not in shell.kept:
        names = ("shell", "store_code", "product_name")
        shell.kept[template] = render_to_string(template, {name: context[name] for name in names})
    part: SafeString = shell.kept[template]
    return part


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """`?…` of this page with some parameters replaced; None or "" removes one."""
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            params.pop(key, None)
        elif isinstance(value, (list, tuple)):
            params.setlist(key, [str(item) for item in value])
        else:
            params[key] = str(value)
    return "?" + params.urlencode()
