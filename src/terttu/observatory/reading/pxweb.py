"""Labels as PxWeb writes them in CSV: a code, a space and a name in one cell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cells import Rows

_CODED = re.compile(
    r"(?P<code>(?:[A-Z]{1,3})?\d+(?:[._-][A-Z]?\d+)*|[A-Z](?:[_-][A-Z])*|SSS)\s+(?P<name>.*[^\W\d].*)"
)


def with_codes(rows: Rows, roles: Sequence[str]) -> Rows:
    """``rows`` with ``KU049 Espoo`` as the code KU049 and the name Espoo beside it.

    That is done for a role where most labels are of that kind and no code stands for two names;
    a label without a code (``KOKO MAA``) then stays what it is.
    """
    for role in roles:
        names = rows.names.get(role, ())
        found = {name: match for name in names if (match := _CODED.fullmatch(name))}
        codes = [found[name]["code"] if name in found else name for name in names]
        if 2 * len(found) <= len(names) or len(set(codes)) < len(set(names)):
            continue
        texts = [found[name]["name"] if name in found else name for name in names]
        label = {f"{role}_label": texts}
        rows = replace(
            rows,
            names={**rows.names, role: codes},
            beside={**rows.beside, role: {**label, **rows.beside.get(role, {})}},
        )
    return rows
