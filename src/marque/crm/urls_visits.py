"""Addresses of crm: reception and visits."""

from __future__ import annotations

from django.urls import path

from marque.crm.views import visit_desk, visits

urlpatterns = [
    path("reception/", visit_desk.reception, name="reception"),
    path("reception/_/floor/", visit_desk.floor, name="floor"),
    path("reception/_/visitors/", visit_desk.visitor_lookup, name="visitor_lookup"),
    path("reception/turns/do/<slug:move>/", visit_desk.turn_act, name="turn_act"),
    path("visits/", visits.visit_list, name="visit_list"),
    path("visits/<slug:number>/", visits.visit_detail, name="visit_detail"),
    path("visits/<slug:number>/complete/", visits.visit_complete, name="visit_complete"),
    path("visits/<slug:number>/do/receive/", visits.visit_receive, name="visit_receive"),
    path("visits/<slug:number>/do/leave/", visits.visit_end, name="visit_end"),
    path("visits/<slug:number>/do/assign/", visits.visit_assign, name="visit_assign"),
]
