"""Every word of the scenario language changes an event in some random world, but for those for people or measures."""

import os

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.engine_equivalence.random_worlds import Made, worlds
from tests.engine_equivalence.words import Tally

EXAMPLES = int(os.environ.get("HOMEFIRST_EXAMPLES", "8"))
"""Random worlds drawn. On demand so many (HOMEFIRST_EXAMPLES=3000), and then every word is wanted in WANTED of them."""
SEED = int(os.environ.get("HOMEFIRST_SEED", "1"))
WANTED = 20 if EXAMPLES >= 3_000 else 1
WHOLE = 200
"""From so many worlds on each word must have changed an event."""
SOME = 40
"""Words that change an event in the few worlds that are drawn unless more are asked for."""
MOST = 30
"""Words tried in one world."""


def test_every_word_changes_an_event() -> None:
    tally = Tally()

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(worlds())
    def each(made: Made) -> None:
        tally.add(made, WANTED, MOST)

    each()
    if EXAMPLES < WHOLE:
        assert len(tally.changed) > SOME, f"{len(tally.changed)} words changed an event in {EXAMPLES} worlds"
        return
    missing = [f"{word} ({tally.changed[word]} of {tally.tried[word]} worlds)" for word in tally.fewer(WANTED)]
    assert not missing, f"changed events in fewer than {WANTED} worlds: {', '.join(missing)}"
