import logging
import sys

from flask import Flask

logging.basicConfig(stream=sys.stdout, level=logging.INFO)
app = Flask(__name__)


@app.route("/")
def shelf():
    return "This is the shelf."


@app.route("/api/apm")
def apm_route():
    return "APM has begun."


@app.route("/api/trace")
def trace_route():
    return "A trace was left."


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5050)
