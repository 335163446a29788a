"""YAML as planners write it → plain mappings, lists, texts, numbers and dates, with a fault for anything else.

Fewer surprises than YAML at large: ``1e9`` is a number; only ``true`` and ``false`` are switches, so ``no`` and ``on``
stay words; ``12:30`` and ``010`` are not read in base 60 or 8; a key stands once; tags, anchors and aliases are
refused.
"""

import datetime
import re
from collections.abc import Iterator

import yaml

from sim.description.files import Source
from sim.description.input_errors import InputError, InputErrors, shown, shown_key

DEEPEST = 40
"""Levels of nesting in one file."""
Plain = None | bool | int | float | str | datetime.date | list["Plain"] | dict[str, "Plain"]

_WORDS: dict[str, Plain] = {"": None, "~": None, "null": None, "true": True, "false": False}
_WORDS |= {".inf": float("inf"), "+.inf": float("inf"), "-.inf": float("-inf"), ".nan": float("nan")}
_WHOLE = re.compile(r"[-+]?[0-9]{1,300}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(source: Source) -> tuple[dict[str, Plain], list[InputError]]:
    """Return the mapping that the file holds, with the faults that did not stop the reading.

    Raises
    ------
    InputErrors
        If the file cannot be read to its end, or holds no mapping.
    """
    try:
        reading = _Reading(source, yaml.parse(source.text(), Loader=_LOADER))
        content = reading.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"{source}, line {mark.line + 1}" if mark else str(source)
        raise InputErrors([InputError(where, message=f"is not YAML: {error.problem or error.context}")]) from None
    except yaml.YAMLError:
        raise InputErrors(
            [InputError(str(source), message="is not YAML: it holds a character that text may not hold")]
        ) from None
    if not isinstance(content, dict):
        rule = "is empty" if content is None else f"must hold keys with values, but holds {shown(content)}"
        raise InputErrors([*reading.errors, InputError(str(source), message=rule)])
    return content, reading.errors


class _Reading:
    """One pass over the events of a file, building plain values and noting faults."""

    def __init__(self, source: Source, events: Iterator[yaml.Event]) -> None:
        self.source, self.events = source, events
        self.errors: list[InputError] = []

    def document(self) -> Plain:
        next(self.events)
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        content = self.value(next(self.events), ())
        next(self.events)
        if not isinstance(after := next(self.events), yaml.StreamEndEvent):
            self.note(after, (), "a file holds one document: '---' stands twice")
        return content

    def note(self, event: yaml.Event, keys: tuple[object, ...], message: str) -> None:
        self.errors.append(InputError(self.where(event), shown_key(*keys), message=message))

    def where(self, event: yaml.Event) -> str:
        return f"{self.source}, line {event.start_mark.line + 1}" if event.start_mark else str(self.source)

    def value(self, event: yaml.Event, keys: tuple[object, ...]) -> Plain:
        if len(keys) > DEEPEST:
            message = f"is nested deeper than {DEEPEST} levels"
            raise InputErrors([*self.errors, InputError(self.where(event), message=message)])
        if getattr(event, "anchor", None):
            self.note(event, keys, "anchors (&) and aliases (*) are not allowed: write the value out")
        if tag := getattr(event, "tag", None):
            self.note(event, keys, f"tags ({tag[:40]}) are not allowed: write a plain value")
        if isinstance(event, yaml.ScalarEvent):
            return _plain(event.value) if event.implicit[0] else str(event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.items(keys)
        return self.mapping(keys) if isinstance(event, yaml.MappingStartEvent) else None

    def items(self, keys: tuple[object, ...]) -> list[Plain]:
        content: list[Plain] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            content.append(self.value(event, (*keys, len(content))))
        return content

    def mapping(self, keys: tuple[object, ...]) -> dict[str, Plain]:
        content: dict[str, Plain] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.value(event, (*keys, "?"))
            if not isinstance(key, str):
                self.note(event, keys, f"a key must be text (put it in quotes), not {shown(key)}")
                key = str(getattr(event, "value", "?"))
            path = (*keys, key)
            if key in content:
                self.note(event, path, "this key stands twice")
            content[key] = self.value(next(self.events), path)
        return content


def _plain(text: str) -> Plain:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    if _DATE.fullmatch(text):
        try:
            return datetime.date.fromisoformat(text)
        except ValueError:
            return text
    return text
