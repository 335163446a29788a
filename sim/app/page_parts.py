"""Parts of every page: tables and pictures that a screen reader can follow, and texts that hold no markup."""

import html
import re
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path

import streamlit as st
from pydantic import ValidationError

LONGEST_FAULT = 400
"""Letters of a fault that are shown: a list of all that is allowed may be longer."""
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~&])")
SHEET = """<style>
.hf-wide { overflow-x: auto; margin: 0 0 1.2rem 0; }
.hf-wide:focus-visible, .hf-printed:focus-visible { outline: 3px solid #7A6FD8; outline-offset: 2px; }
.hf-wide table { border-collapse: collapse; width: 100%; font-size: 0.95rem; }
.hf-wide caption { text-align: left; font-weight: 600; padding: 0.2rem 0 0.5rem 0; }
.hf-wide th, .hf-wide td { padding: 0.35rem 0.6rem; border-bottom: 1px solid rgba(128, 124, 140, 0.45);
  vertical-align: top; text-align: left; font-weight: 400; }
.hf-wide thead th { border-bottom: 2px solid #807C8C; font-weight: 600; vertical-align: bottom; }
.hf-wide tbody th { font-weight: 600; min-width: 9rem; }
.hf-printed { overflow-x: auto; font-size: 0.8rem; padding: 0.6rem; border: 1px solid rgba(128, 124, 140, 0.45); }
.hf-badge { white-space: nowrap; padding: 0.05rem 0.45rem; border: 1.5px solid; border-radius: 0.6rem;
  font-size: 0.85rem; }
.hf-assumption { border-style: dashed; font-weight: 600; }
.hf-weak-evidence { border-style: dotted; }
.hf-note { font-size: 0.9rem; margin: 0 0 0.6rem 0; }
.hf-wide .hf-number { text-align: right; font-variant-numeric: tabular-nums; }
.hf-wide td.hf-number { white-space: nowrap; }
.hf-wide caption span { display: inline-block; max-width: 82vw; }
.stMainBlockContainer { padding-top: 4rem; max-width: 80rem; }
</style>"""


class Badge(str):
    """What a figure rests on, shown as a badge in a table: evidence, weak evidence, assumption."""

    __slots__ = ()

    @property
    def cell(self) -> str:
        """The badge as HTML."""
        return f'<span class="hf-badge hf-{html.escape(self.replace(" ", "-"))}">{html.escape(self)}</span>'


def plain(text: object) -> str:
    """Return a text in which no letter is markup, for the labels and paragraphs of a page."""
    return _MARKUP.sub(r"\\\1", " ".join(str(text).split()))


def sheet() -> None:
    """Give the page the look of its tables."""
    st.html(SHEET)


def table(caption: str, headings: Sequence[str], rows: Iterable[Sequence[object]], numbers: Iterable[int] = ()) -> None:
    """Show a table with its caption; the first cell of each row is its heading, columns ``numbers`` stand right."""
    st.html(table_html(caption, headings, rows, numbers))


def table_html(
    caption: str, headings: Sequence[str], rows: Iterable[Sequence[object]], numbers: Iterable[int] = ()
) -> str:
    """Return a table as HTML; every cell is text. It can be scrolled from the keyboard where it is too wide."""
    right = set(numbers)
    look = [' class="hf-number"' if at in right else "" for at in range(len(headings))]
    head = "".join(f'<th scope="col"{look[at]}>{html.escape(words)}</th>' for at, words in enumerate(headings))
    body = "".join(f"<tr>{_row(row, look)}</tr>" for row in rows)
    label = html.escape(caption, quote=True)
    return (
        f'<div class="hf-wide" role="region" tabindex="0" aria-label="{label}"><table>'
        f"<caption><span>{html.escape(caption)}</span></caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(row: Sequence[object], look: Sequence[str]) -> str:
    first, *rest = [cell.cell if isinstance(cell, Badge) else html.escape(str(cell)) for cell in row]
    cells = "".join(f"<td{look[at]}>{cell}</td>" for at, cell in enumerate(rest, start=1))
    return f'<th scope="row">{first}</th>{cells}'


def picture(path: Path, title: str, alternative: str) -> None:
    """Show a picture, which has its title in it, and its words for those who do not see it."""
    if path.is_file():
        st.image(str(path), alt=alternative)
        with st.expander(f"In words: {plain(title)}"):
            st.text(alternative)


def note(text: str) -> None:
    """Show a text in smaller letters, in the full colour of writing; no letter of it is markup."""
    st.html(f'<p class="hf-note">{html.escape(text)}</p>')


def faults(error: Exception) -> None:
    """Show what is wrong, a line for each fault."""
    for line in str(error).splitlines():
        st.error(plain(textwrap.shorten(line, LONGEST_FAULT, placeholder=" ...")))


def first_fault(error: Exception) -> str:
    """Return what is wrong in a line: of fields that are out of range, the first with its name."""
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors(include_url=False)[0]
    return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"


def unfolded(heading: str, text: str) -> None:
    """Show what the command line says, as it says it, where it can be unfolded."""
    with st.expander(heading):
        printed(heading, text)


def printed(heading: str, text: str) -> None:
    """Show lines of the command line; they can be scrolled from the keyboard."""
    label = html.escape(heading, quote=True)
    st.html(f'<pre class="hf-printed" role="region" tabindex="0" aria-label="{label}">{html.escape(text)}</pre>')


def command(line: str) -> None:
    """Show a command to be copied."""
    st.code(line, language=None, wrap_lines=True)
