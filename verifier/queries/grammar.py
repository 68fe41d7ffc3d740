"""The grammar of Datadog's metric queries, formulas and monitor queries, as a lark LALR(1) grammar.

LALR keeps hostile text cheap: one pass, one token of look-ahead, no recursion, no backtracking; the
regular expressions of the terminals hold no nested repetition. What a bare name may be differs: a metric
has dots and, in old accounts, slashes and dashes; in a formula `a-b` is a subtraction. Hence two parsers.

Sources: the metric query page and the advanced filtering page of Datadog's documentation (which says that
`!` and `,` cannot be mixed with AND, OR, NOT, IN), the error messages of its API, dashboards in the wild.
"""

from __future__ import annotations

from typing import Literal

from lark import Lark, Token, Transformer

Start = Literal["queries", "formula", "monitor", "scope"]

_METRIC_WORD = r"/[A-Za-z_][A-Za-z0-9_.\/\-]*/"
_FORMULA_WORD = r"/[A-Za-z_][A-Za-z0-9_]*/"

_GRAMMAR = r"""
queries: expression ("," expression)* -> metric_query
formula: expression
monitor: WORD "(" WORD ")" ":" expression COMPARATOR threshold -> monitor
       | WORD "(" WORD "(" WORD ")" "," WORD ")" ":" expression COMPARATOR threshold -> change_monitor
threshold: NUMBER | "-" NUMBER -> negative_threshold

?expression: product | expression (PLUS | MINUS) product -> arithmetic
?product: unary | product (TIMES | OVER) unary -> arithmetic
?unary: chain | MINUS unary -> negation
?chain: atom | chain "." WORD "(" [arguments] ")" -> chained
?atom: leaf
     | NUMBER -> number
     | WORD -> name
     | WORD "(" [arguments] ")" -> wrapped
     | "(" expression ")"

arguments: argument ("," argument)*
?argument: expression | STRING -> text | WORD "=" value -> option
?value: NUMBER -> number | MINUS NUMBER -> negative_number | STRING -> text | WORD -> name

leaf: [WORD ":"] WORD "{" [scope] "}" [by]
by: _BY "{" [TAG ("," TAG)*] "}"

scope: either | symbolic
symbolic: filter "," signed ("," signed)* | "!" filter ("," signed)* -> symbolic_negated
?signed: filter | "!" filter -> negated
?either: both (_OR both)* -> any_of
?both: single (_AND single)* -> all_of
?single: filter | group | _NOT single -> negated | "(" either ")"
filter: TAG -> tag | KEY STRING -> quoted_tag
?group: KEY "(" alternative (_OR alternative)* ")" -> one_of
     | TAG _IN "(" alternative ("," alternative)* ")" -> listed
     | TAG _NOT _IN "(" alternative ("," alternative)* ")" -> not_listed
?alternative: TAG -> plain | STRING -> text_value

COMPARATOR: ">=" | "<=" | "==" | "!=" | ">" | "<"
PLUS: "+"
MINUS: "-"
TIMES: "*"
OVER: "/"
NUMBER: /(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,3})?(?![A-Za-z0-9_])/
STRING: /"[^"]{0,1000}"|'[^']{0,1000}'/
WORD: WORD_PATTERN
_BY.2: /(by|BY)(?=\s*\{)/
_AND.3: /(AND|and)(?=[\s()])/
_OR.3: /(OR|or)(?=[\s()])/
_NOT.3: /(NOT|not)(?=[\s()])/
_IN.3: /(IN|in)(?=[\s(])/
KEY.2: /[^\s,{}()"'!]+:(?=["'(])/
TAG.1: /[^\s,{}()"'!][^\s,{}()"']*/

%ignore /[ \t\r\n\f\v]+/
"""


def build_parser(start: Start, transformer: Transformer[Token, object]) -> Lark:
    """The parser for one kind of text. Its `transformer` is called while it parses, from the leaves upwards:
    transforming afterwards would recurse, and the text would decide how deep.
    """
    word = _FORMULA_WORD if start == "formula" else _METRIC_WORD
    return Lark(
        _GRAMMAR.replace("WORD_PATTERN", word),
        parser="lalr",
        lexer="contextual",
        start=start,
        transformer=transformer,
        maybe_placeholders=True,
    )
