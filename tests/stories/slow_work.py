"""A worker with one task more: slow the first time, quick when it is taken up again."""

import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from marque.foundation.jobs.tasks import background  # noqa: E402


@background("tests.slow")
def slow(job, trace):
    """Leave a line for each attempt; the first one waits to be killed."""
    with Path(trace).open("a") as file:
        file.write("x\n")
    if Path(trace).read_text() == "x\n":
        time.sleep(120)
    job.message = "second attempt"


if __name__ == "__main__":
    sys.exit(call_command("worker"))
