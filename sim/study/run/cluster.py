"""A Dask cluster as an executor: `executor=dask:ADDRESS`, or `executor=dask:FILE` with the file of its scheduler.

Dask is an extra (`pip install "homefirst[cluster]"`). Its traffic is pickled Python: whoever reaches the scheduler can
run code on every worker, so let it listen on this machine, a network of one's own, or TLS only.
"""

import json
import logging
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sim.description.files import path_of
from sim.description.input_errors import InputError, InputErrors, shown
from sim.study.run.executors import ExecutorWorkers
from sim.study.run.results_store import model_hash
from sim.study.run.whole_files import text_of

Client = Any
"""A client of Dask, which may not be there."""
COMMAND, KEY = "command line", "executor"
PREFIX = "dask:"
PROTOCOLS = ("tcp://", "tls://", "ucx://", "ws://", "wss://")
TIMEOUT = 5.0
"""Seconds within which a scheduler answers, or is refused."""
LARGEST_FRAME = 1_000_000
"""Bytes, or parts, of a greeting at most."""
PATIENCE = 60.0
"""Seconds without any worker after which results are no longer awaited."""


def cluster_workers(words: str, also: Sequence[str]) -> ExecutorWorkers:
    """Return the workers of a Dask cluster that has this very program.

    ``words`` are ``dask:ADDRESS`` or ``dask:FILE``, ``also`` the files that decide the results besides the model.

    Raises
    ------
    InputErrors
        If Dask is not there, the address does not answer within `TIMEOUT`, there are no workers, or another version.
    """
    address = _address(words)
    client = _client(address, words)
    try:
        _check(client, words, also)
        count = len(_workers(client))
    except InputErrors:
        client.close(timeout=TIMEOUT)
        raise
    return ExecutorWorkers(
        client.get_executor(pure=False), count, _watch(client), lambda: client.close(timeout=TIMEOUT)
    )


def _address(words: str) -> str:
    """Return the address of the scheduler: the one given, or the one in its file."""
    given = words.removeprefix(PREFIX)
    if given.startswith(PROTOCOLS):
        return given
    path = path_of(given, KEY)
    try:
        text = text_of(path)
        content = json.loads(text or "{}")
    except (OSError, ValueError):
        text = content = ""
    if text is None:
        raise _refused(words, f"is no address ({', '.join(PROTOCOLS[:2])}HOST:PORT), and there is no such file")
    address = content.get("address") if isinstance(content, dict) else None
    if not isinstance(address, str) or not address.startswith(PROTOCOLS):
        raise _refused(words, "is no file of a scheduler: dask scheduler --scheduler-file FILE writes one")
    return address


def _client(address: str, words: str) -> Client:
    try:
        import distributed  # noqa: PLC0415 - an extra
    except ImportError:
        raise _refused(words, 'needs Dask: pip install "homefirst[cluster]"') from None
    known = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in ("distributed", "tornado")]
    for name in known:  # what they say while they try again is said in one line, in our words
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)

    if fault := _unheard(address):
        raise _refused(words, fault)

    class Closed(distributed.Client):  # type: ignore[misc]
        """A client that is closed when it is left, and not once more when it is forgotten."""

        def __del__(self) -> None:
            """Do nothing: one that could not connect would wait for its end."""

    try:
        return Closed(address, timeout=TIMEOUT, set_as_default=False)
    except Exception as error:  # whatever another kind of server at that address says makes errors of any kind
        why = " ".join(str(error).split())[:120] or type(error).__name__
        raise _refused(words, f"does not answer as a Dask scheduler within {TIMEOUT:g} s ({why})") from None


def _unheard(address: str) -> str:
    """Return what is wrong where nobody listens, or who listens does not greet as a Dask scheduler does; else nothing.

    A scheduler sends a frame as soon as somebody connects: its number of parts, then their lengths, 8 bytes each. A
    client alone would wait for minutes on a server that says nothing.
    """
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), TIMEOUT) as connection:
            connection.settimeout(TIMEOUT)
            greeting = b"" if parts.scheme != "tcp" else connection.recv(8)
    except (OSError, ValueError) as error:
        why = " ".join(str(error).split())[:80] or type(error).__name__
        return f"does not answer within {TIMEOUT:g} s ({why})"
    is_frame = parts.scheme != "tcp" or (len(greeting) == 8 and 0 < int.from_bytes(greeting, "little") < LARGEST_FRAME)
    return "" if is_frame else "answers, but is no Dask scheduler"


def _check(client: Client, words: str, also: Sequence[str]) -> None:
    """Refuse a cluster without workers, of another version of Dask, or whose workers have another program."""
    if not _workers(client):
        raise _refused(words, f"has no worker: dask worker {client.scheduler.address} --nthreads 1 starts one")
    versions: Mapping[str, Any] = client.get_versions()
    mine = versions["client"]["packages"]
    for where, theirs in {"the scheduler": versions["scheduler"], **versions["workers"]}.items():
        for package in ("python", "distributed", "msgpack", "cloudpickle"):
            if (other := theirs["packages"].get(package)) != mine.get(package):
                raise _refused(words, f"{where} has {package} {other}, here is {mine.get(package)}: they must be equal")
    try:
        models = client.run(model_hash, *also)
    except (ImportError, AttributeError) as error:
        where = f"its workers cannot load this program ({' '.join(str(error).split())[:120]})"
        raise _refused(words, f"{where}: install the same version there") from None
    for worker, model in models.items():
        if model != (here := model_hash(*also)):
            rule = f"worker {worker} has another version of this program or its libraries ({model}, here {here})"
            raise _refused(words, f"{rule}: install the same there")


def _workers(client: Client) -> Mapping[str, Any]:
    return dict(client.scheduler_info(n_workers=-1)["workers"])


def _watch(client: Client) -> Callable[[], str]:
    """Return what says that the scheduler is gone, or that there has been no worker for `PATIENCE`."""
    seen = [time.monotonic()]

    def fault() -> str:
        try:
            there = client.status == "running" and bool(_workers(client))
        except (OSError, TimeoutError, RuntimeError):
            there = False
        if client.status in ("closed", "closing", "failed"):
            return "the scheduler is gone"
        if there:
            seen[0] = time.monotonic()
        return f"no worker has been there for {PATIENCE:g} s" if time.monotonic() - seen[0] > PATIENCE else ""

    return fault


def _refused(words: str, rule: str) -> InputErrors:
    return InputErrors([InputError(COMMAND, KEY, shown(words), message=rule)])
