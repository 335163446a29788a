"""The app's pages without a browser: the words of a page for a draft."""

from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from sim.app import jobs

SCRIPT = Path(jobs.__file__).with_name("front.py")


def shown(page: str, **address: str) -> AppTest:
    """Return a page as it stands for an address; fail where it raises."""
    app = AppTest.from_file(str(SCRIPT), default_timeout=60)
    app._page_hash = calc_hash(page)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def words(app: AppTest) -> str:
    """Return all that a page says, without the marks that keep its letters from being markup."""
    texts = [*(str(part.value) for part in app.markdown), *(str(part.proto.body) for part in app.get("html"))]
    return "\n".join(texts).replace("\\", "")
