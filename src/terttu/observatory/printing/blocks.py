"""The blocks that a report is made of: plain values which the template sets one after another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Block = dict[str, Any]


def heading(text: str) -> Block:
    """The heading of a part of the report."""
    return {"kind": "heading", "text": text}


def subheading(text: str) -> Block:
    """A heading inside a part."""
    return {"kind": "subheading", "text": text}


def small_heading(text: str) -> Block:
    """A heading inside a card."""
    return {"kind": "small-heading", "text": text}


def paragraph(text: str, *, style: str = "plain") -> Block:
    """A paragraph: plain, lead (larger), quiet (smaller) or before (stays with what follows)."""
    return {"kind": "paragraph", "text": text, "style": style}


def bullets(items: Sequence[str], *, numbered: bool = False, style: str = "plain") -> Block:
    """A list, numbered or not."""
    return {"kind": "list", "items": list(items), "numbered": numbered, "style": style}


def note(title: str, text: str) -> Block:
    """A box with a few words to be kept in mind."""
    return {"kind": "note", "title": title, "text": text}


def figure(svg: str, alt: str, *, width: int = 100) -> Block:
    """A chart with the text that stands for it; ``width`` is a percentage of the line."""
    return {"kind": "figure", "svg": svg, "alt": alt, "width": width}


def table(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[float],
    right: Sequence[int] = (),
) -> Block:
    """A table with a row of headings; ``widths`` are parts of the line, ``right`` columns."""
    align = ["right" if at in right else "left" for at in range(len(head))]
    return {
        "kind": "table",
        "head": list(head),
        "rows": [list(row) for row in rows],
        "widths": list(widths),
        "align": align,
    }


def facts(rows: Sequence[tuple[str, str]]) -> Block:
    """Names with their figures, in two columns of pairs."""
    return {"kind": "facts", "rows": [list(row) for row in rows]}


def card(
    title: str, badge: str, strength: str, blocks: Sequence[Block], *, long: bool = False
) -> Block:
    """What belongs together under a heading; ``badge`` is a word beside it.

    ``strength`` names the look of the badge. It stays on one page unless it is ``long``.
    """
    return {
        "kind": "card",
        "title": title,
        "badge": badge,
        "strength": strength,
        "long": long,
        "blocks": list(blocks),
    }


def matrix(
    corner: str,
    groups: Sequence[tuple[str, Sequence[str]]],
    rows: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    *,
    total: str,
    totals: Sequence[str],
) -> Block:
    """Rows of marks (full, half, empty or dash) with a few words each; headings in two rows.

    The last column, headed ``total``, holds ``totals``.
    """
    return {
        "kind": "matrix",
        "corner": corner,
        "groups": [{"text": text, "span": len(heads)} for text, heads in groups],
        "heads": [text for _, heads in groups for text in heads],
        "rows": [
            {
                "name": name,
                "cells": [{"mark": mark, "text": text} for mark, text in cells],
                "total": whole,
            }
            for (name, cells), whole in zip(rows, totals, strict=True)
        ],
        "total": total,
    }
