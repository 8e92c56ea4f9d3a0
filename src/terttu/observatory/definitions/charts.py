"""Pictures of definitions: the tree of industries, their similarities, and their network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ..charts import FONTS
from ..errors import TerttuError
from .membership import main_labels
from .network import industry_space
from .partitions import ward_tree

if TYPE_CHECKING:
    import xarray as xr

    from .definition import Definition

_COLOURS = [
    "#00574f", "#b3541e", "#2f5d9b", "#8c2f6b", "#6b7a1e", "#c2185b", "#4a4a8a", "#a67c00",
    "#1b7f3b", "#7a4b2a", "#0081a7", "#9e2a2b",
]  # fmt: skip
_ALONE = "#8a8f98"
_FONT = {"font": "Figtree", "config": {"view": {"stroke": None}, "font": "Figtree"}}
_SIDE = 22


def draw(
    definitions: Sequence[Definition],
    combined: xr.DataArray,
    labels: Mapping[str, str],
    *,
    title: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """SVG by file name: ``dendrogram.svg``, ``similarities.svg`` and ``network.svg``.

    ``labels`` name the industries, ``title`` the pictures. Raises TerttuError without the
    optional extra ``charts``.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise TerttuError(
            "Charts need the extra 'charts' (pip install 'terttu[charts]'); or add --no-charts."
        ) from error
    vl_convert.register_font_directory(str(FONTS))
    named = dict(title or {})
    specifications = {
        "dendrogram": dendrogram(definitions, combined, labels),
        "similarities": heat_map(definitions, combined, labels),
        "network": network(definitions, combined, labels),
    }
    return {
        f"{name}.svg": vl_convert.vegalite_to_svg({**specification, "title": named.get(name, "")})
        for name, specification in specifications.items()
    }


def dendrogram(
    definitions: Sequence[Definition], combined: xr.DataArray, labels: Mapping[str, str]
) -> dict[str, Any]:
    """The tree of Ward's linkage with the industries coloured by definition, as Vega-Lite."""
    from scipy.cluster.hierarchy import dendrogram as tree_of

    codes = [str(code) for code in combined["industry"].values]
    tree = tree_of(ward_tree(combined), no_plot=True)
    lines = [
        {"piece": number, "at": at / 10 - 0.5, "height": height, "order": order}
        for number, (ats, heights) in enumerate(zip(tree["icoord"], tree["dcoord"], strict=True))
        for order, (at, height) in enumerate(zip(ats, heights, strict=True))
    ]
    colour = _colours(definitions, codes)
    names = [
        {"at": place, "name": labels.get(codes[leaf], codes[leaf]), "colour": colour[codes[leaf]]}
        for place, leaf in enumerate(tree["leaves"])
    ]
    down = {
        "field": "at",
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [-0.5, len(codes) - 0.5], "reverse": True, "nice": False},
    }
    across = {
        "field": "height",
        "type": "quantitative",
        "axis": {"title": None, "grid": False},
        "scale": {"reverse": True},
    }
    branches = {
        "data": {"values": lines},
        "mark": {"type": "line", "color": "#555", "strokeWidth": 1.2},
        "encoding": {
            "x": across,
            "y": down,
            "detail": {"field": "piece"},
            "order": {"field": "order"},
        },
    }
    texts = {
        "data": {"values": names},
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12},
        "encoding": {
            "x": {"value": 420},
            "y": down,
            "text": {"field": "name"},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }
    return {**_FONT, "width": 420, "height": 18 * len(codes), "layer": [branches, texts]}


def heat_map(
    definitions: Sequence[Definition], combined: xr.DataArray, labels: Mapping[str, str]
) -> dict[str, Any]:
    """Every pair's similarity, the industries ordered by definition, as Vega-Lite."""
    codes = _ordered(definitions, [str(code) for code in combined["industry"].values])
    values = combined.sel(industry=codes, industry_2=codes).values
    names = [labels.get(code, code) for code in codes]
    cells = [
        {"row": names[i], "column": names[j], "s": round(float(values[i, j]), 4)}
        for i in range(len(codes))
        for j in range(len(codes))
        if not np.isnan(values[i, j])
    ]
    axis = {"title": None, "labelLimit": 260, "labelFontSize": 11}
    return {
        **_FONT,
        "width": _SIDE * len(codes),
        "height": _SIDE * len(codes),
        "data": {"values": cells},
        "mark": "rect",
        "encoding": {
            "x": {
                "field": "column",
                "type": "nominal",
                "sort": names,
                "axis": {**axis, "labelAngle": -90},
            },
            "y": {"field": "row", "type": "nominal", "sort": names, "axis": axis},
            "color": {
                "field": "s",
                "type": "quantitative",
                "title": "standardised similarity",
                "scale": {"scheme": "brownbluegreen", "domain": [-3, 3], "clamp": True},
            },
        },
    }


def network(
    definitions: Sequence[Definition], combined: xr.DataArray, labels: Mapping[str, str]
) -> dict[str, Any]:
    """The space of industries, coloured by definition, as Vega-Lite."""
    space = industry_space(combined)
    codes = [str(code) for code in space.places["industry"].values]
    places = dict(
        zip(
            codes,
            zip(space.places["x"].values.tolist(), space.places["y"].values.tolist(), strict=True),
            strict=True,
        )
    )
    colour = _colours(definitions, codes)
    lines = [
        {"x": places[a][0], "y": places[a][1], "x2": places[b][0], "y2": places[b][1]}
        for a, b, _ in space.links
    ]
    nodes = [
        {"x": x, "y": y, "name": labels.get(code, code), "colour": colour[code]}
        for code, (x, y) in places.items()
    ]
    place = {
        "x": {"field": "x", "type": "quantitative", "axis": None},
        "y": {"field": "y", "type": "quantitative", "axis": None},
    }
    ink = {"field": "colour", "type": "nominal", "scale": None}
    return {
        **_FONT,
        "width": 1080,
        "height": 720,
        "layer": [
            {
                "data": {"values": lines},
                "mark": {"type": "rule", "color": "#c6cbd2"},
                "encoding": {**place, "x2": {"field": "x2"}, "y2": {"field": "y2"}},
            },
            {
                "data": {"values": nodes},
                "mark": {"type": "circle", "size": 130, "opacity": 1},
                "encoding": {**place, "color": ink},
            },
            {
                "data": {"values": nodes},
                "mark": {"type": "text", "dy": -12, "fontSize": 11, "limit": 200},
                "encoding": {**place, "text": {"field": "name"}, "color": ink},
            },
        ],
    }


def _ordered(definitions: Sequence[Definition], codes: Sequence[str]) -> list[str]:
    named = [code for one in definitions for code in one.industries if code in set(codes)]
    return list(dict.fromkeys([*named, *codes]))


def _colours(definitions: Sequence[Definition], codes: Sequence[str]) -> dict[str, str]:
    labels = main_labels(definitions, codes)
    sizes = np.bincount(labels[labels >= 0], minlength=len(definitions) or 1)
    return {
        code: _ALONE if label < 0 or sizes[label] < 2 else _COLOURS[label % len(_COLOURS)]
        for code, label in zip(codes, labels.tolist(), strict=True)
    }
