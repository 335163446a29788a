"""Run the notebooks of `docs/notebooks/` from nothing: each cell of each, in order, in a process of its own.

python -m docs.run_notebooks [NAME ...]          run them; exit code 1 if a cell fails
python -m docs.run_notebooks --keep [NAME ...]   the same, and keep what they put out in their files
"""

import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FOLDER = Path(__file__).resolve().parent / "notebooks"
LONGEST = 900
"""Seconds that a cell may take on a busy machine."""


def run(path: Path, keep: bool) -> bool:
    """Run a notebook; tell how long it took, or which error stopped it; return whether it ran to its end."""
    notebook, clock = nbformat.read(path, as_version=4), time.perf_counter()
    client = NotebookClient(
        notebook, timeout=LONGEST, resources={"metadata": {"path": str(FOLDER)}}, record_timing=False
    )
    try:
        client.execute()
    except CellExecutionError as error:
        print(f"{path.stem}: {error}", flush=True)
        return False
    print(f"{path.stem}: {time.perf_counter() - clock:.0f} s", flush=True)
    if keep:
        nbformat.write(notebook, path)
    return True


def main(words: list[str]) -> int:
    """Run the notebooks that are named, or all; return 1 if one fails."""
    keep, names = "--keep" in words, [word for word in words if word != "--keep"]
    paths = {path.stem: path for path in sorted(FOLDER.glob("*.ipynb"))}
    if unknown := set(names) - set(paths):
        print(f"no notebook called {', '.join(sorted(unknown))} (there are {', '.join(paths)})")
        return 2
    ended = [run(paths[name], keep) for name in names or paths]
    return int(not all(ended))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
