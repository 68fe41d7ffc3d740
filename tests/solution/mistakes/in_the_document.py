"""Mistakes in what is handed in. Machine and account are as asked."""

from __future__ import annotations

from tests.solution.mistakes.mistake import Mistake
from tests.solution.work import change_in, move, section, without, without_section

FIVE_MINUTES = "https://app.datadoghq.com/dashboard/BOARD?from_ts=1796036400000&to_ts=1796036700000&live=false"
OVER_AN_HOUR = f"The board:\n{FIVE_MINUTES}\n\n![the board](pictures/05-board.png)\n"
FINAL = "## Final question: something creative"
APM_LINK = "https://app.datadoghq.com/dashboard/APM-BOARD"

MISTAKES = (
    Mistake(
        "another company name",
        "account-signup",
        "fail",
        (change_in("answers.md", ' with the company name "Datadog Recruiting Candidate"', ""),),
        organisation="None",
    ),
    Mistake(
        "no picture of the Host Map",
        "tags-hostmap-screenshot",
        "absent",
        (
            change_in(
                "answers.md",
                "The host with its three tags on the Host Map:\n\n![host and tags on the Host Map](pictures/02-host-map.png)\n",
                "",
            ),
        ),
    ),
    Mistake(
        "only a picture of the script",
        "timeboard-script-included",
        "fail",
        (
            without("board.py"),
            without("apm_board.py"),
            section(
                "### A Timeboard through the API",
                "I wrote a script:\n\n![the script](pictures/05-board.png)\n\nThe board: https://app.datadoghq.com/dashboard/BOARD\n",
            ),
            change_in("answers.md", "[apm_board.py](apm_board.py) made it: requests", "Requests"),
        ),
        also={"timeboard-api-created": "claimed"},
    ),
    Mistake(
        "a link over an hour",
        "timeboard-5min",
        "fail",
        (
            section("### The board over the past five minutes", OVER_AN_HOUR),
            change_in("answers.md", "from_ts=1796036400000", "from_ts=1796033100000"),
        ),
    ),
    Mistake(
        "the board of five minutes is not shown",
        "timeboard-5min",
        "absent",
        (without_section("### The board over the past five minutes"),),
    ),
    Mistake(
        "no picture of the snapshot", "snapshot-at-mention", "absent", (without_section("### A snapshot, sent with @"),)
    ),
    Mistake(
        "no picture of the alert's mail",
        "monitor-email-screenshot",
        "absent",
        (change_in("answers.md", "![mail of the alert](pictures/08-alert-mail.png)", ""),),
    ),
    Mistake(
        "no picture of the downtime's mail",
        "bonus-downtime-email",
        "absent",
        (
            change_in(
                "answers.md",
                " The mail that told me of them:\n\n![mail of the downtime](pictures/09-downtime-mail.png)",
                "",
            ),
        ),
    ),
    Mistake(
        "no link to the board with APM",
        "apm-infra-dashboard-link",
        "absent",
        (change_in("answers.md", f"{APM_LINK}\n", ""),),
    ),
    Mistake(
        "a link to the page of the service",
        "apm-infra-dashboard-link",
        "fail",
        (change_in("answers.md", APM_LINK, "https://app.datadoghq.com/apm/service/bench/flask.request"),),
    ),
    Mistake(
        "the app is not in the submission",
        "apm-app-included",
        "absent",
        (
            without("app.py"),
            change_in(
                "answers.md",
                "[app.py](app.py) is the given app, in my own words and otherwise unchanged. It",
                "The given app",
            ),
        ),
    ),
    Mistake(
        "a file that is named and not there",
        "submit-code",
        "fail",
        (without("database.sql"),),
        also={"hygiene-no-secrets": "review"},
    ),
    Mistake("the document has another name", "submit-answers-md", "fail", (move("answers.md", "README.md"),)),
    Mistake("the final question is not answered", "final-creative", "absent", (section(FINAL, ""),)),
    Mistake(
        "the question about the interval is not answered",
        "bonus-interval-no-python",
        "absent",
        (section("### Bonus question: can the interval be changed without modifying the Python file?", ""),),
    ),
    Mistake(
        "the question about the graph is not answered",
        "bonus-anomaly-graph",
        "absent",
        (section("### Bonus question: what is the anomaly graph displaying?", ""),),
    ),
    Mistake(
        "the question about services is not answered",
        "bonus-service-vs-resource",
        "absent",
        (section("### Bonus question: what is the difference between a Service and a Resource?", ""),),
    ),
    Mistake(
        "a key in a script",
        "hygiene-no-secrets",
        "fail",
        (change_in("board.py", 'os.environ["DD_API_KEY"]', '"c0ffee11facade11c0ffee11facade12"'),),
    ),
)
