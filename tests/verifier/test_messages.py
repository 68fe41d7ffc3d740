"""Message templates of monitors: what is visible in which state, and whom it notifies."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.messages import (
    Condition,
    MessageError,
    email_handles_in,
    handles_in,
    parse_message,
    variables_in,
    visible_in,
)

STATES = ("alert", "warning", "no data")

THREE_BLOCKS = """
{{#is_alert}}
my_metric is {{value}} on {{ host.name }} ({{host.ip}})
{{/is_alert}}
{{#is_warning}}my_metric is getting high{{/is_warning}}
{{#is_no_data}}my_metric is silent{{/is_no_data}}
{{#is_recovery}}Well again.{{/is_recovery}}
Notify: @ada@example.com
"""


def seen(template: str, state: str, *, sometimes: bool = False) -> str:
    return visible_in(parse_message(template), state, sometimes=sometimes)


def test_three_blocks_give_three_texts_and_one_handle():
    texts = [" ".join(seen(THREE_BLOCKS, state).split()) for state in STATES]
    assert texts == [
        "my_metric is {{value}} on {{host.name}} ({{host.ip}}) Notify: @ada@example.com",
        "my_metric is getting high Notify: @ada@example.com",
        "my_metric is silent Notify: @ada@example.com",
    ]
    assert variables_in(texts[0]) == {"value", "host.name", "host.ip"}
    assert variables_in(texts[1]) == set()
    assert all(email_handles_in(text) == ("@ada@example.com",) for text in texts)


@pytest.mark.parametrize(
    ("template", "alert", "warning", "no_data"),
    [
        ("plain", "plain", "plain", "plain"),
        ("", "", "", ""),
        ("{{#is_alert}}A{{/is_alert}}", "A", "", ""),
        ("{{^is_alert}}other{{/is_alert}}", "", "other", "other"),
        ("{{# is_alert }}A{{/ is_alert }}", "A", "", ""),
        ("{{ #is_alert }}A{{ /is_alert }}", "A", "", ""),
        ("{{#is_alert}}A{{else}}B{{/is_alert}}", "A", "B", "B"),
        ("{{^is_warning}}a{{#is_alert}}b{{/is_alert}}{{/is_warning}}", "ab", "", "a"),
        ("{{#is_alert}}{{#is_warning}}never{{/is_warning}}{{/is_alert}}", "", "", ""),
        ("{{#is_recovery}}well{{/is_recovery}}", "", "", ""),
        ("{{#is_alert_recovery}}well{{/is_alert_recovery}}", "", "", ""),
        ("{{^is_recovery}}ill{{/is_recovery}}", "ill", "ill", "ill"),
        ("{{#is_alert_to_warning}}better{{/is_alert_to_warning}}", "", "", ""),
        ("{{^is_alert_to_warning}}x{{/is_alert_to_warning}}", "x", "", "x"),
        ('{{#is_match "host.name" "web"}}web{{/is_match}}', "", "", ""),
        ("{{#is_renotify}}again{{/is_renotify}}", "", "", ""),
        ("{{!a comment}}x", "x", "x", "x"),
        ("a }} b {{ c", "a }} b {{ c", "a }} b {{ c", "a }} b {{ c"),
        ("{{{value}}}", "{{{value}}}", "{{{value}}}", "{{{value}}}"),
    ],
)
def test_each_state_sees_its_own_text(template, alert, warning, no_data):
    assert [seen(template, state) for state in STATES] == [alert, warning, no_data]


@pytest.mark.parametrize(
    ("template", "states"),
    [
        ("{{#is_alert_to_warning}}x{{/is_alert_to_warning}}", ["warning"]),
        ("{{#is_no_data_to_alert}}x{{/is_no_data_to_alert}}", ["alert"]),
        ("{{#is_warning_to_alert}}x{{/is_warning_to_alert}}", ["alert"]),
        ('{{#is_match "env" "prod"}}x{{/is_match}}', ["alert", "warning", "no data"]),
        ('{{#is_alert}}{{#is_match "env" "prod"}}x{{/is_match}}{{/is_alert}}', ["alert"]),
    ],
)
def test_what_depends_on_more_than_the_state_is_visible_sometimes(template, states):
    assert [state for state in STATES if seen(template, state, sometimes=True)] == states
    assert not any(seen(template, state) for state in STATES)


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("{{#is_alert}}A", "The block {{#is_alert}} is never closed."),
        ("A{{/is_alert}}", "{{/is_alert}} closes a block that was never opened."),
        (
            "{{#is_no_data}}A{{/is_no_data_recovery}}",
            "The block {{#is_no_data}} is closed by {{/is_no_data_recovery}}.",
        ),
        (
            "{{#is_alert}}{{#is_warning}}A{{/is_alert}}{{/is_warning}}",
            "The block {{#is_warning}} is closed by {{/is_alert}}.",
        ),
        ("{{#is_alert}}A{{#is_alert}}", "The block {{#is_alert}} is never closed."),
        ("{{#is_alert}}A{{/}}", "The block {{#is_alert}} is closed by {{/}}."),
        ("{{#a}}" * 40, "The blocks of the message are nested too deeply to be read."),
        ("x" * 60_000, "The message is longer than 50,000 characters."),
    ],
)
def test_blocks_that_do_not_match_are_refused_with_a_sentence(template, sentence):
    with pytest.raises(MessageError) as refusal:
        parse_message(template)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("text", "handles"),
    [
        ("@ada@example.com", ("@ada@example.com",)),
        ("Tell @ada.l+x@mail.example.co.uk.", ("@ada.l+x@mail.example.co.uk",)),
        ("(@ada@example.com), @all! @here", ("@ada@example.com", "@all", "@here")),
        ("@slack-ops-alerts @webhook-x @pagerduty", ("@slack-ops-alerts", "@webhook-x", "@pagerduty")),
        ("@all @all", ("@all",)),
        ("@ada@example.com,@bob@example.com", ("@ada@example.com", "@bob@example.com")),
        ("ada@example.com", ()),
        ("mail ada@example.com or bob@example.com", ()),
        ("@ ada@example.com", ()),
        ("@@all", ()),
        ("5 @ 3", ()),
        ("", ()),
    ],
)
def test_handles_have_a_leading_at(text, handles):
    assert handles_in(text) == handles


def test_an_email_handle_is_one_with_an_address():
    assert email_handles_in("@all @slack-ops @ada@example.com @ada@localhost") == ("@ada@example.com",)


def test_a_handle_inside_one_block_is_not_seen_in_the_other_states():
    template = "{{#is_alert}}A @ada@example.com{{/is_alert}}{{#is_warning}}B ada@example.com{{/is_warning}}"
    assert [email_handles_in(seen(template, state)) for state in STATES] == [("@ada@example.com",), (), ()]


def test_a_threshold_is_not_a_value():
    assert variables_in(seen('{{threshold}} {{ warn_threshold }} {{eval "value*2"}}', "alert")) == {
        "threshold",
        "warn_threshold",
        'eval "value*2"',
    }


def test_the_conditions_of_a_message_are_told():
    found = parse_message("{{#is_alert}}a{{/is_alert}}{{^is_no_data}}b{{/is_no_data}}{{#is_warning}}{{/is_warning}}")
    assert found.conditions == {Condition("is_alert"), Condition("is_no_data", negated=True)}


BITS = ("{{", "}}", "{", "}", "#", "^", "/", "is_alert", "is_warning", "else", "!", " ", "@a@b.c", "@", "x", "\n")


@given(st.text() | st.lists(st.sampled_from(BITS), max_size=30).map("".join))
def test_no_text_raises_anything_but_a_message_error(template):
    try:
        message = parse_message(template)
    except MessageError as error:
        assert str(error).isprintable()
    else:
        for state in STATES:
            assert handles_in(visible_in(message, state)) is not None
            assert len(visible_in(message, state)) <= len(visible_in(message, state, sometimes=True))


@given(st.text(st.characters(exclude_characters="{}")))
def test_text_without_braces_is_visible_as_it_is(text):
    assert [seen(text, state) for state in STATES] == [text] * 3


@pytest.mark.parametrize("bit", ["{{", "}}", "{{x}}", "{{#a}}{{/a}}", "@a", "@", "@a@", "{", "@a.", " "])
def test_twice_the_hostile_text_takes_no_more_than_about_twice_the_steps(bit):
    small, large = (_steps(bit * (n // len(bit))) for n in (4_000, 8_000))
    assert large <= 2.3 * small + 500


def _steps(template: str) -> int:
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    sys.setprofile(count)
    try:
        handles_in(seen(template, "alert"))
    finally:
        sys.setprofile(None)
    return steps
