"""A process that runs the smallest world twice in the compiled engine, and says the seconds that each step took."""

import time
from importlib import import_module
from itertools import pairwise

from tests.bench.screen import say


def main() -> None:
    """Say the seconds of the imports, of the first run, of the second, and of the whole process."""
    begun = time.process_time()
    load = import_module("tests.bench.system").load
    import_module("sim.engine.compiled.run")
    event_times = [begun, time.process_time()]
    for _ in range(2):
        load()
        event_times.append(time.process_time())
    say(*(after - before for before, after in pairwise(event_times)), event_times[-1])


if __name__ == "__main__":
    main()
