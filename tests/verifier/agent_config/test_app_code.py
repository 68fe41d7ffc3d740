"""Tracer calls and frameworks in the source of an app."""

from __future__ import annotations

import pytest

from verifier.agent_config.app_code import read

FLASK = "from flask import Flask\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    ("code", "framework", "manual"),
    [
        (FLASK, "flask", ()),
        (FLASK + "from ddtrace import patch_all\npatch_all()\n", "flask", ("patch_all",)),
        ("import ddtrace\nddtrace.patch_all(logging=True)\n", "", ("patch_all",)),
        (FLASK + "from ddtrace import patch\npatch(flask=True)\n", "flask", ("patch",)),
        (FLASK + "import ddtrace.auto\n", "flask", ("import ddtrace.auto",)),
        (
            FLASK + "from ddtrace import tracer\nfrom ddtrace.contrib.flask import TraceMiddleware\n"
            "traced = TraceMiddleware(app, tracer, service='x', distributed_tracing=False)\n",
            "flask",
            ("TraceMiddleware",),
        ),
        (FLASK + "from ddtrace import tracer\n@tracer.wrap()\ndef f():\n    pass\n", "flask", ("tracer.wrap",)),
        (FLASK + "with tracer.trace('x'):\n    pass\n", "flask", ("tracer.trace",)),
        (FLASK + "from ddtrace import patch_all as go\ngo()\n", "flask", ("patch_all",)),
        (FLASK + "from ddtrace import patch as p\np(flask=True)\n", "flask", ("patch",)),
        (FLASK + "import ddtrace as d\nd.patch_all()\n", "flask", ("patch_all",)),
        (FLASK + "from ddtrace import auto\n", "flask", ("import ddtrace.auto",)),
        (FLASK + "from ddtrace import tracer as t\nwith t.trace('x'):\n    pass\n", "flask", ("tracer.trace",)),
        (FLASK + "from unittest.mock import patch\npatch('x')\n", "flask", ()),
        (FLASK + "# patch_all()\ns = 'TraceMiddleware('\n", "flask", ()),
        ("import flask\nprint 'old'\n", "flask", ()),
        ("from django.http import HttpResponse\n", "django", ()),
        ("import os\n", "", ()),
    ],
)
def test_python(code, framework, manual):
    found = read(code, "/home/x/app.py")
    assert (found.framework, found.manual, found.problem) == (framework, manual, "")


@pytest.mark.parametrize(
    ("path", "code", "framework", "manual"),
    [
        (
            "app.rb", "require 'sinatra'\nDatadog.configure do |c|\n  c.use :sinatra\nend\n", "sinatra",
            ("Datadog.configure", "c.use"),
        ),
        ("main.go", 'import "net/http"\nfunc main() {\n  tracer.Start()\n}\n', "net/http", ("tracer.Start",)),
    ],
)  # fmt: skip
def test_other_languages(path, code, framework, manual):
    found = read(code, path)
    assert (found.framework, found.manual) == (framework, manual)


def test_code_that_cannot_be_read_says_so():
    assert read("def (:", "app.py").problem


@pytest.mark.parametrize(
    ("code", "own"),
    [
        ("from flask import Flask\nimport logging, sys\nfrom flask_cors import CORS\n", ()),
        ("import helper\nfrom routes.api import app\n", ("helper", "routes")),
        ("from . import tracing\nfrom .tracing import app\n", (".", ".tracing")),
    ],
)
def test_modules_of_ones_own_are_told(code, own):
    assert read(code, "app.py").own_modules == own
