"""The pages of a report around the candidates: options, peers, method, sources, what is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from . import sentences
from .analysis import parts
from .blocks import Block, bullets, figure, heading, paragraph, subheading, table

if TYPE_CHECKING:
    from .analysis import Analysis, Row
    from .speech import Speech

_BEST = 8
_BEST_LARGER = 5


def opportunities(analysis: Analysis, speech: Speech, charts: Mapping[str, str]) -> Iterator[Block]:
    """The best industries that the region lacks, why each is near, and what limits that."""
    yield heading(speech.text("opportunities"))
    own = sentences.own_options(analysis)
    if not own:
        yield paragraph(speech.text("opportunities_none"))
    else:
        yield paragraph(speech.text("opportunities_intro"), style="before")
        yield _options(own[:_BEST], analysis, speech)
        yield from _after(own, analysis, speech)
        if "opportunities" in charts:
            names = [_option_name(row, analysis, speech) for row in own[:7]]
            alt = speech.text("alt_opportunities", names="; ".join(names))
            yield figure(charts["opportunities"], alt)
    others = dict.fromkeys(row["table"] for row in analysis.tables["opportunities"])
    for name in others:
        rows = sentences.options_of(name, analysis)[:_BEST_LARGER]
        if rows and name != analysis.main["table"]:
            yield from _larger(name, rows, analysis, speech)


def _options(rows: list[Row], analysis: Analysis, speech: Speech) -> Block:
    names = ("col_industry", "col_quadrant", "col_near")
    return table(
        ["", *(speech.text(name) for name in names), "LQ", speech.text("col_limits")],
        [
            [
                str(row["rank"]),
                _option_name(row, analysis, speech),
                sentences.quadrant(row, speech),
                _near(row, analysis, speech),
                speech.number(row.get("lq")),
                sentences.limits(row.get("limits"), speech),
            ]
            for row in rows
        ],
        widths=(0.35, 2.4, 1.5, 3.3, 0.7, 2.0),
        right=(4,),
    )


def _near(row: Row, analysis: Analysis, speech: Speech) -> str:
    """What an industry is near to."""
    named = speech.of(row, "near")
    if named:
        return "; ".join(named.split("|"))
    codes = parts(row.get("strengths"))
    return "; ".join(analysis.industry(code, speech) for code in codes) or "–"


def _option_name(row: Row, analysis: Analysis, speech: Speech) -> str:
    return speech.of(row, "label") or analysis.industry(row["industry"], speech)


def _after(rows: list[Row], analysis: Analysis, speech: Speech) -> Iterator[Block]:
    reasons = dict.fromkeys(row["probability_reason"] for row in rows if row["probability_reason"])
    known = [reason for reason in reasons if speech.known(f"probability_{reason}")]
    for reason in known:
        yield paragraph(speech.text(f"probability_{reason}"), style="quiet")
    said = sentences.general(rows[0]["table"], analysis, speech)
    if said:
        yield paragraph(" ".join(said), style="quiet")
    missing = _uncovered(rows[0]["table"], analysis, speech)
    if missing:
        yield paragraph(speech.text("option_uncovered", names="; ".join(missing)), style="quiet")


def _larger(name: str, rows: list[Row], analysis: Analysis, speech: Speech) -> Iterator[Block]:
    region = speech.of(rows[0], "region_name") or rows[0]["region"]
    yield subheading(speech.text("option_larger", region=region, table=name))
    missing = "; ".join(_uncovered(name, analysis, speech)) or speech.text("none")
    said = [speech.text("option_larger_note", names=missing)]
    said += sentences.general(name, analysis, speech)
    yield paragraph(" ".join(said), style="before")
    yield _options(rows, analysis, speech)


def _uncovered(name: str, analysis: Analysis, speech: Speech) -> list[str]:
    names = []
    for row in analysis.rows("uncovered", table=name):
        code, label = row["code"], str(row.get("label") or row["code"])
        named = analysis.industry(code, speech)
        if named != code or speech.language == "en":
            names.append(named if named != code else label)
            continue
        # Divisions are named in English alone; the section that holds them in all languages.
        section = _section(code, analysis, speech)
        names.append(f"{section} ({code})" if section else label)
    return names


def _section(division: str, analysis: Analysis, speech: Speech) -> str:
    for row in analysis.tables["industries"]:
        if len(row["industry"]) == 1 and division in (row.get("divisions") or "").split("|"):
            return speech.of(row, "label")
    return ""


def peers(analysis: Analysis, speech: Speech, charts: Mapping[str, str]) -> Iterator[Block]:
    """The leading candidates in the region and its peers, as a table and as a chart."""
    yield heading(speech.text("peers"))
    rows = analysis.tables["regions"]
    codes = list(dict.fromkeys(row["region"] for row in rows if row["peer"] and not row["own"]))
    own = next((row["region"] for row in rows if row["own"]), None)
    if not codes or own is None:
        yield paragraph(speech.text("peers_none"))
        return
    names = {row["region"]: speech.of(row, "name") or row["region"] for row in rows}
    yield paragraph(
        speech.text(
            "peers_intro",
            count=len(codes),
            region=analysis.region_name(speech),
            names=speech.listed([names[code] for code in codes]),
            regions=analysis.main["regions"],
        ),
        style="before",
    )
    quotients = {(row["definition"], row["region"]): row.get("lq") for row in rows}
    everyone = [own, *codes]
    yield table(
        [speech.text("col_candidate"), *(names[code] for code in everyone)],
        [
            [
                analysis.candidate_name(one, speech),
                *(speech.number(quotients.get((one["definition"], code))) for code in everyone),
            ]
            for one in analysis.proposed
        ],
        widths=(2.3, *(1.15 for _ in everyone)),
        right=tuple(range(1, len(everyone) + 1)),
    )
    if "peers" in charts:
        yield figure(charts["peers"], speech.text("alt_peers"), width=92)


def space(analysis: Analysis, speech: Speech, charts: Mapping[str, str]) -> Iterator[Block]:
    """The network of industries with the region's strengths lit."""
    if "space" not in charts:
        return
    yield heading(speech.text("space"))
    strong = [row["industry"] for row in analysis.tables["space"] if row["present"]]
    names = speech.listed([analysis.industry(code, speech) for code in strong])
    yield figure(charts["space"], speech.text("alt_space", names=names), width=88)


def method(analysis: Analysis, speech: Speech) -> Iterator[Block]:
    """How it was done, what is not known, and where the figures come from."""
    yield heading(speech.text("method"))
    yield bullets(list(_method(analysis, speech)))
    yield heading(speech.text("unknown"))
    yield bullets([text[:1].upper() + text[1:] + "." for text in _unknown(analysis, speech)])
    yield heading(speech.text("sources"))
    known = list(dict.fromkeys(_sources(analysis, speech)))
    if known:
        yield bullets(known, style="quiet")
    else:
        yield paragraph(speech.text("sources_none"))


def _method(analysis: Analysis, speech: Speech) -> Iterator[str]:
    main, how = analysis.main, analysis.method
    threshold = speech.trimmed(analysis.threshold)
    yield speech.text("method_lq", regions=main["regions"], threshold=threshold)
    ways = analysis.ways(speech)
    if main["kind"] == "count":
        yield speech.text("method_interval", confidence=speech.percent(analysis.confidence, 0))
    elif ways:
        yield speech.text("method_range", ways=speech.listed(ways))
    else:
        yield speech.text("method_no_range")
    links = [
        f"{speech.text(f'link_{name}') if speech.known(f'link_{name}') else name} "
        f"{speech.trimmed(weight)}"
        for name, weight in how["link_weights"].items()
    ]
    if links:
        yield speech.text("method_links", links="; ".join(links))
    else:
        yield speech.text("method_links_none")
    groups = how["grouping"]
    yield speech.text("method_groups", groups=groups["groups"], rule=_rule(groups["rule"], speech))
    yield speech.text("method_stage")
    yield speech.text("method_near")
    profiles = [_profile(row, analysis, speech) for row in analysis.tables["profiles"]]
    if profiles:
        yield speech.text("method_profiles", profiles="; ".join(profiles))
    version = analysis.descriptor["terttu"]["version"]
    yield speech.text("method_version", version=version, seed=how["seed"])


def _rule(rule: str, speech: Speech) -> str:
    """How the groups came about, in the reader's words for the rule's English sentence."""
    known = {
        "the definitions of": "dataset",
        "definitions given": "file",
        "every industry": "alone",
    }
    kind = next((kind for start, kind in known.items() if rule.startswith(start)), "found")
    return speech.text(f"rule_{kind}")


def _profile(row: Row, analysis: Analysis, speech: Speech) -> str:
    judged: dict[str, int] = {}
    for one in analysis.rows("sensitivity", profile=row["profile"]):
        if one.get("holds") is not None:
            judged[one["definition"]] = judged.get(one["definition"], 0) + 1
    title = speech.of(row, "title") or row["profile"]
    return speech.text("profile", title=title, settings=max(judged.values(), default=0))


def _unknown(analysis: Analysis, speech: Speech) -> Iterator[str]:
    main = analysis.main
    missing = {code for row in analysis.tables["groups"] for code in parts(row["not_at_hand"])}
    if main["period_first"] == main["period_last"]:
        yield speech.text("unknown_growth")
    if "certain" in missing:
        yield speech.text("unknown_certain")
    for row in analysis.tables["tables"]:
        if row.get("excluded_value"):
            unit = speech.of(row, "unit") or speech.of(row, "measure")
            value = f"{speech.quantity(row['excluded_value'])} {unit}"
            title = speech.of(row, "title") or row["table"]
            yield speech.text("unknown_excluded", value=value, table=title)
    if any(row.get("sections") for row in analysis.tables["groups"]):
        yield speech.text("unknown_municipality")
    if any(row.get("probability_reason") for row in analysis.tables["opportunities"]):
        yield speech.text("unknown_probability")
    yield speech.text("unknown_firms")


def _sources(analysis: Analysis, speech: Speech) -> Iterator[str]:
    for record in analysis.descriptor["terttu"]["inputs"]:
        said = record.get("attribution") or record.get("source")
        if not said:
            continue
        titles = record.get("title") or {}
        title = titles.get(speech.language) or titles.get("en") or ""
        licence = record.get("licence")
        text = f"{title}. {said}" if title else str(said)
        text = text.rstrip(".") + "."
        yield f"{text} {speech.text('licence', licence=licence)}" if licence else text
