from __future__ import annotations

from django.urls import path

from marque.foundation.administration.views import organisation, people, rights, system, words

app_name = "administration"
urlpatterns = [
    path("organisation/", organisation.tree, name="organisation"),
    path("organisation/companies/new/", organisation.company, name="company_new"),
    path("organisation/companies/<int:pk>/", organisation.company, name="company"),
    path("organisation/stores/new/", organisation.store, name="store_new"),
    path("organisation/stores/<int:pk>/", organisation.store, name="store"),
    path("organisation/departments/new/", organisation.department_new, name="department_new"),
    path(
        "organisation/departments/<int:pk>/move/",
        organisation.department_move,
        name="department_move",
    ),
    path("employees/", people.employees, name="employees"),
    path("employees/new/", people.employee_new, name="employee_new"),
    path("employees/<int:pk>/", people.employee, name="employee"),
    path("employees/<int:pk>/posts/", people.post_add, name="post_add"),
    path("employees/<int:pk>/posts/<int:post>/end/", people.post_end, name="post_end"),
    path("employees/<int:pk>/leave/", people.employee_leave, name="employee_leave"),
    path("users/", people.users, name="users"),
    path("users/<int:pk>/", people.user, name="user"),
    path("users/<int:pk>/password/", people.user_password, name="user_password"),
    path("users/<int:pk>/active/", people.user_active, name="user_active"),
    path("users/<int:pk>/view-as/", people.view_as, name="view_as"),
    path("groups/", people.groups, name="groups"),
    path("groups/new/", people.group, name="group_new"),
    path("groups/<int:pk>/", people.group, name="group"),
    path("roles/", rights.roles, name="roles"),
    path("roles/new/", rights.role, name="role_new"),
    path("roles/matrix/", rights.matrix, name="matrix"),
    path("roles/<int:pk>/", rights.role, name="role"),
    path("audit/", system.audit, name="audit"),
    path("audit/verify/", system.audit_verify, name="audit_verify"),
    path("audit/<int:pk>/", system.audit_change, name="audit_change"),
    path("online/", system.online, name="online"),
    path("online/<int:pk>/", system.online_session, name="online_session"),
    path("online/<int:pk>/end/", system.online_end, name="online_end"),
    path("numbering/", system.numbering, name="numbering"),
    path("parameters/", system.parameters, name="parameters"),
    path("words/", words.word_lists, name="word_lists"),
    path("words/<str:kind>/", words.word_list, name="word_list"),
    path("words/<str:kind>/new/", words.word, name="word_new"),
    path("words/<str:kind>/<int:pk>/", words.word, name="word"),
    path("words/<str:kind>/<int:pk>/place/", words.word_place, name="word_place"),
    path("words/<str:kind>/<int:pk>/delete/", words.word_delete, name="word_delete"),
]
