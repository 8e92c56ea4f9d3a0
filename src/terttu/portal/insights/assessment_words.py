"""An assessment in the reader's words, which are those of the printed report.

Page and paper say the same; a reader of a language that the report lacks gets English.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext as _

from terttu.observatory.printing import sentences
from terttu.observatory.printing.analysis import Analysis as Rows, Row, parts
from terttu.observatory.printing.speech import LANGUAGES, Speech
from terttu.portal.insights.assessments import EUROPE, Setting, by, texts
from terttu.portal.insights.models import Candidate


def speech() -> Speech:
    """The words for the reader."""
    code = (get_language() or "").partition("-")[0]
    return Speech(code if code in LANGUAGES else "en")


def group_name(found: Rows, definition: str) -> str:
    """The name of a group, else the names of its first industries."""
    said = speech()
    named = said.of(found.row("groups", definition=definition), "name")
    codes = [row["industry"] for row in found.rows("definitions", definition=definition)]
    return named or "; ".join(found.industry(code, said) for code in codes[:3])


def industry(found: Rows, code: str) -> str:
    """The name of an industry of the main table."""
    return found.industry(code, speech())


def stage(group: Row) -> str:
    """The stage of a group as a word."""
    return sentences.stage(group, speech())


def setting(found: Rows, key: Setting) -> dict[str, str]:
    """What a setting was judged by: what was counted, and against whom or by which profile."""
    said = speech()
    reference, value, profile, resolution = key
    detail = _("whole groups") if resolution == "definitions" else _("single industries")
    whose = f"reference_{reference}"
    against = said.text(whose if said.known(whose) else "reference_own")
    european = reference == EUROPE
    return {
        "counted": f"{found.value_name(value, said)}, {detail}"
        + (f": {against}" if european else ""),
        "against": profile_title(found, profile) if european else against,
    }


def criterion(name: str) -> str:
    """The name of a criterion of a method profile."""
    words = {
        "jobs": _("jobs"),
        "establishments": _("establishments"),
        "size": _("size"),
        "specialisation": _("specialisation"),
        "focus": _("focus"),
        "peers": _("against the peers"),
        "growth": _("growth"),
        "certainty": _("certainty"),
        "productivity": _("productivity"),
        "relevance": _("weight in the region"),
        "sme_performance": _("small and medium-sized firms"),
        "innovation_leaders": _("innovation leaders"),
    }
    return words.get(name, name)


def profile_title(found: Rows, name: str) -> str:
    """The title of a method profile."""
    return speech().of(found.row("profiles", profile=name), "title") or name


def option(row: Row) -> dict[str, Any]:
    """A row of what the region lacks, with its words."""
    said = speech()
    limits = [f"limit_{code}" for code in parts(row["limits"])]
    return {
        **row,
        "label": texts(row, "label"),
        "where": sentences.quadrant(row, said),
        "near": said.of(row, "near").split("|") if row["near_en"] else parts(row["strengths"]),
        "said": [said.text(code) for code in limits if said.known(code)],
    }


def general(found: Rows, table: str) -> list[str]:
    """What is true of all industries on a table's list, and must be known to read it."""
    return sentences.general(table, found, speech())


def probability(row: Row) -> str:
    """How likely an industry is to come, or why nobody can say."""
    said = speech()
    if row["entry_probability"] is None:
        return said.text(f"probability_{row['probability_reason']}")
    return said.percent(row["entry_probability"], 0)


def why(found: Rows, candidate: Candidate) -> dict[str, Any]:
    """Why a candidate is here: stage, evidence, peers, places and profiles."""
    said = speech()
    own = found.row("candidates", candidate=candidate.code)
    group = found.group(own)
    grades = {row["profile"]: row for row in found.rows("grades", definition=own["definition"])}
    criteria = by(found.rows("criteria", definition=own["definition"]), "profile")
    return {
        "group": group,
        "name": group_name(found, own["definition"]),
        "stage": sentences.stage(group, said),
        "sure": sentences.sure(group, found, said),
        "reasons": sentences.reasons(own, found, said),
        "holds_in": sentences.stays(group, said),
        "place": sentences.place(group, found, said),
        "profiles": [
            {
                "title": profile_title(found, row["profile"]),
                "refused": row["refused"],
                "grade": grades.get(row["profile"]),
                "criteria": [
                    {**one, "title": criterion(one["criterion"])}
                    for one in criteria.get(row["profile"], ())
                ],
            }
            for row in found.rows("profiles")
        ],
    }
