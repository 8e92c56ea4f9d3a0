"""Sentences about an analysis from the codes and figures of its rows, in each language.

Every function takes plain rows as a package has them, so that a page and a printed report can
use the same words. What is not at hand is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .analysis import parts

if TYPE_CHECKING:
    from .analysis import Analysis, Row
    from .speech import Speech

_SHARES = ("share_of_region", "growth")


def stage(group: Row, speech: Speech) -> str:
    """The stage of a group in one or two words."""
    return speech.text(f"stage_{group['stage']}")


def sure(group: Row, analysis: Analysis, speech: Speech) -> str:
    """How sure the stage of a group is, and by what."""
    share = group.get("stage_sure")
    if share is None:
        return speech.text("sure_unknown")
    if group.get("stage_basis") != "valuations":
        return speech.text("sure_draws", share=speech.percent(share, 0))
    ways = [analysis.measure(speech), *analysis.ways(speech)]
    held = round(share * len(ways))
    return speech.text("sure_valuations", held=held, of=len(ways), ways=speech.listed(ways))


def reason(row: Row, speech: Speech) -> str:
    """A piece of evidence behind a stage; empty where an earlier quotient does not exist."""
    code, figure = row["code"], row.get("figure")
    if figure is None:
        name = f"reason_{code}_unknown"
        return speech.text(name) if speech.known(name) else ""
    if code == "certain":
        return speech.text("reason_certain_yes" if row["holds"] else "reason_certain_no")
    share = code in _SHARES
    return speech.text(
        f"reason_{code}",
        figure=speech.percent(figure) if share else speech.number(figure),
        threshold=speech.trimmed(100 * row["threshold"]) + _percent(speech)
        if share
        else speech.trimmed(row["threshold"]),
        holds=speech.text("yes" if row["holds"] else "no"),
    )


def _percent(speech: Speech) -> str:
    return speech.percent(0, 0)[1:]


def reasons(candidate: Row, analysis: Analysis, speech: Speech) -> list[str]:
    """All evidence behind the stage of a candidate."""
    rows = analysis.rows("reasons", definition=candidate["definition"])
    return [said for row in rows if (said := reason(row, speech))]


def quotient(candidate: Row, speech: Speech) -> str:
    """The location quotient with its interval, or with the range over the ways to measure."""
    lq = speech.number(candidate.get("lq"))
    if candidate.get("lq") is None or not candidate.get("interval"):
        return lq
    ends = {name: speech.number(candidate[f"lq_{name}"]) for name in ("low", "high")}
    return speech.text("lq_ends", lq=lq, **ends)


def rank(row: Row, place: str, of: str, speech: Speech) -> str:
    """A rank among so many; 'not at hand' where there is none."""
    if row.get(place) is None or not row.get(of):
        return speech.text("not_at_hand")
    return speech.text("rank_of", rank=row[place], of=row[of])


def strong(candidate: Row, analysis: Analysis, speech: Speech) -> str:
    """Whether the group as a whole is strong, and which single industries are."""
    names = [
        f"{analysis.industry(code, speech)} {speech.number(_own_quotient(code, analysis))}"
        for code in parts(candidate["specialised"])
    ]
    lq = candidate.get("lq")
    if lq is None:
        return speech.text("group_unknown", names=speech.listed(names))
    if lq >= analysis.threshold:
        return speech.text("group_strong", names=speech.listed(names))
    return speech.text("single_strong", lq=speech.number(lq), names=speech.listed(names))


def _own_quotient(code: str, analysis: Analysis) -> float | None:
    main = analysis.main
    row = analysis.row("measures", table=main["table"], period=main["period_last"], industry=code)
    found: float | None = row.get("lq")
    return found


def place(group: Row, analysis: Analysis, speech: Speech) -> str:
    """Where in the region most of a group is, and of what that is known."""
    if not group.get("municipality"):
        return speech.text("place_none")
    name = analysis.municipality(group["municipality"], speech)
    share = speech.percent(group["municipality_share"])
    sections = parts(group.get("sections"))
    own = {row["industry"] for row in analysis.rows("definitions", definition=group["definition"])}
    if set(sections) <= own:
        return speech.text("place_own", name=name, share=share)
    named = [_section(code, analysis, speech) for code in sections]
    return speech.text("place_note", name=name, share=share, sections="; ".join(named))


def _section(code: str, analysis: Analysis, speech: Speech) -> str:
    row = analysis.row("municipalities", industry=code)
    return analysis.industry(code, speech, table=str(row.get("table", "")))


def limits(text: str | None, speech: Speech) -> str:
    """The limits of a finding as one sentence; 'none' where there are none."""
    codes = [code for code in parts(text) if speech.known(f"limit_{code}")]
    said = "; ".join(speech.text(f"limit_{code}") for code in codes) or speech.text("none")
    return said[:1].upper() + said[1:] + "."


def stays(group: Row, speech: Speech) -> str:
    """In how many of the settings that could judge it a group holds."""
    if not group.get("stays_judged"):
        return speech.text("stays_unknown")
    return speech.text("stays_sentence", held=group["stays_held"], judged=group["stays_judged"])


def general(table: str, analysis: Analysis, speech: Speech) -> list[str]:
    """What is true of all industries that a table's list of opportunities names."""
    told = analysis.method.get("opportunities", {}).get(table, {})
    names = [f"general_{code}" for code in told.get("limits", ())]
    return [speech.text(name) for name in names if speech.known(name)]


def quadrant(row: Row, speech: Speech) -> str:
    """The quadrant of an industry that the region lacks, in words."""
    return speech.text(f"quadrant_{row.get('quadrant') or ''}")


def found(analysis: Analysis, speech: Speech) -> Iterator[str]:
    """What was found, in five sentences at most."""
    main, candidates = analysis.main, analysis.proposed
    numbers = {
        "groups": len(analysis.tables["groups"]),
        "region": analysis.region_name(speech),
        "threshold": speech.trimmed(analysis.threshold),
        "regions": main["regions"],
    }
    if not candidates:
        yield speech.text("found_none", **numbers)
    else:
        yield speech.text("found_count", count=len(candidates), **numbers)
        yield from _first(candidates, analysis, speech)
        yield speech.text("found_stages", stages=_stages(candidates, analysis, speech))
        yield _stays_best(candidates, analysis, speech)
    options = own_options(analysis)
    if options:
        name = analysis.industry(options[0]["industry"], speech, table=options[0]["table"])
        yield speech.text("found_option", name=name, quadrant=quadrant(options[0], speech))
    else:
        yield speech.text("found_option_none")


def _first(candidates: list[Row], analysis: Analysis, speech: Speech) -> Iterator[str]:
    first = candidates[0]
    if first.get("lq") is not None:
        yield speech.text(
            "found_first",
            name=analysis.candidate_name(first, speech),
            value=analysis.value(first["value"], speech),
            share=speech.percent(first["share_of_area"]),
            measure=analysis.measure(speech),
            lq=speech.number(first["lq"]),
        )


def _stages(candidates: list[Row], analysis: Analysis, speech: Speech) -> str:
    by_stage: dict[str, list[str]] = {}
    for one in candidates:
        name = analysis.candidate_name(one, speech)
        by_stage.setdefault(stage(analysis.group(one), speech), []).append(name)
    return "; ".join(
        speech.text("stage_count", count=len(names), stage=said, names="; ".join(names))
        for said, names in by_stage.items()
    )


def _stays_best(candidates: list[Row], analysis: Analysis, speech: Speech) -> str:
    judged = [one for one in candidates if analysis.group(one).get("stays_judged")]
    if not judged:
        return speech.text("found_stays_none")
    best = max(judged, key=lambda one: analysis.group(one)["stays"])
    group = analysis.group(best)
    return speech.text(
        "found_stays",
        name=analysis.candidate_name(best, speech),
        held=group["stays_held"],
        judged=group["stays_judged"],
    )


def own_options(analysis: Analysis) -> list[Row]:
    """What the region lacks in its main table, the best first."""
    return options_of(analysis.main["table"], analysis)


def options_of(table: str, analysis: Analysis) -> list[Row]:
    """What is lacking in a table, the best first; what could not be ranked is left out."""
    rows = analysis.rows("opportunities", table=table)
    ranked = [row for row in rows if row.get("rank") is not None]
    return sorted(ranked, key=lambda row: row["rank"])
