"""Addresses of crm: test drives."""

from __future__ import annotations

from django.urls import path

from marque.crm.views import drive_moves, drive_page, drives

ONE = "test-drives/<slug:number>"

urlpatterns = [
    path("test-drives/", drives.test_drive_list, name="test_drive_list"),
    path("test-drives/new/", drives.test_drive_create, name="test_drive_create"),
    path("test-drives/board/", drives.test_drive_board, name="test_drive_board"),
    path("test-drives/dispatch/", drives.dispatch_list, name="test_drive_dispatches"),
    path(f"{ONE}/", drive_page.test_drive_detail, name="test_drive_detail"),
    path(f"{ONE}/signature.png", drive_page.test_drive_signature, name="test_drive_signature"),
    path(f"{ONE}/print/agreement/", drive_page.test_drive_print, name="test_drive_print"),
    path(f"{ONE}/do/dispatch/", drive_moves.test_drive_dispatch, name="test_drive_dispatch"),
    path(f"{ONE}/do/move/", drive_moves.test_drive_move, name="test_drive_move"),
    path(f"{ONE}/do/arrive/", drive_moves.test_drive_arrive, name="test_drive_arrive"),
    path(f"{ONE}/do/licence/", drive_moves.test_drive_licence, name="test_drive_licence"),
    path(f"{ONE}/do/sign/", drive_moves.test_drive_sign, name="test_drive_sign"),
    path(f"{ONE}/do/start/", drive_moves.test_drive_start, name="test_drive_start"),
    path(f"{ONE}/do/finish/", drive_moves.test_drive_finish, name="test_drive_finish"),
    path(f"{ONE}/do/feedback/", drive_moves.test_drive_feedback, name="test_drive_feedback"),
    path(f"{ONE}/do/miss/", drive_moves.test_drive_miss, name="test_drive_miss"),
    path(f"{ONE}/do/cancel/", drive_moves.test_drive_cancel, name="test_drive_cancel"),
]
