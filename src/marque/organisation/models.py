"""Who works where: group, companies, stores, departments, positions, employees and their posts."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marque.accountsets.reading import QuickRead

STORE_PATTERN = re.compile(r"^[a-z][a-z0-9]{1,11}$")
STORE_CODE = RegexValidator(STORE_PATTERN, _("门店代码用 2 到 12 位小写字母或数字，字母开头"))


def local_text(name: str, name_en: str) -> str:
    """The English name for English readers when there is one."""
    return name_en if name_en and (get_language() or "").startswith("en") else name


@cache
def _judges(_named: tuple[str, ...]) -> list[Any]:
    """The backends that know of rights; a page asks them a hundred times."""
    from django.contrib.auth import get_backends  # noqa: PLC0415  backends import models

    return [backend for backend in get_backends() if hasattr(backend, "has_perm")]


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """A user who can log in once `password` is given; without one the login is refused."""
        user: User = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(QuickRead, AbstractBaseUser):
    """Somebody who logs in.  What they may do is decided by `foundation.access`."""

    username = models.CharField(_("工号"), max_length=40, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    name_en = models.CharField(_("英文名"), max_length=60, blank=True)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    is_administrator = models.BooleanField(_("系统管理员"), default=False)
    language = models.CharField(_("语言"), max_length=10, blank=True)
    theme = models.CharField(_("外观"), max_length=10, blank=True)
    density = models.CharField(_("密度"), max_length=10, blank=True)
    must_change_password = models.BooleanField(_("下次登录须改密码"), default=False)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)

    objects: ClassVar[Any] = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("用户")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Whether the post in which the user acts now, or a user group, gives this right."""
        return self.is_active and any(
            backend.has_perm(self, perm, obj)
            for backend in _judges(tuple(settings.AUTHENTICATION_BACKENDS))
        )

    def has_perms(self, perms: Any, obj: Any = None) -> bool:
        return all(self.has_perm(perm, obj) for perm in perms)


class Group(models.Model):
    """The dealer group 集团: one row in an account set."""

    name = models.CharField(_("集团名称"), max_length=60)
    name_en = models.CharField(_("英文名称"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("集团")

    def __str__(self) -> str:
        return self.name


class Company(models.Model):
    """A legal entity 公司: it owns vehicles and keeps books."""

    code = models.CharField(_("公司代码"), max_length=12, unique=True)
    name = models.CharField(_("公司名称"), max_length=80)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    tax_id = models.CharField(_("统一社会信用代码"), max_length=20, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    bank_account = models.CharField(_("开户行及账号"), max_length=120, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    administrator = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("公司管理员")
    )
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("公司")

    def __str__(self) -> str:
        return self.name


class Store(models.Model):
    """One dealership 门店; its code stands in every address."""

    code = models.CharField(_("门店代码"), max_length=12, unique=True, validators=[STORE_CODE])
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="stores", verbose_name=_("公司")
    )
    name = models.CharField(_("门店名称"), max_length=40, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    short = models.CharField(_("简称"), max_length=2)
    brand = models.CharField(_("主营品牌"), max_length=40, blank=True)
    region = models.CharField(_("地区"), max_length=12, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("电话"), max_length=30, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("门店")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[a-z][a-z0-9]{1,11}$") & ~models.Q(code="hq"),
                name="store_code_fits_an_address",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    """A node of the tree of departments 部门; `path` holds the ids from the root, `/1/4/`."""

    company = models.ForeignKey(Company, models.PROTECT, related_name="departments")
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="departments"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    name = models.CharField(_("部门名称"), max_length=40)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    path = models.CharField(max_length=200, blank=True, db_index=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ("path",)
        verbose_name = _("部门")
        constraints = (
            models.UniqueConstraint(fields=("parent", "name"), name="department_name_in_parent"),
        )

    def __str__(self) -> str:
        return local_text(self.name, self.name_en)

    @property
    def depth(self) -> int:
        """Indent of the tree in pixels."""
        return 12 + 20 * (self.path.count("/") - 2)


class Position(models.Model):
    """A kind of job 职位; rights are given to it, not to people (PLT-14)."""

    code = models.SlugField(_("职位代码"), max_length=30, unique=True)
    name = models.CharField(_("职位名称"), max_length=40, unique=True)
    name_en = models.CharField(_("英文名称"), max_length=60, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("职位")

    def __str__(self) -> str:
        return local_text(self.name, self.name_en)


class Employee(models.Model):
    """A person on the payroll 员工; may have a login and several posts."""

    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="employee"
    )
    staff_no = models.CharField(_("工号"), max_length=20, unique=True)
    name = models.CharField(_("姓名"), max_length=40)
    phone = models.CharField(_("手机"), max_length=20, blank=True)
    hired_on = models.DateField(_("入职日期"))
    left_on = models.DateField(_("离职日期"), null=True, blank=True)

    class Meta:
        ordering = ("staff_no",)
        verbose_name = _("员工")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True)
                | models.Q(left_on__gte=models.F("hired_on")),
                name="employee_leaves_after_hiring",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def posts_in_words(self) -> str:
        """The posts held now, for lists that prefetched `posts__position` and `__department`."""
        held = [post for post in self.posts.all() if post.ends_on is None]
        return "、".join(str(post) for post in held)


class PostQuerySet(models.QuerySet["Post"]):
    def current(self, *, on: date) -> PostQuerySet:
        return self.filter(
            models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=on), starts_on__lte=on
        )


class Post(models.Model):
    """An employee in a position of a department 任职; one person may hold several (PLT-15)."""

    employee = models.ForeignKey(Employee, models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, models.PROTECT, related_name="posts")
    position = models.ForeignKey(Position, models.PROTECT, related_name="posts")
    is_primary = models.BooleanField(_("主要职务"), default=False)
    starts_on = models.DateField(_("开始日期"))
    ends_on = models.DateField(_("结束日期"), null=True, blank=True)

    objects: ClassVar[Any] = PostQuerySet.as_manager()

    class Meta:
        ordering = ("-is_primary", "pk")
        verbose_name = _("任职")
        constraints = (
            models.UniqueConstraint(
                fields=("employee",),
                condition=models.Q(is_primary=True, ends_on__isnull=True),
                name="one_primary_post",
            ),
            models.UniqueConstraint(
                fields=("employee", "department", "position"),
                condition=models.Q(ends_on__isnull=True),
                name="a_post_is_held_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.department} · {self.position}"
