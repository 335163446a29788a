"""From where the app can be reached: this computer alone, or others too where that is asked for: HOMEFIRST_LONG=1."""

import os
import socket
import urllib.request
from pathlib import Path

import pytest

from tests.behaviour.browser import server

if os.environ.get("HOMEFIRST_LONG") != "1":
    pytest.skip("the app's server: HOMEFIRST_LONG=1", allow_module_level=True)
pytest.importorskip("streamlit")


def own_address() -> str:
    """Return the address of this machine that others see; nothing is sent to find it out."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            asked.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine has no address but its own loopback")
        return str(asked.getsockname()[0])


@pytest.mark.parametrize(("words", "reached"), [((), False), (("address=0.0.0.0",), True)])
def test_other_addresses_reach_it_only_if_asked_for(words: tuple[str, ...], reached: bool, tmp_path: Path) -> None:
    with server(tmp_path / "results", *words) as here:
        with urllib.request.urlopen(f"{here}/_stcore/health", timeout=10) as answer:
            assert answer.status == 200
        there = here.replace("127.0.0.1", own_address())
        if not reached:
            with pytest.raises(OSError, match="refused"):
                urllib.request.urlopen(f"{there}/_stcore/health", timeout=10)
            return
        with urllib.request.urlopen(f"{there}/_stcore/health", timeout=10) as answer:
            assert answer.status == 200
