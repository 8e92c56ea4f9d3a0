"""Builds the icon sprite core/icons.svg from a folder of Tabler's outline icons (MIT)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

TARGET = Path(__file__).parents[2] / "src/terttu/portal/core/static/core/icons.svg"

NAMES = {
    "accessible": "accessible",
    "alert": "alert-triangle",
    "anchor": "anchor",
    "arrow-left": "arrow-left",
    "arrow-right": "arrow-right",
    "authority": "building-bank",
    "bolt": "bolt",
    "building": "building",
    "bulb": "bulb",
    "calendar": "calendar",
    "chart": "chart-bar",
    "check": "circle-check",
    "chevron-down": "chevron-down",
    "chevron-left": "chevron-left",
    "chevron-right": "chevron-right",
    "clock": "clock",
    "close": "x",
    "company": "building-factory-2",
    "compass": "compass",
    "cpu": "cpu",
    "dashboard": "layout-dashboard",
    "download": "download",
    "droplet": "droplet",
    "edit": "edit",
    "error": "circle-x",
    "external": "external-link",
    "eye": "eye",
    "file": "file-text",
    "filter": "filter",
    "fish": "fish",
    "flag": "flag",
    "food": "tools-kitchen-2",
    "group": "users-group",
    "hammer": "hammer",
    "handshake": "heart-handshake",
    "heart": "heartbeat",
    "help": "help-circle",
    "history": "history",
    "home": "home",
    "inbox": "inbox",
    "info": "info-circle",
    "key": "key",
    "language": "language",
    "leaf": "leaf",
    "link": "link",
    "list": "list",
    "lock": "lock",
    "login": "login-2",
    "logout": "logout",
    "mail": "mail",
    "map": "map-2",
    "menu": "menu-2",
    "messages": "messages",
    "mountain": "mountain",
    "network": "topology-star-3",
    "phone": "phone",
    "pin": "map-pin",
    "plant": "plant-2",
    "plus": "plus",
    "print": "printer",
    "quote": "quote",
    "recycle": "recycle",
    "rocket": "rocket",
    "scale": "scale",
    "scatter": "chart-dots",
    "school": "school",
    "search": "search",
    "seedling": "seedling",
    "send": "send",
    "settings": "settings",
    "share": "share",
    "shield": "shield-check",
    "ship": "ship",
    "shirt": "shirt",
    "sparkles": "sparkles",
    "stack": "stack-2",
    "table": "table",
    "tag": "tag",
    "target": "target-arrow",
    "tent": "tent",
    "trash": "trash",
    "tree": "trees",
    "trend": "chart-line",
    "truck": "truck",
    "upload": "upload",
    "user": "user",
    "users": "users",
    "verified": "rosette-discount-check",
    "water": "ripple",
    "wheat": "wheat",
    "world": "world",
}


def symbol(name: str, drawing: str) -> str:
    """One <symbol> holding the shapes of an outline icon, without its empty frame."""
    inner = drawing.split(">", 1)[1].rsplit("</svg>", 1)[0]
    shapes = [s for s in re.findall(r"<[^>]+/>", inner) if 'stroke="none"' not in s]
    body = "".join(re.sub(r"\s+", " ", s).replace(" />", "/>") for s in shapes)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>'


def main(folder: Path) -> None:
    """Write the sprite; the folder is the package's icons/outline."""
    symbols = (symbol(n, (folder / f"{f}.svg").read_text()) for n, f in sorted(NAMES.items()))
    head = '<svg xmlns="http://www.w3.org/2000/svg" fill="none">\n'
    TARGET.write_text(head + "\n".join(symbols) + "\n</svg>\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the folder icons/outline of the package @tabler/icons.")
    main(Path(sys.argv[1]))
