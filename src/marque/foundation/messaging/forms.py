"""Forms of messaging."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from marque.foundation.messaging.models import Channel, ChannelSetting, MessageTemplate, Purpose
from marque.foundation.messaging.parties import known_fields
from marque.foundation.messaging.senders.registry import senders_for
from marque.foundation.messaging.services.compose_batch import Text
from marque.foundation.ui import forms


class TextForm(forms.Form):
    """What is written and how it goes; the body names the fields that may stand in it."""

    channel = forms.ChoiceField(label=_("渠道"), choices=Channel.choices, widget=forms.ChipSelect)
    purpose = forms.ChoiceField(
        label=_("用途"),
        choices=Purpose.choices,
        widget=forms.ChipSelect,
        help_text=_("营销需要客户同意，并避开停发时段；业务通知用于客户自己的业务"),
    )
    subject = forms.CharField(label=_("主题"), max_length=100, required=False)
    body = forms.CharField(
        label=_("正文"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = " ".join(f"{{{name}}}" for name in known_fields())
        self.fields["body"].help_text = format_html('<span lang="zh-Hans">{}</span>', names)

    def text(self) -> Text:
        """What was written, for the service."""
        data = self.cleaned_data
        return Text(**{name: data[name] for name in ("channel", "purpose", "subject", "body")})


class TemplateForm(TextForm):
    """A text with a name."""

    name = forms.CharField(label=_("模板名称"), max_length=40)
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)
    field_order = ("name", "channel", "purpose", "subject", "body", "is_active")

    @classmethod
    def initial_of(cls, template: MessageTemplate | None) -> dict[str, Any]:
        """A template as the form shows it."""
        if template is None:
            return {"channel": Channel.SMS, "purpose": Purpose.MARKETING}
        return {name: getattr(template, name) for name in cls.base_fields}


class BatchForm(TextForm):
    """The text of a batch; a template may be taken over into it."""

    template = forms.ModelChoiceField(
        label=_("套用模板"),
        queryset=MessageTemplate.objects.filter(is_active=True),
        required=False,
    )
    field_order = ("template", "channel", "purpose", "subject", "body")


class ChannelForm(forms.Form):
    """How one channel is sent."""

    channel = forms.CharField(widget=forms.HiddenInput)
    sender = forms.ChoiceField(label=_("发送方式"), widget=forms.ChipSelect)
    from_address = forms.CharField(label=_("发件人"), max_length=120, required=False)
    host = forms.CharField(
        label=_("服务器"),
        max_length=120,
        required=False,
        help_text=_("空着时用环境变量 MARQUE_SMTP_… 的设置"),
    )
    port = forms.IntegerField(label=_("端口"), min_value=1, max_value=65_535, required=False)
    security = forms.ChoiceField(
        label=_("加密"), choices=ChannelSetting._meta.get_field("security").choices or ()
    )
    username = forms.CharField(label=_("用户名"), max_length=120, required=False)
    password = forms.CharField(
        label=_("密码"),
        max_length=200,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("不修改时留空；加密保存，不再显示"),
    )

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        kwargs.setdefault("prefix", channel)
        super().__init__(*args, **kwargs)
        senders = senders_for(channel)
        self.fields["sender"].choices = [(s.key, s.label) for s in senders]  # type: ignore[attr-defined]
        self.fields["channel"].initial = channel
        if all(sender.key == "log" for sender in senders):
            for name in ("from_address", "host", "port", "security", "username", "password"):
                del self.fields[name]

    @classmethod
    def initial_of(cls, setting: ChannelSetting) -> dict[str, Any]:
        """A setting as the form shows it, without its password."""
        names = ("sender", "from_address", "host", "port", "security", "username")
        return {name: getattr(setting, name) for name in names}
