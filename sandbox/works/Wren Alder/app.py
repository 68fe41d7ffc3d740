from flask import Flask

app = Flask(__name__)


@app.route("/")
def entry():
    return "Entrypoint to the Application"


@app.route("/api/apm")
def apm():
    return "Getting APM Started"


@app.route("/api/trace")
def trace():
    return "Posting Traces"


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5050)
