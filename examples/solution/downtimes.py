"""Silences the monitor on weeknights and at the weekend. MONITOR is the number that monitor.py printed."""

import os
from datetime import date, timedelta

from datadog_api_client import ApiClient, Configuration
from datadog_api_client.v2.api.downtimes_api import DowntimesApi
from datadog_api_client.v2.model.downtime_create_request import DowntimeCreateRequest
from datadog_api_client.v2.model.downtime_create_request_attributes import DowntimeCreateRequestAttributes
from datadog_api_client.v2.model.downtime_create_request_data import DowntimeCreateRequestData
from datadog_api_client.v2.model.downtime_monitor_identifier_id import DowntimeMonitorIdentifierId
from datadog_api_client.v2.model.downtime_resource_type import DowntimeResourceType
from datadog_api_client.v2.model.downtime_schedule_recurrence_create_update_request import (
    DowntimeScheduleRecurrenceCreateUpdateRequest,
)
from datadog_api_client.v2.model.downtime_schedule_recurrences_create_request import (
    DowntimeScheduleRecurrencesCreateRequest,
)

MONITOR = int(os.environ["MONITOR"])
EMAIL = os.environ.get("EMAIL", "wren@example.com")
ZONE = "Europe/Amsterdam"
WEEKNIGHT, SATURDAY = (0, 1, 2, 3, 4), (5,)


def coming(weekdays):
    """The next of these days (Monday is 0), from tomorrow on."""
    days = (date.today() + timedelta(days=ahead) for ahead in range(1, 8))
    return next(day for day in days if day.weekday() in weekdays)


def downtime(message, start, duration, days):
    schedule = DowntimeScheduleRecurrencesCreateRequest(
        timezone=ZONE,
        recurrences=[
            DowntimeScheduleRecurrenceCreateUpdateRequest(
                start=start, duration=duration, rrule=f"FREQ=WEEKLY;INTERVAL=1;{days}"
            )
        ],
    )
    attributes = DowntimeCreateRequestAttributes(
        message=f"{message} @{EMAIL}",
        monitor_identifier=DowntimeMonitorIdentifierId(monitor_id=MONITOR),
        scope="*",
        display_timezone=ZONE,
        schedule=schedule,
    )
    data = DowntimeCreateRequestData(attributes=attributes, type=DowntimeResourceType("downtime"))
    return DowntimeCreateRequest(data=data)


configuration = Configuration()
if os.environ.get("DATADOG_HOST"):
    configuration = Configuration(host=os.environ["DATADOG_HOST"])
configuration.api_key = {"apiKeyAuth": os.environ["DD_API_KEY"], "appKeyAuth": os.environ["DD_APP_KEY"]}

with ApiClient(configuration) as client:
    downtimes = DowntimesApi(client)
    for body in (
        downtime("The bench sleeps.", f"{coming(WEEKNIGHT)}T19:00:00", "14h", "BYDAY=MO,TU,WE,TH,FR"),
        downtime("The bench has its weekend.", f"{coming(SATURDAY)}T00:00:00", "1d", "BYDAY=SA,SU"),
    ):
        print(downtimes.create_downtime(body).data.id)
