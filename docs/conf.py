"""The documentation site: which pages of the project it holds, and how they look.

The source is the project itself, so that a page and its links are the same here as in the project: nothing is copied.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import sim  # noqa: E402 - found by the line above

project = "Homefirst"
author = "The Homefirst authors"
copyright = "The Homefirst authors; text and code under the MIT licence"
version = release = sim.__version__
language = "en-GB"

root_doc = "docs/index"
include_patterns = [
    "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/**.md", "docs/notebooks/*.ipynb", "results/README.md",
    "scenarios/**README.md",
]  # fmt: skip
exclude_patterns = [".*", ".venv"]

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "docs.generated_pages"]
nb_execution_mode = "off"  # the notebooks hold their outputs; a test runs them from nothing
highlight_language = "text"  # where a block names no language, it is what a screen shows
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]
autodoc_typehints = "none"  # types stand in the signature of `help(sim.compare)`; the page says units and words
napoleon_numpy_docstring = True

html_theme = "furo"
html_title = "Homefirst"
html_extra_path = ["first_page"]
html_copy_source = False
html_show_sourcelink = False
pygments_style = "a11y-high-contrast-light"
pygments_dark_style = "a11y-high-contrast-dark"
