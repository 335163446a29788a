"""In how many random worlds each word of the scenario language changes an event.

A word that stands in a world is tried by giving it other values; both event logs are compared.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain, islice, zip_longest

from sim.description.system import Description
from sim.engine.engines import run
from sim.outcome import Endless
from tests.engine_equivalence.random_worlds import Made, world_of
from tests.engine_equivalence.word_values import instead
from tests.engine_equivalence.words import Keys, Word, language, standing

FROM_DAY = 10.0
ENGINE = "compiled"
"""Either would do: they agree. This one is quick."""
PLACES = 8
"""Places of a word tried in one world."""
TRIES = 8
"""Values tried for a word in one world until the event log differs."""


@dataclass
class Tally:
    """In how many worlds each word stood and was tried, and in how many it changed an event."""

    tried: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)

    def add(self, made: Made, wanted: int, most: int) -> None:
        """Try so many words of a world that have changed events in fewer worlds than wanted, the fewest first."""
        words: dict[str, list[Word]] = {}
        at: dict[Keys, set[str]] = {}
        for word in standing(made.description):
            words.setdefault(word.name, []).append(word)
            at.setdefault(word.keys, set()).add(word.name)
        lacking = [name for name in words if self.changed[name] < wanted]
        lacking.sort(key=lambda name: (self.changed[name], self.tried[name], name))
        changed: set[str] = set()
        before = _events(made) if lacking else b""
        for name in lacking[:most]:
            self.tried[name] += 1
            if name not in changed and (hit := _changes(made, self._some(words[name]), before)):
                changed |= at[hit.keys]
        self.changed.update(changed)

    def _some(self, words: list[Word]) -> list[Word]:
        """Return some of the places of a word, others each time."""
        first = PLACES * self.tried[words[0].name] % len(words)
        return [*words[first:], *words[:first]][:PLACES]

    def fewer(self, wanted: int) -> list[str]:
        """Return the words of the language that changed an event in fewer worlds than wanted."""
        return sorted(word for word in language() if self.changed[word] < wanted)

    def weakest(self, number: int) -> list[str]:
        """Return the words that changed an event least often, for how often they were tried."""
        words = sorted(language(), key=lambda word: (self.changed[word] / max(self.tried[word], 1), word))
        return [f"{word}: {self.changed[word]} of {self.tried[word]} worlds" for word in words[:number]]


def _changes(made: Made, words: list[Word], before: bytes) -> Word | None:
    """Return the place where a word changes an event, if one of its other values does."""
    content = made.description.model_dump()
    for word, description in islice(_by_turns(words, content), TRIES):
        other = world_of(description, made.seed, whole_days=made.whole_days)
        if _events(other) != before:
            return word
    return None


def _by_turns(words: list[Word], content: dict[str, object]) -> chain[tuple[Word, Description]]:
    """Yield one other value for each place of a word, then the next."""
    rows = zip_longest(*(((word, description) for description in instead(word, content)) for word in words))
    return chain.from_iterable(filter(None, row) for row in rows)


def _events(made: Made) -> bytes:
    try:
        return run(made.tables, made.demand, FROM_DAY, ENGINE, log=True).events.tobytes()
    except Endless:
        return b""
