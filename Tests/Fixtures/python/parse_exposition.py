"""Parses an exposition with the official Python client and prints what it found.

Usage: parse_exposition.py text|openmetrics FILE
Exits 1 with the parser's message when the parser refuses the file.
"""

import sys

from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_openmetrics
from prometheus_client.parser import text_string_to_metric_families as parse_text


def main() -> int:
    kind, path = sys.argv[1], sys.argv[2]
    parse = {"text": parse_text, "openmetrics": parse_openmetrics}[kind]
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    try:
        families = list(parse(text))
    except Exception as error:  # The parser raises several kinds; each means "refused".
        print(f"{kind} parser refuses {path}: {error}", file=sys.stderr)
        return 1
    undocumented = [family.name for family in families if not family.documentation]
    if undocumented:
        print(f"families without help: {undocumented}", file=sys.stderr)
        return 1
    samples = sum(len(family.samples) for family in families)
    print(f"{len(families)} families, {samples} samples")
    return 0


sys.exit(main())
