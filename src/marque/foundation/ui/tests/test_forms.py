"""Fields: what people type, what is stored, what they are told; forms sent twice."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from marque.foundation.access.models import Role
from marque.foundation.ui import forms, idempotency
from marque.foundation.ui.fields import read_day
from marque.foundation.ui.models import SubmittedForm

TODAY = date(2026, 11, 22)


def good_vin():
    from marque.kernel.vin import make_vin

    return make_vin("LVSHCAMB", 2026, "1", 12345)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("¥1,234.50", "1234.50"), ("18.16万", "181600.00"), ("１２３．４５", "123.45"),
        (" 0 ", "0.00"), ("1，000", "1000.00"), ("99元", "99.00"),
    ],
)  # fmt: skip
def test_money_is_read_as_people_type_it(typed, stored):
    assert forms.MoneyField().clean(typed) == Decimal(stored)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("abc", "不是金额"), ("-1", "不能小于 0.00"), ("1.234", "两位小数"), ("9" * 14, "不能大于"),
        ("1e5", "不是金额"), ("9" * 10_000_000, "内容太长"), ("NaN", "不是金额"),
    ],
)  # fmt: skip
def test_wrong_money_is_refused_in_words(typed, said):
    with pytest.raises(forms.ValidationError) as refusal:
        forms.MoneyField().clean(typed)
    assert said in " ".join(refusal.value.messages)


def test_negative_money_passes_where_it_may():
    assert forms.MoneyField(min_value=None).clean("-500") == Decimal("-500.00")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-11-20", date(2026, 11, 20)), ("1120", date(2026, 11, 20)), ("t", TODAY),
        ("+3", date(2026, 11, 25)), ("明天", date(2026, 11, 23)), ("20261120", date(2026, 11, 20)),
        ("2026年11月20日", date(2026, 11, 20)), ("11/2", date(2026, 11, 2)),
        ("２０２６－１１－２０", date(2026, 11, 20)), ("-1", date(2026, 11, 21)),
        ("1332", None), ("2026-02-30", None), ("soon", None),
    ],
)  # fmt: skip
def test_days_are_read_as_people_type_them(typed, day):
    assert read_day(typed, TODAY) == day


def test_a_wrong_day_is_refused_in_words():
    with pytest.raises(forms.ValidationError, match="不是日期"):
        forms.DateField().clean("soon")
    with pytest.raises(forms.ValidationError, match="年份"):
        forms.DateField().clean("0001-01-01")
    assert forms.DateField(required=False).clean("  ") is None


def test_phones_are_stored_without_decoration():
    assert forms.PhoneField().clean("+86 138-1234 6128") == "13812346128"
    assert forms.PhoneField().clean("0571-87654321") == "0571-87654321"
    with pytest.raises(forms.ValidationError, match="还差 1 位"):
        forms.PhoneField(mobile=True).clean("1381234612")
    with pytest.raises(forms.ValidationError):
        forms.PhoneField(mobile=True).clean("0571-87654321")


def test_a_vin_with_a_wrong_check_digit_is_refused_for_cars_made_in_china():
    vin = good_vin()
    assert forms.VinField().clean(f" {vin.lower()} ") == vin
    wrong = vin[:8] + ("0" if vin[8] != "0" else "1") + vin[9:]
    with pytest.raises(forms.ValidationError, match="校验位不符"):
        forms.VinField().clean(wrong)
    assert forms.VinField(new_stock=False).clean(wrong) == wrong


def test_a_vin_with_o_for_zero_offers_the_right_one():
    vin = good_vin()
    assert "0" in vin

    class VinForm(forms.Form):
        vin = forms.VinField(label="车架号")

    form = VinForm({"vin": vin.replace("0", "O")})
    html = str(form["vin"].as_field_group())
    assert f'data-fix="{vin}"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_vin_error"' in html
    assert 'id="id_vin_error"' in html


def test_identity_and_credit_codes():
    assert forms.IdNumberField().clean("11010519491231002x") == "11010519491231002X"
    with pytest.raises(forms.ValidationError, match="校验位"):
        forms.IdNumberField().clean("110105194912310021")
    assert forms.CreditCodeField().clean("91350100M000100Y43") == "91350100M000100Y43"
    with pytest.raises(forms.ValidationError):
        forms.CreditCodeField().clean("91350100M000100Y44")


def test_ten_megabytes_in_any_text_field_are_refused_before_the_database():
    class Any(forms.Form):
        short = forms.CharField()
        named = forms.CharField(max_length=10)
        long = forms.CharField(widget=forms.Textarea)
        vin = forms.VinField()
        phone = forms.PhoneField()
        mail = forms.EmailField()

    huge = "x" * 10_000_000
    form = Any(dict.fromkeys(("short", "named", "long", "vin", "phone", "mail"), huge))
    assert set(form.errors) == {"short", "named", "long", "vin", "phone", "mail"}
    assert "最多 10 个字，现在是 10000000 个字" in form.errors["named"][0]


def test_a_form_draws_its_fields_with_labels_and_groups():
    class Car(forms.Form):
        groups = (("车辆", ("vin",)),)
        vin = forms.VinField(label="车架号")
        colour = forms.ChoiceField(
            label="颜色", choices=[("a", "白"), ("b", "黑")], widget=forms.ChipSelect
        )
        cost = forms.MoneyField(label="进价", initial=Decimal("1234.5"), help_text="含税")
        day = forms.DateField(label="到店")
        sure = forms.BooleanField(label="确认")

    form = Car()
    assert [(legend, [f.name for f in fields]) for legend, fields in form.grouped()] == [
        ("车辆", ["vin"]),
        ("", ["colour", "cost", "day", "sure"]),
    ]
    html = "".join(f.as_field_group() for f in form)
    assert 'value="1,234.50"' in html
    assert 'class="pick"' in html
    assert 'aria-describedby="id_cost_helptext"' in html
    assert 'class="ck"' in html
    assert '<label class="lb req" for="id_vin">车架号</label>' in html


@pytest.mark.django_db
class TestLookup:
    def form(self, data):
        class Pick(forms.Form):
            role = forms.LookupField(label="角色", queryset=Role.objects.none())

            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                self.fields["role"].offer(Role.objects.exclude(name="隐藏"), "/lookup/")

        return Pick(data)

    @pytest.fixture(autouse=True)
    def roles(self, books):  # noqa: ARG002 - the account set to write into
        self.one = Role.objects.create(code="z1", name="测试甲")
        Role.objects.create(code="z2", name="测试甲乙")
        self.hidden = Role.objects.create(code="z3", name="隐藏")

    def test_a_key_or_an_unambiguous_text_chooses_the_row(self):
        for data in ({"role": str(self.one.pk)}, {"role": "", "role_text": "测试甲"}):
            form = self.form(data)
            assert form.is_valid(), form.errors
            assert form.cleaned_data["role"] == self.one

    def test_several_none_or_a_forbidden_one_are_refused(self):
        assert "多个匹配" in self.form({"role_text": "测试"}).errors["role"][0]
        assert "没有找到" in self.form({"role_text": "xyz"}).errors["role"][0]
        assert "不可用" in self.form({"role": str(self.hidden.pk)}).errors["role"][0]
        assert self.form({}).errors["role"]

    def test_it_shows_what_was_chosen(self):
        html = self.form({"role": str(self.one.pk)})["role"].as_field_group()
        assert 'value="测试甲"' in html
        assert 'role="combobox"' in html
        assert 'data-url="/lookup/"' in html


@pytest.mark.django_db
class TestOnce:
    def post(self, user, key="a" * 32, **data):
        request = RequestFactory().post("/x/", {"_key": key, **data})
        request.user = user
        return request

    def test_the_second_submission_gets_the_first_answer(self, li):
        calls = []

        @idempotency.submit_once
        def view(request):
            calls.append(1)
            return HttpResponseRedirect("/orders/1/")

        assert view(self.post(li))["Location"] == "/orders/1/"
        assert view(self.post(li))["Location"] == "/orders/1/"
        assert len(calls) == 1
        view(self.post(li, key="b" * 32))
        assert len(calls) == 2

    def test_a_refused_form_may_be_sent_again(self, li):
        answers = [HttpResponse(status=422), HttpResponseRedirect("/ok/")]

        @idempotency.submit_once
        def view(request):
            return answers.pop(0)

        assert view(self.post(li)).status_code == 422
        assert SubmittedForm.objects.count() == 0
        assert view(self.post(li)).status_code == 302

    def test_a_redirect_with_an_error_message_is_a_refusal_too(self, li):
        @idempotency.submit_once
        def view(request):
            messages.error(request, "不行")
            return HttpResponseRedirect("/form/")

        request = self.post(li)
        request.session = {}
        request._messages = FallbackStorage(request)
        view(request)
        assert SubmittedForm.objects.count() == 0

    def test_another_user_does_not_see_the_answer(self, li, lin):
        @idempotency.submit_once
        def view(request):
            return HttpResponseRedirect(f"/{request.user.pk}/")

        view(self.post(li))
        assert view(self.post(lin))["Location"] == f"/{lin.pk}/"

    def test_forms_without_a_key_run_as_usual(self, li):
        request = RequestFactory().post("/x/")
        request.user = li
        assert idempotency.once(request) is None


def test_an_empty_required_field_says_what_is_missing():
    class Car(forms.Form):
        vin = forms.VinField(label="车架号")
        cost = forms.MoneyField(label="进价")
        colour = forms.ChoiceField(label="颜色", choices=[("a", "白")])

    errors = Car({}).errors
    assert [errors[name][0] for name in ("vin", "cost", "colour")] == [
        "请填写车架号。",
        "请填写进价。",
        "请选择颜色。",
    ]
