"""Addresses of crm: leads."""

from __future__ import annotations

from django.urls import path

from marque.crm.views import (
    follow_up,
    lead_assign,
    lead_form,
    lead_moves,
    lead_page,
    lead_queue,
    lead_rules,
    leads,
    lost,
)

DO = "leads/<slug:number>/do"

urlpatterns = [
    path("leads/", leads.lead_list, name="lead_list"),
    path("leads/new/", lead_form.lead_create, name="lead_create"),
    path("leads/archive/", leads.lead_archive, name="lead_archive"),
    path("leads/results/", lost.lead_results, name="lead_results"),
    path("leads/assign/", lead_assign.lead_assign, name="lead_assign"),
    path("leads/claim/", lead_assign.lead_claim_many, name="lead_claim_many"),
    path("leads/queue/", lead_queue.lead_queue, name="lead_queue"),
    path("leads/queue/next/", lead_queue.lead_queue_next, name="lead_queue_next"),
    path("leads/feed/", leads.calendar_feed, name="calendar_feed"),
    path("leads/_/known/", lead_form.lead_known, name="lead_known"),
    path("leads/_/trims/", lead_form.trim_lookup, name="trim_lookup"),
    path("leads/_/series/", lead_form.series_lookup, name="series_lookup"),
    path("leads/rules/", lead_rules.rule_list, name="rule_list"),
    path("leads/rules/new/", lead_rules.rule_edit, name="rule_create"),
    path("leads/rules/<int:pk>/", lead_rules.rule_edit, name="rule_edit"),
    path("leads/rules/<int:pk>/delete/", lead_rules.rule_delete, name="rule_delete"),
    path("leads/channels/new/", lead_rules.channel_open, name="channel_open"),
    path("leads/channels/<int:pk>/switch/", lead_rules.channel_switch, name="channel_switch"),
    path("leads/<slug:number>/", lead_page.lead_detail, name="lead_detail"),
    path(f"{DO}/claim/", lead_moves.lead_claim, name="lead_claim"),
    path(f"{DO}/accept/", lead_moves.lead_accept, name="lead_accept"),
    path(f"{DO}/return/", lead_moves.lead_return, name="lead_return"),
    path(f"{DO}/level/", lead_moves.lead_level, name="lead_level"),
    path(f"{DO}/lose/", lead_moves.lead_lose, name="lead_lose"),
    path(f"{DO}/discard/", lead_moves.lead_discard, name="lead_discard"),
    path(f"{DO}/freeze/", lead_moves.lead_freeze, name="lead_freeze"),
    path(f"{DO}/reopen/", lead_moves.lead_reopen, name="lead_reopen"),
    path(f"{DO}/wish/", lead_form.lead_wish, name="lead_wish"),
    path("follow-ups/", follow_up.follow_up_queue, name="follow_up_queue"),
    path("follow-ups/<slug:number>/", follow_up.follow_up, name="follow_up"),
    path("follow-ups/<slug:number>/dial/", follow_up.lead_dial, name="lead_dial"),
    path("lost/", lost.lost_list, name="lost_list"),
    path("lost/<int:pk>/judge/", lead_moves.lost_judge, name="lost_judge"),
]
