"""The Celery app. Messages only say "look at row N"; the database is the truth.

Worker: `celery -A config worker -Q host,account,document`.
"""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("proofboard")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
