"""Parses PromQL with the promql-parser package and prints the names of the series of each expression.

Usage: parse_promql.py FILE
FILE holds one expression a line, Grafana's variables replaced. For each one line is printed: the names it selects,
sorted, with the labels of their conditions. Exits 1 when an expression is refused.
"""

import sys

import promql_parser


def selectors(expression):
    if isinstance(expression, promql_parser.VectorSelector):
        yield expression
    for part in ("lhs", "rhs", "expr", "vector_selector", "param"):
        child = getattr(expression, part, None)
        if child is not None:
            yield from selectors(child)
    for child in getattr(expression, "args", None) or []:
        yield from selectors(child)


def describe(selector):
    labels = ",".join(sorted(matcher.name for matcher in selector.matchers.matchers))
    return f"{selector.name}{{{labels}}}"


def main() -> int:
    refused = 0
    with open(sys.argv[1], encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            try:
                expression = promql_parser.parse(line.rstrip("\n"))
            except Exception as error:  # The parser raises several kinds; each means "refused".
                print(f"line {number}: {error}: {line}", file=sys.stderr)
                refused += 1
                continue
            print(" ".join(sorted(describe(selector) for selector in selectors(expression))))
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
