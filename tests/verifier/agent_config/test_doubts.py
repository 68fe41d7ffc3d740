"""Code in which the asked line stands, and which does something else when it runs."""

from __future__ import annotations

import pytest

from verifier.agent_config.check_code import read

DRAWN = "self.gauge('my_metric', random.randint(0, 1000))"
SENT = "self.gauge('my_metric', value)"


def check(*body: str, before: str = "", after: str = "", base: str = "AgentCheck") -> str:
    lines = "\n".join(f"        {line}" for line in "\n".join(body).split("\n"))
    return (
        f"import random\nfrom datadog_checks.base import AgentCheck\n{before}\nclass C({base}):\n"
        f"    def check(self, instance):\n{lines}\n{after}"
    )


def method(name: str, body: str, *, decorator: str = "") -> str:
    return f"    {decorator}\n    def {name}(self):\n        {body}\n"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(check(DRAWN), id="in check"),
        pytest.param(check("self.send()", after=method("send", DRAWN)), id="in a method that check calls"),
        pytest.param(check("if instance:", f"    {DRAWN}"), id="under a condition"),
        pytest.param(check("try:", f"    {DRAWN}", "except ValueError:", "    raise"), id="in a try"),
        pytest.param(check("if not instance:", "    return", DRAWN), id="after a return under a condition"),
        pytest.param(check("for n in range(1):", f"    {DRAWN}"), id="in a loop"),
        pytest.param(check("value = random.randint(0, 1000)", SENT), id="through a name"),
        pytest.param(
            check("self.gauge('my_metric', self.draw())", after=method("draw", "return random.randint(0, 1000)")),
            id="through a method",
        ),
    ],
)
def test_plain_code_is_believed(code):
    (metric,) = read(code).metrics
    assert (metric.doubt, metric.value_doubt) == ("", "")


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(check("if False:", f"    {DRAWN}"), id="if False"),
        pytest.param(check("if 1 > 2:", f"    {DRAWN}"), id="if 1 > 2"),
        pytest.param(check("while 0:", f"    {DRAWN}"), id="while 0"),
        pytest.param(check("if True:", "    pass", "else:", f"    {DRAWN}"), id="else of if True"),
        pytest.param(check("return", DRAWN), id="after a return"),
        pytest.param(check("if True:", "    return", DRAWN), id="after if True: return"),
        pytest.param(check("while True:", "    pass", DRAWN), id="after a loop without end"),
        pytest.param(check("pass", after=method("other", DRAWN)), id="in a method that nobody calls"),
        pytest.param(check("def inner():", f"    {DRAWN}"), id="in a function that nobody calls"),
        pytest.param(check(DRAWN, base="object"), id="in a class that is no check"),
        pytest.param(check(DRAWN, before="random.randint = lambda a, b: 5"), id="another randint"),
        pytest.param(check(DRAWN, before="class random:\n    randint = max"), id="a class called random"),
        pytest.param(check("random = instance", DRAWN), id="a local random"),
        pytest.param(check("random.seed(1)", DRAWN), id="seeded in every run"),
        pytest.param(check("exec(instance['x'])", DRAWN), id="exec"),
        pytest.param(check("setattr(random, 'randint', max)", DRAWN), id="setattr"),
        pytest.param(check("self.gauge = print", DRAWN), id="its own gauge"),
        pytest.param(check(DRAWN, after="    def gauge(self, *told):\n        pass\n"), id="a gauge method of its own"),
    ],
)
def test_a_submission_that_may_never_be_made_is_doubted(code):
    (metric,) = read(code).metrics
    assert metric.doubt


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(check("value = random.randint(0, 1000)", "value = 7", SENT), id="overwritten"),
        pytest.param(check("if False:", "    value = random.randint(0, 1000)", "value = 7", SENT), id="the other one"),
        pytest.param(check("value = random.randint(0, 1000)", "for value in [7]:", "    pass", SENT), id="by a loop"),
        pytest.param(check("value = random.randint(0, 1000)", "(value := 7)", SENT), id="within an expression"),
        pytest.param(check("value = random.randint(0, 1000)", "value, = (7,)", SENT), id="by a tuple"),
        pytest.param(check("self.gauge('my_metric', random.randint(0, 1000) if False else 5)"), id="if False else"),
        pytest.param(
            check("self.gauge('my_metric', self.draw())",
                  after=method("draw", "return 7\n        return random.randint(0, 1000)")),
            id="two returns",
        ),
    ],
)  # fmt: skip
def test_a_value_that_is_set_in_more_than_one_way_is_doubted(code):
    (metric,) = read(code).metrics
    assert metric.value_doubt or metric.doubt


@pytest.mark.parametrize(
    "expression", ["random.randint(0, 1000) * 0 + 7", "max(1000, random.randint(0, 1000))", "random.randint(0, 9) % 1"]
)
def test_a_random_number_of_which_nothing_is_left_is_constant(expression):
    (metric,) = read(check(f"self.gauge('my_metric', {expression})")).metrics
    assert metric.constant


def test_a_file_of_many_names_and_calls_ends_soon():
    calls = "\n".join(f"a{n} = self.f() + {' + '.join(['b'] * 50)}\nself.gauge('m', a{n})" for n in range(200))
    assert len(read(check(calls, after=method("f", "return 1"))).metrics) == 200
