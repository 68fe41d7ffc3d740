"""What the code of a custom check submits, as real candidates write it and get it wrong."""

from __future__ import annotations

import pytest

from verifier.agent_config.check_code import read


def check(body: str, *, before: str = "", init: str = "") -> str:
    lines = [
        "import random",
        "from random import randint",
        "from datadog_checks.base import AgentCheck",
        before,
        "class MyCheck(AgentCheck):",
        *(["    def __init__(self, *args):", f"        {init}"] if init else []),
        "    def check(self, instance):",
        *(f"        {line}" for line in body.splitlines()),
        "",
    ]
    return "\n".join(lines)


GAUGE = "self.gauge('my_metric', {})"


@pytest.mark.parametrize(
    ("expression", "low", "high"),
    [
        ("random.randint(0, 1000)", 0, 1000),
        ("randint(0, 1000)", 0, 1000),
        ("random.randint(1, 1000)", 1, 1000),
        ("random.randrange(1001)", 0, 1000),
        ("random.randrange(0, 1000)", 0, 999),
        ("random.uniform(0, 1000)", 0, 1000),
        ("random.random() * 1000", 0, 1000),
        ("int(random.random() * 1000)", 0, 999),
        ("int(random.random() * 1001)", 0, 1000),
        ("int(1 + random.random() * 1000)", 1, 1000),
        ("round(random.uniform(0, 1000), 2)", 0, 1000),
        ("str(random.randint(0, 1000))", 0, 1000),
        ("random.choice(range(0, 1001))", 0, 1000),
        ("random.sample(range(1001), 1)[0]", 0, 1000),
        ("random.choice([0, 500, 1000])", 0, 1000),
        ("random.SystemRandom().randint(0, 1000)", 0, 1000),
        ("random.randint(0, 10) * 100", 0, 1000),
        ("1000 - random.randint(0, 1000)", 0, 1000),
        ("max(0, min(1000, random.randint(-5, 2000)))", 0, 1000),
        ("random.randint(a=0, b=1000)", 0, 1000),
        ("random.randint(0, 1000) % 1001", 0, 1000),
        ("random.randint(1, 2**10)", 1, 1024),
        ("0 if instance else random.randint(0, 1000)", 0, 1000),
    ],
)
def test_bounds(expression, low, high):
    (metric,) = read(check(GAUGE.format(expression))).metrics
    assert (metric.low, metric.high, metric.constant) == (low, high, False)
    assert metric.name == "my_metric"
    assert metric.method == "gauge"


@pytest.mark.parametrize(
    "expression",
    ["random.gauss(500, 100)", "instance['value']", "time.time()", "random.randint(low, high)",
     "1 / random.randint(-1, 1)",
     "random.randint(0, 9) ** 9 ** 9", "eval('3')", "[1, 2]", "None"],
)  # fmt: skip
def test_what_cannot_be_known_is_not_guessed(expression):
    (metric,) = read(check(GAUGE.format(expression))).metrics
    assert metric.low is None or metric.high is None
    assert not metric.constant


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (check(GAUGE.format("42")), "a number"),
        (check(GAUGE.format("VALUE"), before="VALUE = random.randint(0, 1000)"), "drawn at import"),
        (check(GAUGE.format("sum"), before="sum = random.randint(0, 1000)"), "drawn at import, under a builtin's name"),
        (check(GAUGE.format("self.value"), init="self.value = random.randint(0, 1000)"), "drawn once in __init__"),
        (check("value = 7\n" + GAUGE.format("value")), "a constant in a variable"),
    ],
)
def test_a_value_that_never_changes_is_constant(code, why):
    (metric,) = read(code).metrics
    assert metric.constant, why


@pytest.mark.parametrize(
    "code",
    [
        check("value = random.randint(0, 1000)\n" + GAUGE.format("value")),
        check("value = self.draw()\n" + GAUGE.format("value"))
        + "    def draw(self):\n        return random.randint(0, 1000)\n",
        check("self.value = random.randint(0, 1000)\n" + GAUGE.format("self.value")),
        check("number = random.randint(LOW, HIGH)\n" + GAUGE.format("number"), before="LOW = 0\nHIGH = 1000"),
        check("try:\n    value = random.randint(0, 1000)\nexcept ValueError:\n    value = 0\n" + GAUGE.format("value")),
        check("if True:\n    " + GAUGE.format("random.randint(0, 1000)")),
        check("self.gauge(name='my_metric', value=random.randint(0, 1000), tags=['a:b'])"),
        check(GAUGE.format("np.random.randint(0, 1001)"), before="import numpy as np"),
        check(GAUGE.format("r.randint(0, 1000)"), before="import random as r"),
    ],
)
def test_names_are_followed(code):
    (metric,) = read(code).metrics
    assert (metric.low, metric.high, metric.constant) == (0, 1000, False)


@pytest.mark.parametrize(
    ("body", "before", "name"),
    [
        ("self.gauge(METRIC, 1)", "METRIC = 'my_metric'", "my_metric"),
        ("self.gauge('my' + '_metric', 1)", "", "my_metric"),
        ("self.gauge('%s_metric' % 'my', 1)", "", "my_metric"),
        ("self.gauge('{}_metric'.format('my'), 1)", "", "my_metric"),
        ("self.gauge(f'{PREFIX}_metric', 1)", "PREFIX = 'my'", "my_metric"),
        ("name = 'my_metric'\nself.gauge(name, 1)", "", "my_metric"),
        ("self.gauge('my_metric ', 1)", "", "my_metric "),
        ("self.gauge(instance['name'], 1)", "", ""),
        ("for n in 'ab':\n    self.gauge(n, 1)", "", ""),
    ],
)
def test_the_name_of_the_metric(body, before, name):
    assert [metric.name for metric in read(check(body, before=before)).metrics] == [name]


def test_a_namespace_stands_before_the_name():
    code = check("self.gauge('metric', 1)\nself.gauge('bare', 1, raw=True)").replace(
        "    def check", "    __NAMESPACE__ = 'my'\n    def check"
    )
    assert [metric.name for metric in read(code).metrics] == ["my.metric", "bare"]


def test_methods_and_lines_are_told():
    metrics = read(
        check("self.count('a', 1)\nself.monotonic_count('b', 1)\nself.guage('c', 1)\nother.gauge('d', 1)")
    ).metrics
    assert [(metric.method, metric.name) for metric in metrics] == [("count", "a"), ("monotonic_count", "b")]
    assert metrics[1].line == metrics[0].line + 1


@pytest.mark.parametrize(
    "statement",
    ["print 'hello'", "print", "print 'a', value", "print >>sys.stderr, 'x'", "raise ValueError, 'no'",
     "try:\n    pass\nexcept Exception, e:\n    print e", "x = 10L", "print('fine')", "print 'it is %s' % (x,)"],
)  # fmt: skip
def test_python_2_is_understood(statement):
    found = read(check(f"{statement}\nself.gauge('my_metric', random.randint(0, 1000))"))
    assert found.problem == ""
    assert [metric.name for metric in found.metrics] == ["my_metric"]


def test_python_2_is_told_apart():
    assert read(check("print 'x'")).repaired
    assert not read(check("print('x')")).repaired


@pytest.mark.parametrize(
    "code",
    ["class X(:\n", "def f(:\n  pass", "self.gauge('my_metric', randint(0,1000)\n", "\x00", "(" * 5000,
     "x = " + "-" * 20000 + "1",
     "if True:\nself.gauge('m', 1)\n"],
)  # fmt: skip
def test_code_that_cannot_be_read_says_so(code):
    found = read(code)
    assert found.problem
    assert found.metrics == ()


@pytest.mark.parametrize(
    "code", ["", "x = 1\n", "a = a\n", "class A:\n    x = x\n    def check(self):\n        self.gauge('m', x)\n"]
)
def test_odd_code_does_no_harm(code):
    assert read(code).problem == ""


def test_names_that_stand_for_each_other_end():
    code = check("a = b\nb = a\n" + GAUGE.format("a"))
    (metric,) = read(code).metrics
    assert metric.low is None


def test_many_branches_end_soon():
    doubled = "\n".join(f"v{n} = v{n - 1} + v{n - 1}" for n in range(1, 24))
    (metric,) = read(check(f"v0 = random.randint(0, 1)\n{doubled}\n" + GAUGE.format("v23"))).metrics
    assert metric.name == "my_metric"


@pytest.mark.parametrize(
    "level",
    [
        pytest.param("v{n} = max({args})", id="values"),
        pytest.param("v{n} = [{args}][0] + v{m}", id="lists"),
        pytest.param("v{n} = '%s' * 2 % ({args})", id="texts"),
        pytest.param("v{n} = v{m} if v{m} else v{m}", id="choices"),
    ],
)
def test_names_that_multiply_end_soon(level):
    lines = [level.format(n=n, m=n - 1, args=", ".join([f"v{n - 1}"] * 300)) for n in range(1, 20)]
    found = read(check("v0 = random.randint(0, 1)\n" + "\n".join(lines) + "\nself.gauge(v19, v19)"))
    assert len(found.metrics) == 1


@pytest.mark.parametrize("line", ["x = self.gauge('m', x)", "x = self.gauge(x, 1)"], ids=["a value", "a name"])
def test_a_name_that_is_set_again_and_again_ends_soon(line):
    found = read(check("\n".join([line] * 1_500)))
    assert {(metric.low, metric.high) for metric in found.metrics} <= {(None, None), (1.0, 1.0)}


@pytest.mark.parametrize("line", [" " * 60_000 + "x", "except " + "a," * 30_000, "print " + "(" * 90, "x;" * 30_000])
def test_long_lines_end_soon(line):
    assert read(f"print 'old'\n{line}\n") is not None
