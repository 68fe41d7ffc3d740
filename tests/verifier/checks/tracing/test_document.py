"""What a document shows of the traced app and its dashboard."""

from __future__ import annotations

import pytest

from tests.verifier.documents.judging import asked, judge, outcome

TOP = "## Collecting APM Data\n\n"
APP = "```python\nfrom flask import Flask\napp = Flask(__name__)\napp.run(port=5050)\n```\n"
TRACED = APP.replace("app = Flask", "from ddtrace import patch_all\npatch_all()\napp = Flask")
RUN = "```\nddtrace-run python app.py\n```\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(APP + RUN, "pass", id="ddtrace-run"),
        pytest.param(TRACED, "pass", id="in the code"),
        pytest.param(APP + RUN + "Unfortunately no traces arrived.\n", "fail", id="nothing arrived"),
        pytest.param(
            APP + RUN + "At first no traces arrived. I fixed it and the traces are reported.\n", "pass", id="mended"
        ),
        pytest.param(
            APP + '```\nFROM python:3\nCMD ["ddtrace-run", "python", "app.py"]\n```\n', "pass", id="in a Dockerfile"
        ),
        pytest.param("I wasn't sure how to connect it.\n", "absent", id="not sure how"),
        pytest.param("I did not know where to put the tracer.\n", "absent", id="did not know where"),
        pytest.param("I instrumented a Tomcat server.\n", "fail", id="another language"),
        pytest.param("I was unable to complete this section.\n", "absent", id="given up before it began"),
        pytest.param(asked("apm-app-instrumented") + APP, "absent", id="the given app, copied with its question"),
    ],
)
def test_the_traced_app(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "apm-app-instrumented") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(APP + RUN, "pass", id="the command"),
        pytest.param(TRACED, "pass", id="the code"),
        pytest.param(TRACED + RUN, "fail", id="both"),
        pytest.param(APP + RUN + "Then I also inserted the middleware by hand.\n", "fail", id="both, in words"),
        pytest.param(
            "I added `patch_all()` to it and started it by `ddtrace-run`.\n", "fail", id="both, by a call's name"
        ),
        pytest.param("I used both ddtrace-run and the TraceMiddleware.\n", "fail", id="both, by their names"),
        pytest.param(asked("apm-one-method") + APP + RUN, "pass", id="the question's warning is not a use"),
        pytest.param("The app is traced.\n", "unknown", id="not named"),
    ],
)
def test_one_method(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "apm-one-method") == wanted


@pytest.mark.parametrize(
    ("text", "files", "wanted"),
    [
        pytest.param(APP + RUN, {}, "pass", id="inline, with the command"),
        pytest.param(TRACED, {}, "pass", id="inline, instrumented"),
        pytest.param(APP, {}, "unknown", id="inline, how it is traced is not shown"),
        pytest.param("[The app](flask_app.py).\n" + RUN, {}, "pass", id="linked"),
        pytest.param(RUN, {"flask_app__py": "from flask import Flask\napp = Flask(__name__)\n"}, "pass", id="a file"),
        pytest.param(RUN, {}, "absent", id="nowhere"),
    ],
)
def test_the_app_in_the_submission(text: str, files: dict[str, str], wanted: str) -> None:
    assert outcome(TOP + text, "apm-app-included", **files) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("My board: https://app.datadoghq.com/dashboard/abc-def-ghi/apm\n", "pass", id="private"),
        pytest.param(
            "My board: https://p.datadoghq.com/sb/abcdef012-00000000000000000000000000000000\n", "pass", id="public"
        ),
        pytest.param(
            "Link to the dashboard: https://app.datadoghq.com/apm/service/flask/x\n", "fail", id="another page"
        ),
        pytest.param("See https://docs.datadoghq.com/tracing/\n", "absent", id="documentation"),
    ],
)
def test_the_link(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "apm-infra-dashboard-link") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("The dashboard with system and APM metrics:\n\n![x](a.png)\n", "pass", id="both named"),
        pytest.param(
            "https://app.datadoghq.com/dashboard/abc-def-ghi/apm\n\n![x](a.png)\n", "pass", id="below its link"
        ),
        pytest.param(
            "The APM dashboard:\n\n![x](a.png)\n\nAnd the infrastructure:\n\n![y](b.png)\n",
            "unknown",
            id="two pictures",
        ),
        pytest.param("The terminal:\n\n![x](a.png)\n", "absent", id="a picture of something else"),
        pytest.param(
            asked("apm-infra-dashboard-screenshot") + "![service page](a.png)\n", "absent", id="the page of a service"
        ),
    ],
)
def test_the_picture_of_the_dashboard(text: str, wanted: str) -> None:
    assert outcome(TOP + text, "apm-infra-dashboard-screenshot") == wanted


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        pytest.param("A service is a set of processes, a resource is one endpoint of it.", "pass", id="right"),
        pytest.param(
            "Service vs. resource: the first is a set of processes. A resource is one query to it.",
            "pass",
            id="after a title",
        ),
        pytest.param("Apps are the services. Their queries are the resources.", "pass", id="told before the word"),
        pytest.param("A service groups endpoints or queries, a resource is one of these.", "pass", id="one of these"),
        pytest.param("A resource is a server and a service runs on several of them.", "fail", id="a server"),
        pytest.param("A service is a set of processes that do one job together.", "fail", id="only one of the two"),
        pytest.param("A service is like a beehive, a resource is like honey.", "unknown", id="a person must say"),
        pytest.param("", "absent", id="not answered"),
    ],
)
def test_the_question_about_services(answer: str, wanted: str) -> None:
    finding = judge(TOP + asked("bonus-service-vs-resource") + answer + "\n")["bonus-service-vs-resource"]
    assert finding.outcome.value == wanted
    assert finding.rests_on.value == "words"


def test_a_linked_app_must_be_there() -> None:
    text = TOP + "[The app](app.py).\n"
    assert outcome(text, "apm-app-included", app__py="") == "absent"
    assert outcome(text, "apm-app-included", other__txt="x") == "absent"
    assert outcome(text, "apm-app-included", app__py="pass\n") == "pass"


@pytest.mark.parametrize(
    ("text", "step", "wanted"),
    [
        pytest.param("I instrumented the app with ddtrace, and traces arrive.", "apm-app-instrumented", "pass", id="traced"),
        pytest.param("I did not instrument the app with ddtrace.", "apm-app-instrumented", "unknown", id="not instrumented"),
        pytest.param("The app is not traced. It works.", "apm-app-instrumented", "unknown", id="not traced"),
    ],
)  # fmt: skip
def test_what_a_sentence_denies_is_no_claim(text: str, step: str, wanted: str) -> None:
    assert outcome(TOP + text + "\n", step) == wanted
