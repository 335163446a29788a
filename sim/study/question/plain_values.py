"""Parts of a question in plain values, as they are hashed and written down."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sim.description.interventions import Intervention, Option
from sim.description.outlooks import Outlook

WORDS = ("title", "description", "source", "basis")
"""Keys of an outlook that decide no result."""


def option_content(name: str, option: Option, does: Mapping[str, Any]) -> dict[str, Any]:
    """Return an option in plain values: its words, what it does (``does``), and as it was written."""
    words = {"name": name, "title": option.title, "description": option.description, "why": option.why}
    written = option.model_dump(mode="json", exclude_unset=True)
    return {**words, "source": option.source, **does, "as_written": written}


def plain(interventions: Mapping[str, Intervention]) -> dict[str, Any]:
    """Return interventions by name in plain values."""
    return {name: intervention.model_dump(mode="json") for name, intervention in interventions.items()}


def plain_outlooks(outlooks: Mapping[str, Outlook], *without: str) -> dict[str, Any]:
    """Return outlooks by name under the key `outlooks`, ``without`` some of their keys; nothing without any."""
    written = {
        name: outlook.model_dump(mode="json", exclude_unset=True, exclude=set(without))
        for name, outlook in outlooks.items()
    }
    return {"outlooks": written} if written else {}


def hash_of(content: Mapping[str, Any]) -> str:
    """Return the hash of plain values, whatever the order of their keys."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
