"""The industries a region lacks: why each is near, what it is worth, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from .complexity_sign import decided_complexity
from .coverage import not_covered
from .datasets import Dataset, load_dataset
from .errors import InputError
from .identification import Identification
from .measures.complexity import AMBIGUOUS
from .measures.density import relatedness_density
from .measures.opportunities import opportunities
from .measures.specialisation import presence
from .opportunity_basis import MANY_REGIONS, Basis, Related, basis_of, related

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Mapping

    from .measures.complexity import Sign
    from .measures.entry_model import EntryModel
    from .measures.opportunities import Cut, RankBy

ROW_LIMITS = (
    "presence-uncertain",
    "relatedness-uncertain",
    "carried-by-local",
    "mixed-industry",
    "unrelated",
    "rare",
)
GENERAL_LIMITS = (
    "few-regions",
    "one-period",
    "estimates",
    "complexity-sign-unclear",
    "complexity-sign-disputed",
    "not-covered",
    "coverage-unknown",
)
STRENGTHS = 3
_AGREED = 0.9
_MOSTLY = 0.5
_FEW = 3


def regional_opportunities(
    source: Identification | Dataset | str | os.PathLike[str],
    region: str | None = None,
    *,
    relatedness: xr.DataArray | None = None,
    sign: Sign | xr.DataArray | None = None,
    cut: Cut = "region",
    rank_by: RankBy = "balance",
    entry_model: EntryModel | None = None,
    controls: Mapping[str, xr.DataArray] | None = None,
    language: str = "en",
    draws: int = 200,
    seed: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> xr.Dataset:
    """The traded and mixed industries that a region lacks, in the order of their rank.

    ``source`` is an analysis, or a dataset (or its name or folder) with a ``region`` of it. The
    last period of the main table counts. Variables over industry:

    - ``label``, ``traded``; ``lq``, ``lq_low``, ``lq_high`` and ``value``: what is there now;
      ``regions``: how many regions have it;
    - ``density``, ``pci``, ``quadrant``, ``gain``, ``eci_change``, ``rank``: see `opportunities`.
      Local industries are never proposed (``attrs["local"]``);
    - ``density_low`` and ``density_high``, and ``related_share``: how far the density moves, and
      how often it stays at or above the cut, with the other readings of relatedness;
    - ``strength`` and ``strength_share`` (by place, 1 to 3): the industries that the region has
      which carry most of the density, and how much of it: why the industry is near;
      ``local_share``: how much of it local industries carry;
    - ``entry_probability``, ``entry_low``, ``entry_high``: from ``entry_model`` alone, which must
      have been validated on comparable data (who gives it answers for that). Without one they are
      NaN, and ``probability_reason`` says why: ``one-period`` (the table shows no entry to learn
      from) or ``no-model``;
    - ``limits``: codes joined by semicolons. ``presence-uncertain``: the interval of the quotient
      holds 1. ``relatedness-uncertain``: fewer than 90 % of the readings agree on which side of
      the cut it is. ``carried-by-local``: local industries carry more than half of the density.
      ``mixed-industry``: it partly serves residents. ``unrelated``: nothing the region has is
      related to it. ``rare``: fewer than 3 regions have it, so that its complexity is theirs.

    **Relatedness**. With 50 regions or more it is `proximity` in the table; the other readings are
    ``draws`` of its regions (``seed``), and density_low to density_high hold the middle 95 %. With
    fewer it is that of the links, R_ij = max(0, z_ij) of their combined, standardised similarity;
    the other readings are each kind of links by itself, and the table's other valuations (output,
    pay) where it has them; low to high is their whole range. An array given as ``relatedness``
    takes the place of either.

    **Complexity** is that of the table, and an eigenvector has no sign of its own. By default ECI
    is made to rise with the share of high technology in the region, each industry counted by the
    share of its divisions in 21, 26, 59 to 63 and 72 of NACE Rev. 2 (Eurostat's high technology);
    where divisions are not known, with diversity. ``sign`` takes another rule, as in `complexity`.
    ``attrs["sign"]``, ``["sign_correlation"]`` and ``["diversity_correlation"]`` say what was done
    and how clear it is.

    ``attrs["limits"]`` holds what is true of all rows: ``few-regions`` (fewer than 50),
    ``one-period``, ``estimates`` (figures of a model), ``complexity-sign-unclear`` (a correlation
    below 0.1), ``complexity-sign-disputed`` (ECI falls with diversity, so that the rule of
    diversity would turn the order round), ``not-covered`` and ``coverage-unknown``.
    ``attrs["not_covered"]`` names the parts of the economy that are not in the table and
    ``attrs["unknown"]`` the industries whose figure for the region is missing: neither can ever
    be on the list. ``progress`` is called with the draws done and all. Raises InputError for an
    unknown region.

    Balland, P.-A., Boschma, R., Crespo, J. and Rigby, D. L. (2019) Smart specialization policy in
    the European Union. Regional Studies 53, 1252-1268. doi:10.1080/00343404.2018.1437900.

    >>> found = regional_opportunities("finland", "Etelä-Savo")
    >>> str(found.label.values[0]), found.strength.values[0].tolist()
    ('Food, drink and tobacco manufacturing', ['01', '55_56', '13_15'])
    >>> found.attrs["limits"][:2]
    ('few-regions', 'one-period')
    """
    if not isinstance(source, Identification) and region is None:
        raise InputError("A dataset has many regions; say which one the opportunities are for.")
    known = source if isinstance(source, Identification | Dataset) else load_dataset(source)
    basis = basis_of(known, region)
    links = (
        Related(relatedness, "given")
        if relatedness is not None
        else related(basis, draws=draws, seed=seed, progress=progress)
    )
    m = presence(basis.values)
    pci = decided_complexity(m, basis.values, basis.industries, sign=sign)
    found = opportunities(
        m,
        basis.region,
        relatedness=links.matrix,
        pci=pci,
        traded={code: one.traded for code, one in basis.industries.items()},
        cut=cut,
        rank_by=rank_by,
        entry_model=entry_model,
        controls=controls,
    )
    found = _here(found, basis, language)
    found = found.merge(_readings(found, basis, links, cut), combine_attrs="override")
    found = found.merge(_strengths(found, m.sel(region=basis.region), links))
    found["regions"] = m.sum("region").sel(industry=found["industry"])
    found = _probability(found, basis)
    found["limits"] = ("industry", _limits(found))
    missing = not_covered(_codes(m), basis.industries, language=language)
    attrs = {
        "region": basis.region,
        "relatedness": links.source,
        "link_weights": dict(basis.links.weights) if not links.sampled else {},
        **pci.attrs,
        "not_covered": missing or {},
        "limits": _general(basis, pci.attrs, missing),
    }
    return found.sortby("rank").assign_attrs(attrs)


def industry_complexity(
    source: Identification | Dataset, region: str | None = None
) -> xr.DataArray:
    """The PCI of all industries of the main table, its sign decided as in `regional_opportunities`.

    Local industries and those that the region has are there too. ``attrs`` say how the sign was
    decided and how clear it is.
    """
    basis = basis_of(source, region)
    return decided_complexity(presence(basis.values), basis.values, basis.industries)


def _codes(m: xr.DataArray) -> list[str]:
    return [str(code) for code in m["industry"].values]


def _here(found: xr.Dataset, basis: Basis, language: str) -> xr.Dataset:
    """Names, and what there is of each option in the region now."""
    own = basis.measures.sel(industry=found["industry"])
    known = basis.industries
    codes = [str(code) for code in found["industry"].values]
    labels = [known[c].label(language) if c in known else c for c in codes]
    kinds = [known[c].traded if c in known else "" for c in codes]
    found = found.drop_vars([n for n in found.coords if n not in found.dims])
    for name in ("value", "lq", "lq_low", "lq_high"):
        found[name] = ("industry", own[name].values)
    return found.assign(label=("industry", labels), traded=("industry", kinds))


def _readings(found: xr.Dataset, basis: Basis, links: Related, cut: Cut) -> xr.Dataset:
    """The density under other readings of the evidence, and how often it is at or above the cut."""
    options = found["industry"]
    tables = [presence(x) for x in (basis.values, *basis.valuations)]
    pairs = [] if links.others is None else [(tables[0], links.others)]
    pairs += [(m, links.matrix.expand_dims("period")) for m in tables[1:]]
    names = ("density_low", "density_high", "related_share")
    if not pairs or not options.size:
        nothing = np.full(options.size, np.nan)
        return xr.Dataset(dict.fromkeys(names, ("industry", nothing)), {"industry": options})
    read = [_read(m, r, basis.region, options, cut) for m, r in pairs]
    others = np.concatenate([density for density, _ in read])
    above = others >= np.concatenate([limits for _, limits in read])[:, None]
    ends = np.nanquantile(others, [0.025, 0.975], axis=0)
    if not links.sampled:
        every = np.vstack([found["density"].values, others])
        ends = np.nanquantile(every, [0, 1], axis=0)
    columns = dict(zip(names, (*ends, above.mean(axis=0)), strict=True))
    return xr.Dataset({n: ("industry", v) for n, v in columns.items()}, {"industry": options})


def _read(
    m: xr.DataArray, r: xr.DataArray, region: str, options: xr.DataArray, cut: Cut
) -> tuple[np.ndarray, np.ndarray]:
    """In each reading along ``period``: the density of the region's options, and the cut."""
    wanted = m if cut == "global" else m.sel(region=[region])
    wanted = wanted.drop_vars("period", errors="ignore").expand_dims(period=r.sizes["period"])
    density = relatedness_density(wanted, r)
    own = density.sel(region=region, industry=options).values
    if cut == "global":
        return own, density.where(wanted == 0).mean(("region", "industry")).values
    return own, np.nanmedian(own, axis=1)


def _strengths(found: xr.Dataset, own: xr.DataArray, links: Related) -> xr.Dataset:
    """The industries of the region that carry most of the density of each option."""
    has, every = (own == 1).values, own["industry"].values
    r = links.matrix.sel(industry=found["industry"]).transpose("industry", "industry_2")
    carried = np.where(has, np.nan_to_num(r.values), 0.0)
    sums = carried.sum(axis=1, keepdims=True)
    shares = carried / np.where(sums > 0, sums, 1.0)
    places = np.argsort(-shares, axis=1, kind="stable")[:, :STRENGTHS]
    best = np.take_along_axis(shares, places, axis=1)
    codes = np.where(best > 0, every[places], "")
    coords = {"industry": found["industry"], "place": np.arange(places.shape[1]) + 1}
    local = found.attrs["local"]
    from_local = shares[:, np.isin(every, local)].sum(axis=1)
    return xr.Dataset(
        {
            "strength": (("industry", "place"), codes),
            "strength_share": (("industry", "place"), np.where(best > 0, best, np.nan)),
            "local_share": ("industry", np.where(sums[:, 0] > 0, from_local, np.nan)),
        },
        coords,
    )


def _probability(found: xr.Dataset, basis: Basis) -> xr.Dataset:
    """Missing columns of probability, and why they are missing."""
    for name in ("entry_probability", "entry_low", "entry_high"):
        if name not in found:
            found[name] = xr.full_like(found["density"], np.nan)
    why = "one-period" if basis.periods == 1 else "no-model"
    reasons = np.where(found["entry_probability"].isnull(), why, "")
    return found.assign(probability_reason=("industry", reasons))


def _limits(found: xr.Dataset) -> list[str]:
    above = found["related_share"]
    tests = (
        (found["lq_low"] <= 1) & (found["lq_high"] >= 1),
        (above < _AGREED) & (above > 1 - _AGREED),
        found["local_share"] > _MOSTLY,
        found["traded"] == "mixed",
        found["density"] == 0,
        found["regions"] < _FEW,
    )
    holds = {code: test.values for code, test in zip(ROW_LIMITS, tests, strict=True)}
    return [
        ";".join(code for code, where in holds.items() if where[k])
        for k in range(found.sizes["industry"])
    ]


def _general(
    basis: Basis, told: Mapping[str, str | float], missing: Mapping[str, str] | None
) -> tuple[str, ...]:
    against = float(told["diversity_correlation"])
    tests = (
        basis.values.sizes["region"] < MANY_REGIONS,
        basis.periods == 1,
        basis.estimates,
        abs(float(told["sign_correlation"])) < AMBIGUOUS,
        against <= -AMBIGUOUS,
        bool(missing),
        missing is None,
    )
    return tuple(code for code, holds in zip(GENERAL_LIMITS, tests, strict=True) if holds)
