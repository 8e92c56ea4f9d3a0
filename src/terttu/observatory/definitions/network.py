"""The space of industries: who is linked to whom, and where each lies in a drawing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from ..errors import InputError

DEGREE = 4.0


@dataclass(frozen=True, slots=True)
class IndustrySpace:
    """Places (dims industry; x and y between 0 and 1) and links, the strongest first."""

    places: xr.Dataset
    links: tuple[tuple[str, str, float], ...]


def industry_space(
    similarity: xr.DataArray, *, degree: float = DEGREE, seed: int = 0
) -> IndustrySpace:
    """The network of industries that shows how they are related, ready to be drawn.

    Its links are the maximum spanning tree of the similarity, which connects every industry by
    the strongest links there are, and the strongest others until an industry has ``degree`` links
    on average, as the product space is drawn by Hidalgo, Klinger, Barabási and Hausmann (2007),
    doi:10.1126/science.1144581. The places come from a spring layout of that network, seeded: the
    same input gives the same places. Pairs without a known similarity are not linked, so that
    an industry of which nothing is known stands alone. Raises InputError below two industries.
    """
    codes = [str(code) for code in similarity["industry"].values]
    if len(codes) < 2:
        raise InputError("A network needs two industries at least.")
    s = np.array(similarity.transpose("industry", "industry_2").values, np.float64)
    np.fill_diagonal(s, np.nan)
    rows, columns = _edges(s, degree)
    order = np.argsort(-s[rows, columns], kind="stable")
    links = tuple(
        (codes[i], codes[j], float(s[i, j]))
        for i, j in zip(rows[order], columns[order], strict=True)
    )
    x, y = _places(len(codes), rows, columns, s, seed)
    places = xr.Dataset({"x": ("industry", x), "y": ("industry", y)}, coords={"industry": codes})
    return IndustrySpace(places, links)


def _edges(s: np.ndarray, degree: float) -> tuple[np.ndarray, np.ndarray]:
    from scipy.sparse.csgraph import minimum_spanning_tree

    upper = np.triu(~np.isnan(s), k=1)
    if not upper.any():
        return np.empty(0, int), np.empty(0, int)
    # Every known pair gets a positive length, the most similar the shortest.
    length = np.where(upper, np.nanmax(s) - s + 1.0, 0.0)
    tree = minimum_spanning_tree(length).toarray() > 0
    wanted = max(int(degree * len(s) / 2), int(tree.sum()))
    rest = np.where(upper & ~tree, s, -np.inf)
    more = np.argsort(-rest, axis=None, kind="stable")[: wanted - int(tree.sum())]
    chosen = tree.copy()
    chosen.flat[[place for place in more if np.isfinite(rest.flat[place])]] = True
    rows, columns = np.nonzero(chosen)
    return rows, columns


def _places(
    number: int, rows: np.ndarray, columns: np.ndarray, s: np.ndarray, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """A layout of springs (Fruchterman and Reingold 1991), turned so that it is widest along x."""
    random = np.random.default_rng(seed)
    at = random.uniform(-1, 1, (number, 2))
    pull = np.zeros((number, number))
    if len(rows):
        weight = s[rows, columns] - np.nanmin(s)
        pull[rows, columns] = pull[columns, rows] = 0.5 + weight / max(weight.max(), 1e-12)
    rest = 1.6 / np.sqrt(number)
    for step in np.linspace(0.2, 0.002, 600):
        between = at[:, None, :] - at[None, :, :]
        distance = np.sqrt((between**2).sum(axis=2)) + 1e-9
        force = rest**2 / distance**2 - pull * distance / rest
        np.fill_diagonal(force, 0.0)
        move = (between * force[:, :, None]).sum(axis=1) - 0.5 * at
        size = np.sqrt((move**2).sum(axis=1, keepdims=True)) + 1e-9
        at += move / size * np.minimum(size, step)
    _, _, axes = np.linalg.svd(at - at.mean(axis=0), full_matrices=False)
    turned = (at - at.mean(axis=0)) @ axes.T
    turned *= np.where(turned[np.abs(turned).argmax(axis=0), [0, 1]] < 0, -1, 1)
    low, span = turned.min(axis=0), np.ptp(turned, axis=0)
    unit = (turned - low) / np.where(span > 0, span, 1.0)
    return np.round(unit[:, 0], 9), np.round(unit[:, 1], 9)
