"""What other apps may use of the organisation."""

from __future__ import annotations

from marque.organisation.services.departments import create_department, move_department
from marque.organisation.services.employees import (
    assign_post,
    end_post,
    hire_employee,
    mark_as_left,
)

__all__ = [
    "assign_post",
    "create_department",
    "end_post",
    "hire_employee",
    "mark_as_left",
    "move_department",
]
