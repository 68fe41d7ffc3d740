"""Three routes, to be traced by `ddtrace-run python app.py`."""

import logging
import sys

from flask import Flask

logging.basicConfig(stream=sys.stdout, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
app = Flask(__name__)


@app.route("/")
def entrance():
    return "The workbench is open."


@app.route("/api/apm")
def apm():
    return "One look at the tools."


@app.route("/api/trace")
def trace():
    return "One trace on the bench."


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5050)
