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
STAGE = "crm.stage"
TASK_STATE = "crm.task_state"
TASK_ACTION = "crm.task_action"
TASK_KIND = "crm.task_kind"
TASK_FLAG = "crm.task_flag"
END_REASON = "crm.end_reason"
ACTIVITY_TYPE = "crm.activity_type"
ACTIVITY_METHOD = "crm.activity_method"

LEVELS = _("销售阶段与级别")
STATES = _("任务状态定义")
ACTIONS = _("执行动作定义")
ATTRIBUTES = _("属性定义")
OTHERS = _("其他定义")

_GROUPS = (LEVELS, STATES, ACTIONS, ATTRIBUTES, OTHERS)
_LISTS: tuple[WordList, ...] = (
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
    WordList(
        STAGE,
        _("销售阶段"),
        LEVELS,
        words=(
            Word("contact", "初步接洽", "First contact", {"rate": 10}, fixed=True),
            Word("needs", "需求确认", "Needs known", {"rate": 20}),
            Word("drive", "试驾体验", "Test drive", {"rate": 40}),
            Word("offer", "报价洽谈", "Offer and talks", {"rate": 60}),
            Word("signing", "意向签约", "About to sign", {"rate": 80}),
            Word("won", "成交", "Won", {"rate": 100}, fixed=True),
        ),
        extras=(Extra("rate", _("成功率"), 20, min=0, max=100, unit="%"),),
    ),
    WordList(
        TASK_STATE,
        _("销售任务状态"),
        STATES,
        words=(
            Word("new", "未开始", "Not started", fixed=True),
            Word("doing", "进行中", "In progress", fixed=True),
            Word("waiting", "等待客户", "Waiting for the customer"),
            Word("paused", "暂缓", "On hold"),
            Word("done", "已完成", "Done", {"ends": True}, fixed=True),
            Word("stopped", "已终止", "Stopped", {"ends": True}, fixed=True),
        ),
        extras=(Extra("ends", _("结束后才用"), default=False),),
    ),
    WordList(
        TASK_ACTION,
        _("进程动作"),
        ACTIONS,
        words=(
            Word("call", "电话沟通", "Call", {"hours": 2}),
            Word("visit", "上门拜访", "Visit the customer", {"hours": 24}),
            Word("invite", "邀约到店", "Invite to the showroom", {"hours": 4}),
            Word("drive", "安排试驾", "Arrange a test drive", {"hours": 24}),
            Word("offer", "报价", "Make an offer", {"hours": 4}),
            Word("talks", "商务洽谈", "Negotiate", {"hours": 24}),
            Word("sign", "签订合同", "Sign the contract", {"hours": 24}),
            Word("care", "回访关怀", "Courtesy call", {"hours": 2}),
        ),
        extras=(Extra("hours", _("提前提示"), 2, min=0, max=720, unit=_("小时")),),
    ),
    WordList(
        TASK_KIND,
        _("任务属性"),
        ATTRIBUTES,
        words=(
            Word("retail", "零售", "Retail"),
            Word("fleet", "大客户", "Fleet"),
            Word("trade_in", "置换", "Trade-in"),
            Word("agent", "渠道代理", "Through an agent"),
            Word("repurchase", "增换购", "Repurchase"),
        ),
    ),
    WordList(
        TASK_FLAG,
        _("标志"),
        ATTRIBUTES,
        words=(
            Word("normal", "一般", "Normal", fixed=True),
            Word("important", "重要", "Important"),
            Word("urgent", "紧急", "Urgent"),
        ),
    ),
    WordList(
        ACTIVITY_TYPE,
        _("销售活动类型"),
        ATTRIBUTES,
        words=(
            Word("visit", "客户拜访", "Customer visit"),
            Word("reception", "展厅接待", "Showroom reception"),
            Word("drive", "试驾体验", "Test drive"),
            Word("calls", "电话邀约", "Calls"),
            Word("outdoor", "外展外拓", "Outdoor display"),
            Word("salon", "品鉴沙龙", "Tasting event"),
            Word("other", "其他", "Other", fixed=True),
        ),
    ),
    WordList(
        ACTIVITY_METHOD,
        _("销售活动方式"),
        ATTRIBUTES,
        words=(
            Word("on_site", "现场", "In person"),
            Word("phone", "电话", "By phone"),
            Word("online", "线上", "Online"),
            Word("mixed", "线上线下结合", "Online and in person"),
        ),
    ),
    WordList(
        END_REASON,
        _("任务结束原因"),
        OTHERS,
        words=(
            Word("signed", "已签约", "Signed", fixed=True),
            Word("rival", "选择竞品", "Bought a rival"),
            Word("price", "价格未谈拢", "Price"),
            Word("cancelled", "客户取消需求", "No longer needed"),
            Word("merged", "并入其他任务", "Merged into another task"),
            Word("other", "其他原因", "Other", fixed=True),
        ),
    ),
)


def _place(words: WordList) -> int:
    """Where the group of a list stands on the settings page."""
    return next(number for number, group in enumerate(_GROUPS) if group is words.group)


WORD_LISTS: tuple[WordList, ...] = tuple(sorted(_LISTS, key=_place))
