"""Start the browser app: `python -m sim.app [address=127.0.0.1] [port=8501] [results=results]`."""

import importlib.util
import os
import re
import socket
import sys
from pathlib import Path

import sim
from sim.app.settings import LOCAL, OPEN, USUAL, WORDS, server_settings

HELP = f"""\
The browser app of Homefirst: choose a place and options, run, compare, sweep, look for the best mix, take away.

  python start.py app [KEY=VALUE ...]

  address   where it can be reached: {USUAL["address"]} (left out), from this computer alone; 0.0.0.0: from others too
  port      its port: {USUAL["port"]} (left out)
  results   folder to write to: {USUAL["results"]} (left out)

It has no passwords: whoever can reach it can run studies. Stop it with Ctrl+C; runs at work go on to their end."""


def words_given(words: list[str]) -> dict[str, str]:
    """Return the values of the words of the command line; leave with a line where one is not known or not in order."""
    given = dict(USUAL)
    for word in words:
        key, sign, value = word.partition("=")
        if key not in WORDS or not sign:
            sys.exit(f"command line: {word!r}: is none of {', '.join(f'{key}=' for key in WORDS)}")
        if not re.fullmatch(WORDS[key][0], value):
            sys.exit(f"command line: {key}: {value!r}: must be {WORDS[key][1]}")
        given[key] = value
    return given


def refuse_what_cannot_be(given: dict[str, str]) -> None:
    """Leave with a line where nothing can listen at the address and port, or nothing can be written to the folder."""
    address, port = given["address"], int(given["port"])
    try:
        family = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as listening:
            if os.name != "nt":
                listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind((address, port))
    except (OSError, OverflowError) as error:
        sys.exit(f"command line: address {address}, port {port}: cannot be used: {_words(error)}; name another")
    try:
        Path(given["results"]).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sys.exit(f"command line: results: {given['results']!r}: cannot be written: {_words(error)}")


def _words(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)


def main() -> None:
    """Start the server, and go on until it is stopped."""
    words = sys.argv[1:]
    if {"--help", "-h"} & set(words):
        print(HELP)
        return
    given = words_given(words)
    if importlib.util.find_spec("streamlit") is None:
        sys.exit("The app needs Streamlit: python start.py app installs it, or pip install 'homefirst[app]'")
    refuse_what_cannot_be(given)
    os.environ["HOMEFIRST_RESULTS"] = given["results"]
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(Path(sim.__file__).resolve().parents[1]), os.environ.get("PYTHONPATH", "")])
    )
    from streamlit.web import cli  # noqa: PLC0415 - only where it is installed

    from sim.app.catalogue import EXAMPLE, places, scenario  # noqa: PLC0415 - slow, and only for the server

    print("Getting ready ...", flush=True)
    places(), scenario(EXAMPLE)  # so that the first page comes at once

    script = Path(__file__).with_name("front.py")
    print(f"Homefirst is at http://{given['address']}:{given['port']} (Ctrl+C stops it)", flush=True)
    if given["address"] not in LOCAL:
        print(OPEN, flush=True)
    sys.argv = ["streamlit", "run", str(script), *server_settings(given["address"], given["port"])]
    cli.main()


if __name__ == "__main__":
    main()
