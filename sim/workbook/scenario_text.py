"""Scenario files as text: what was read from a workbook, with a first line that says where it comes from."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

_PLAIN = re.compile(r"[A-Za-z][\w.,;()+/-]*( [\w.,;()+/-]+)*|\d+ (day|month)s?")
_WORDS = ("true", "false", "null")


class _Quoting(yaml.SafeDumper):
    """Writes texts in quotes wherever a reader could take them for something else."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Quoting, text: str) -> yaml.ScalarNode:
    is_plain = _PLAIN.fullmatch(text) and text.lower() not in (*_WORDS, "yes", "no", "on", "off", "y", "n")
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=None if is_plain else '"')


_Quoting.add_representer(str, _text)


def yaml_text(content: Mapping[str, Any], origin: str) -> str:
    """Return a scenario file: a line of its origin, then its content, in the order given."""
    body = yaml.dump(dict(content), Dumper=_Quoting, sort_keys=False, allow_unicode=True, width=110)
    return f"# {origin}\n{body}"
