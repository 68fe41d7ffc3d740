#!/bin/bash
# Makes the board of the exercise in one request.

api_key=0badc0de5eedfeed0badc0de5eed0a00
app_key=feedface0badc0de5eedfeed0badc0de5eed0a00

curl -X POST -H "Content-type: application/json" \
  -d @- "https://api.datadoghq.com/api/v1/dash?api_key=${api_key}&application_key=${app_key}" <<'BOARD'
{
  "title": "Orchard board",
  "description": "Three graphs for the hiring exercise.",
  "read_only": true,
  "graphs": [
    {
      "title": "my_metric on the VM",
      "definition": {
        "viz": "timeseries",
        "requests": [{"q": "avg:my_metric{host:juniper-vm}"}]
      }
    },
    {
      "title": "Does MongoDB's memory behave?",
      "definition": {
        "viz": "timeseries",
        "requests": [{"q": "anomalies(avg:mongodb.mem.resident{host:juniper-vm}, \"basic\", 3)"}]
      }
    },
    {
      "title": "my_metric, an hour in one bar",
      "definition": {
        "viz": "timeseries",
        "requests": [{"q": "my_metric{host:juniper-vm}.rollup(sum,3600)", "type": "bars"}]
      }
    }
  ]
}
BOARD
