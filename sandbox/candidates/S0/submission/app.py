from ddtrace import patch_all

patch_all()

from flask import Flask  # after the tracer, so that it is traced

app = Flask(__name__)


@app.route("/")
def front_door():
    return "You have reached the orchard."


@app.route("/api/apm")
def apm():
    return "The apples are being watched."


@app.route("/api/trace")
def trace():
    return "Every apple leaves a trace."


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5050)
