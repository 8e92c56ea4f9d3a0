"""The words that stand in charts, in the languages charts are drawn in."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "specialisation": "What {region} is specialised in",
        "candidates": "Cluster candidates of {region}",
        "links": "How closely industries are related",
        "lq": "Location quotient, all {regions} regions = 1",
        "lq_log": "Location quotient (log scale)",
        "share": "Share of the region",
        "size": "Size of the circle: {measure}, {unit}",
        "similarity": "Combined similarity (0 = average)",
        "exact": "Line: exact {confidence} % limits",
        "range": "Line: range over other ways to measure",
        "top": "The {shown} highest of {all} industries",
        "traded": "traded",
        "mixed": "mixed",
        "local": "local",
        "unknown": "not classified",
        "local_note": "local, not proposed",
        "grouped": "Ordered by group; frames show the groups",
    },
    "fi": {
        "specialisation": "Mihin {region} on erikoistunut",
        "candidates": "Klusteriehdokkaat: {region}",
        "links": "Miten läheisiä toimialat ovat toisilleen",
        "lq": "Sijaintiosamäärä, kaikki {regions} aluetta = 1",
        "lq_log": "Sijaintiosamäärä (logaritminen)",
        "share": "Osuus alueesta",
        "size": "Ympyrän koko: {measure}, {unit}",
        "similarity": "Yhdistetty samankaltaisuus (0 = keskimäärin)",
        "exact": "Viiva: tarkat {confidence} %:n rajat",
        "range": "Viiva: vaihtelu muilla mittaustavoilla",
        "top": "{shown} korkeinta, toimialoja yhteensä {all}",
        "traded": "alueen ulkopuolelle myyvä",
        "mixed": "molempia",
        "local": "paikallinen",
        "unknown": "ei luokiteltu",
        "local_note": "paikallinen, ei ehdoteta",
        "grouped": "Ryhmittäin järjestettynä; kehykset osoittavat ryhmät",
    },
    "sv": {
        "specialisation": "Vad {region} är specialiserat på",
        "candidates": "Klusterkandidater: {region}",
        "links": "Hur nära näringsgrenarna står varandra",
        "lq": "Lokaliseringskvot, alla {regions} regioner = 1",
        "lq_log": "Lokaliseringskvot (logaritmisk)",
        "share": "Andel av regionen",
        "size": "Cirkelns storlek: {measure}, {unit}",
        "similarity": "Sammanvägd likhet (0 = genomsnitt)",
        "exact": "Linje: exakta gränser, {confidence} %",
        "range": "Linje: spridning med andra sätt att mäta",
        "top": "De {shown} högsta av {all} näringsgrenar",
        "traded": "säljer utanför regionen",
        "mixed": "båda delarna",
        "local": "lokal",
        "unknown": "inte klassificerad",
        "local_note": "lokal, föreslås inte",
        "grouped": "Ordnade efter grupp; ramarna visar grupperna",
    },
}


def number(value: float, language: str, digits: int = 2) -> str:
    """A number as text with the decimal sign of the language."""
    text = f"{value:.{digits}f}"
    return text if language == "en" else text.replace(".", ",")
