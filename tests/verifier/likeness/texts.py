"""Submissions that a test writes, read the way a run reads them."""

from __future__ import annotations

from verifier.documents.files import File
from verifier.documents.reader import Submission, facts
from verifier.likeness.streams import Facts

TAGS = "```yaml\ntags: [lake:ladoga, boat:kestrel, cargo:cloudberries]\n```\n"
CURL = """```shell
curl -X POST "https://api.datadoghq.com/api/v1/dashboard" -H "DD-API-KEY: $KEY" -d '{
  "title": "Cloudberries per kestrel hour",
  "widgets": [{"definition": {"type": "timeseries", "title": "Ladoga ferry, summed",
    "requests": [{"q": "sum:my_metric{boat:kestrel}.rollup(sum, 3600)"}]}}]
}'
```
"""
STORY = (
    "I chose PostgreSQL because the ferry company of my uncle keeps its timetable there, and nobody ever dared to move it. "
    "The snapshot shows the hour in which a gull sat on the sensor.\n"
)
GIVEN_APP = """```python
from flask import Flask
import logging
import sys

# Have flask use stdout as the logger
main_logger = logging.getLogger()
main_logger.setLevel(logging.DEBUG)
c = logging.StreamHandler(sys.stdout)

app = Flask(__name__)

@app.route('/api/apm')
def apm_endpoint():
    return 'Getting APM Started'

@app.route('/api/trace')
def trace_endpoint():
    return 'Posting Traces'

if __name__ == '__main__':
    app.run(host='0.0.0.0', port='5050')
```
"""


def work(text: str, **files: str) -> Facts:
    """The facts of a document, and of files beside it: `a__py` for a.py."""
    named = tuple(File(name.replace("__", "."), content) for name, content in files.items())
    return facts(Submission("answers.md", (File("answers.md", text), *named), (), complete=True, leaks=()))
