"""Every word of the scenario language changes an event in some random world, but for those for people or measures."""

import os

from tests.engine_equivalence.random_worlds import worlds_of_seed
from tests.engine_equivalence.tally import Tally

EXAMPLES = int(os.environ.get("HOMEFIRST_EXAMPLES", "12"))
"""Random worlds at most. On demand so many (HOMEFIRST_EXAMPLES=3000), and then every word is wanted in WANTED."""
SEED = int(os.environ.get("HOMEFIRST_SEED", "1"))
WANTED = 20 if EXAMPLES >= 1_000 else 1
WHOLE = 150
"""From so many worlds on each word must have changed an event."""
SOME = 120
"""Words that change an event in the few worlds that are drawn unless more are asked for."""
MOST = 20 if EXAMPLES < WHOLE else 40
"""Words tried in one world."""
WEAKEST = 10
OFTEN, SHOWN = 25, 20
"""Worlds between two lines of progress, and words still wanted that one names."""


def test_every_word_changes_an_event() -> None:
    tally = Tally()
    for number, made in enumerate(worlds_of_seed(SEED, EXAMPLES), 1):
        tally.add(made, WANTED, MOST)
        if number % OFTEN == 0:
            wanted = tally.fewer(WANTED)
            names = ", ".join(wanted) if len(wanted) <= SHOWN else ""
            print(f"{number} of at most {EXAMPLES} worlds: {len(wanted)} words still wanted {names}", flush=True)
        if not tally.fewer(WANTED):
            print(f"seed {SEED}: after {number} worlds each word has changed an event in {WANTED}")
            break
    print(*tally.weakest(WEAKEST), sep="\n")
    if EXAMPLES < WHOLE:
        assert len(tally.changed) > SOME, f"{len(tally.changed)} words changed an event in {EXAMPLES} worlds"
        return
    missing = [f"{word} ({tally.changed[word]} of {tally.tried[word]} worlds)" for word in tally.fewer(WANTED)]
    assert not missing, f"changed events in fewer than {WANTED} worlds: {', '.join(missing)}"
