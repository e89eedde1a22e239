"""Addresses of crm: opportunities, sales tasks, processes, activities, funnel, comparison."""

from __future__ import annotations

from django.urls import path

from marque.crm.views import activities, opportunities, processes, task_reports, tasks

DO = "tasks/<slug:number>/do"

urlpatterns = [
    path("opportunities/", opportunities.opportunity_list, name="opportunity_list"),
    path("opportunities/new/", opportunities.opportunity_create, name="opportunity_create"),
    path(
        "opportunities/<slug:number>/", opportunities.opportunity_detail, name="opportunity_detail"
    ),
    path(
        "opportunities/<slug:number>/edit/", opportunities.opportunity_edit, name="opportunity_edit"
    ),
    path(
        "opportunities/<slug:number>/do/convert/",
        opportunities.opportunity_convert,
        name="opportunity_convert",
    ),
    path(
        "opportunities/<slug:number>/do/drop/",
        opportunities.opportunity_drop,
        name="opportunity_drop",
    ),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/new/", tasks.task_create, name="task_create"),
    path("tasks/_/tasks/", task_reports.task_lookup, name="task_lookup"),
    path("tasks/_/leads/", task_reports.task_lead_lookup, name="task_lead_lookup"),
    path("tasks/_/trims/", task_reports.task_trim_lookup, name="task_trim_lookup"),
    path("tasks/_/contacts/", task_reports.task_contact_lookup, name="task_contact_lookup"),
    path("tasks/templates/", processes.template_list, name="template_list"),
    path("tasks/templates/new/", processes.template_edit, name="template_create"),
    path("tasks/templates/<int:pk>/", processes.template_edit, name="template_edit"),
    path("tasks/templates/<int:pk>/delete/", processes.template_delete, name="template_delete"),
    path("tasks/<slug:number>/", tasks.task_detail, name="task_detail"),
    path("tasks/<slug:number>/edit/", tasks.task_edit, name="task_edit"),
    path("tasks/<slug:number>/share/", tasks.task_share, name="task_share"),
    path("tasks/<slug:number>/assign/", tasks.task_assign, name="task_assign"),
    path("tasks/<slug:number>/processes/new/", processes.process_create, name="process_create"),
    path(f"{DO}/usual/", processes.process_usual, name="process_usual"),
    path(f"{DO}/win/", tasks.task_win, name="task_win"),
    path(f"{DO}/lose/", tasks.task_lose, name="task_lose"),
    path(f"{DO}/stop/", tasks.task_stop, name="task_stop"),
    path(f"{DO}/reopen/", tasks.task_reopen, name="task_reopen"),
    path(f"{DO}/rival/", processes.rival_add, name="rival_add"),
    path(f"{DO}/rival/<int:pk>/remove/", processes.rival_remove, name="rival_remove"),
    path("processes/", processes.process_list, name="process_list"),
    path("processes/<int:pk>/edit/", processes.process_edit, name="process_edit"),
    path("processes/<int:pk>/do/complete/", processes.process_complete, name="process_complete"),
    path("processes/<int:pk>/do/cancel/", processes.process_cancel, name="process_cancel"),
    path("activities/", activities.activity_list, name="activity_list"),
    path("activities/new/", activities.activity_create, name="activity_create"),
    path("activities/<slug:number>/", activities.activity_detail, name="activity_detail"),
    path("activities/<slug:number>/edit/", activities.activity_edit, name="activity_edit"),
    path("activities/<slug:number>/do/event/", activities.activity_event, name="activity_event"),
    path("funnel/", task_reports.funnel, name="funnel"),
    path("compare/", task_reports.compare, name="compare"),
]
