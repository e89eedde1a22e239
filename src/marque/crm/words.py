"""Word lists of crm that administrators edit: levels, sources, results, reasons."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.dictionaries.registry import Extra, Word, WordList

LEVEL = "crm.level"
SOURCE = "crm.source"
WAY = "crm.contact_way"
RESULT = "crm.result"
LOST_REASON = "crm.lost_reason"
PURPOSE = "crm.purpose"
ERRAND = "crm.errand"

LEVELS = _("销售阶段与级别")
ACTIONS = _("执行动作定义")
OTHERS = _("其他定义")

WORD_LISTS: tuple[WordList, ...] = (
    WordList(
        LEVEL,
        _("意向级别"),
        LEVELS,
        words=(
            Word("H", "H 级", "Level H", {"hours": 48, "window": 7, "rate": 60}, fixed=True),
            Word("A", "A 级", "Level A", {"hours": 96, "window": 15, "rate": 35}, fixed=True),
            Word("B", "B 级", "Level B", {"hours": 168, "window": 30, "rate": 20}, fixed=True),
            Word("C", "C 级", "Level C", {"hours": 360, "window": 90, "rate": 8}, fixed=True),
        ),
        extras=(
            Extra("hours", _("最迟跟进间隔"), 168, min=1, max=8760, unit=_("小时")),
            Extra("window", _("预计购车"), 30, min=1, max=730, unit=_("天内")),
            Extra("rate", _("成交率"), 20, min=0, max=100, unit="%"),
        ),
    ),
    WordList(
        SOURCE,
        _("线索来源"),
        OTHERS,
        words=(
            Word("walk_in", "自然到店", "Walk-in", {"showroom": True}, fixed=True),
            Word("hotline", "电话来访", "Phone", {}, fixed=True),
            Word("website", "网站留言", "Website", {}, fixed=True),
            Word("email", "邮件", "E-mail", {}, fixed=True),
            Word("portal", "客户门户", "Customer portal", {}, fixed=True),
            Word("dongchedi", "懂车帝", "Dongchedi", {"paid": True}),
            Word("autohome", "汽车之家", "Autohome", {"paid": True}),
            Word("yiche", "易车", "Yiche", {"paid": True}),
            Word("douyin", "抖音直播", "Douyin live", {"paid": True}),
            Word("xiaohongshu", "小红书", "Xiaohongshu", {"paid": True}),
            Word("miniapp", "小程序", "Mini programme", {}),
            Word("maker", "厂家下发", "From the maker", {}),
            Word("show", "车展外展", "Motor show", {"paid": True}),
            Word("referral", "老客转介绍", "Referral", {"showroom": True}),
            Word("repurchase", "再购", "Repurchase", {"showroom": True}),
            Word("service", "售后转入", "From service", {"showroom": True}),
            Word("other", "其他来源", "Other", {}, fixed=True),
        ),
        extras=(
            Extra("showroom", _("属于展厅"), default=False),
            Extra("paid", _("付费平台"), default=False),
        ),
    ),
    WordList(
        WAY,
        _("联系方式"),
        ACTIONS,
        words=(
            Word("call", "电话", "Call", fixed=True),
            Word("wechat", "微信", "WeChat", fixed=True),
            Word("visit", "到店面谈", "In the showroom", fixed=True),
            Word("door", "上门", "At the customer's", fixed=True),
            Word("sms", "短信", "SMS", fixed=True),
            Word("mail", "邮件", "E-mail", fixed=True),
        ),
    ),
    WordList(
        RESULT,
        _("跟进结果"),
        ACTIONS,
        words=(
            Word("no_answer", "未接通", "No answer", {"reached": False}, fixed=True),
            Word("continue", "继续跟进", "Keep in touch", {"reached": True}, fixed=True),
            Word("invite", "邀约到店", "Invited", {"reached": True}, fixed=True),
            Word("test_drive", "已约试驾", "Test drive booked", {"reached": True}, fixed=True),
            Word("quote", "要报价", "Wants a quote", {"reached": True}, fixed=True),
            Word("order", "下订", "Orders", {"reached": True}, fixed=True),
            Word("lost", "战败", "Lost", {"reached": True}, fixed=True),
        ),
        extras=(Extra("reached", _("联系上本人"), default=True),),
    ),
    WordList(
        LOST_REASON,
        _("战败原因"),
        OTHERS,
        words=(
            Word("price", "价格不满意", "Price"),
            Word("rival", "选择竞品", "Bought a rival", {"rival": True}),
            Word("elsewhere", "同品牌他店购买", "Same brand elsewhere"),
            Word("finance", "贷款未批", "Finance refused"),
            Word("plate", "没有购车指标", "No plate quota"),
            Word("stock", "无现车", "No car in stock"),
            Word("postponed", "推迟或取消购车", "Postponed"),
            Word("unreachable", "长期联系不上", "Unreachable"),
            Word("other", "其他原因", "Other", fixed=True),
        ),
        extras=(Extra("rival", _("须填竞品"), default=False),),
    ),
    WordList(
        PURPOSE,
        _("购车用途"),
        OTHERS,
        words=(
            Word("commute", "上下班代步", "Commuting"),
            Word("family", "家庭用车", "Family"),
            Word("business", "商务接待", "Business"),
            Word("fleet", "公司用车", "Company fleet"),
            Word("ride", "网约车", "Ride hailing"),
            Word("gift", "送人", "Gift"),
        ),
    ),
    WordList(
        ERRAND,
        _("来店事由"),
        OTHERS,
        words=(
            Word("intent", "看车购车", "Looking at cars", fixed=True),
            Word("complaint", "投诉", "Complaint", fixed=True),
            Word("repair", "维修保养", "Service", fixed=True),
            Word("accessory", "车饰购买", "Accessories", fixed=True),
            Word("delivery", "提车", "Collecting a car", fixed=True),
            Word("other", "其他", "Other", fixed=True),
        ),
    ),
)
