"""Findings as sentences in the reader's language, each with the figures it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

from terttu.portal.core.templatetags.terttu import number, percent
from terttu.portal.insights.findings import RULES, Composite, Evidence, Level, ThemeFinding, Verdict
from terttu.portal.insights.models import Candidate, Figure, Table


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence, and the figures (with source and year) that stand beside it."""

    text: str
    figures: tuple[Figure, ...] = ()

    @property
    def tables(self) -> list[Table]:
        """The tables that the figures come from, each once."""
        return list({row.table_id: row.table for row in self.figures}.values())


def verdict(finding: ThemeFinding) -> str:
    """The finding in a few words, for a badge."""
    return {
        Verdict.STRONG: _("strongly confirmed"),
        Verdict.CONFIRMED: _("confirmed"),
        Verdict.LOCAL: _("confirmed, as a local industry"),
        Verdict.PARTLY: _("partly confirmed"),
        Verdict.ABOVE: _("above the average, but not surely"),
        Verdict.AVERAGE: _("at the national average"),
        Verdict.APART: _("near the average, the tables differ"),
        Verdict.DIFFER: _("the tables differ"),
        Verdict.BELOW: _("below the national average"),
        Verdict.UNSEEN: _("not visible in these statistics"),
    }[finding.verdict]


def theme_statements(finding: ThemeFinding) -> list[Statement]:
    """What the figures say of a theme, sentence by sentence."""
    theme = str(finding.theme)
    statements = [Statement(_opening(finding, theme), _figures(_main(finding)))]
    statements += _specialised(finding)
    if finding.below:
        text = _("Weaker than the average: %(industries)s.")
        statements.append(
            Statement(text % {"industries": _named(finding.below)}, _figures(finding.below))
        )
    average = average_statement(finding)
    statements += [average] if average else []
    if len(finding.composites) > 1:
        statements.append(_comparison(finding))
    statements += [_unseen(finding)] if finding.unseen else []
    return statements


def _main(finding: ThemeFinding) -> Sequence[Evidence]:
    return finding.composites[0].evidence if finding.composites else ()


def _opening(finding: ThemeFinding, theme: str) -> str:
    texts = {
        Verdict.STRONG: _("%(theme)s: the statistics strongly confirm this theme."),
        Verdict.CONFIRMED: _("%(theme)s: the statistics confirm this theme."),
        Verdict.LOCAL: _(
            "%(theme)s: the statistics confirm this theme, as an industry that mainly serves the "
            "region's own residents."
        ),
        Verdict.PARTLY: _("%(theme)s: the statistics confirm a part of this theme."),
        Verdict.ABOVE: _(
            "%(theme)s: the region stands above the national average, but no industry is surely "
            "specialised."
        ),
        Verdict.DIFFER: _("%(theme)s: the tables give different pictures of this theme."),
        Verdict.AVERAGE: _(
            "%(theme)s: the region stands at the national average; the statistics neither confirm "
            "nor contradict this theme."
        ),
        Verdict.APART: _(
            "%(theme)s: the region stands near the national average, and the tables differ."
        ),
        Verdict.BELOW: _("%(theme)s: the region stands below the national average."),
        Verdict.UNSEEN: _("%(theme)s: these statistics do not show this theme."),
    }
    return texts[finding.verdict] % {"theme": theme}


def _specialised(finding: ThemeFinding) -> list[Statement]:
    rows = finding.specialised
    if not rows:
        return []
    text = _("Strong industries of the region: %(industries)s.") % {"industries": _named(rows)}
    return [Statement(text, _figures(rows))]


def _comparison(finding: ThemeFinding) -> Statement:
    parts = "; ".join(_composite(composite) for composite in finding.composites)
    figures = _figures(finding.evidence)
    if finding.disagree:
        text = _(
            "The tables disagree on the theme as a whole: %(parts)s. Years, measures and groupings "
            "of industries differ, and neither table alone is right."
        )
    elif len({composite.level for composite in finding.composites}) > 1:
        text = _("The tables differ in degree on the theme as a whole: %(parts)s.")
    else:
        text = _("The tables agree on the theme as a whole: %(parts)s.")
    return Statement(text % {"parts": parts}, figures)


def _composite(composite: Composite) -> str:
    text = _("location quotient %(lq)s by %(measure)s in %(year)s") % {
        "lq": number(composite.lq, 2),
        "measure": str(composite.table.measure),
        "year": composite.table.period,
    }
    if composite.coverage >= RULES.major:
        return text
    inside = ", ".join(str(row.figure.industry) for row in composite.evidence)
    return _("%(text)s (here the theme is only a part of: %(industries)s)") % {
        "text": text,
        "industries": inside,
    }


def _unseen(finding: ThemeFinding) -> Statement:
    return Statement(
        _(
            "Some firms of this theme cannot be seen in an industry classification, so the "
            "evidence for them has to come from the network: %(reasons)s."
        )
        % {"reasons": "; ".join(finding.unseen)}
    )


def _named(rows: Iterable[Evidence]) -> str:
    return ", ".join(_industry(row) for row in rows)


def _industry(row: Evidence) -> str:
    figures = f"{number(row.figure.lq, 2)}, {row.figure.table.period}"
    if row.weight < RULES.major:
        share = percent(row.weight, 0)
        figures = _("%(figures)s; %(share)s of it") % {"figures": figures, "share": share}
    return f"{row.figure.industry} ({figures})"


def _figures(rows: Iterable[Evidence]) -> tuple[Figure, ...]:
    return tuple(row.figure for row in rows)


def emerging_statement(figures: Sequence[Figure]) -> Statement | None:
    """Specialisations that no theme covers, as possible emerging clusters."""
    if not figures:
        return None
    text = _(
        "The region is specialised in these industries, which sell outside it at least in part. No "
        "theme of the strategy means more than a small part of them, so they may be emerging "
        "clusters: %(industries)s."
    )
    return Statement(text % {"industries": _plain(figures)}, tuple(figures))


def local_statement(figures: Sequence[Figure]) -> Statement | None:
    """Local industries above one: said, and said why they are no proposal."""
    if not figures:
        return None
    text = _(
        "These are above the national share too, but they serve the region's own residents, so "
        "they are no cluster proposal: %(industries)s."
    )
    return Statement(text % {"industries": _plain(figures)}, tuple(figures))


def _plain(figures: Iterable[Figure]) -> str:
    return ", ".join(f"{row.industry} ({number(row.lq, 2)})" for row in figures)


def age_notice(tables: Iterable[Table], *, this_year: int) -> str:
    """How old the figures are, where any is three years old or more; else nothing."""
    old = [table for table in tables if table.year and this_year - table.year >= 3]
    if not old:
        return ""
    parts = "; ".join(
        ngettext(
            "%(measure)s from %(year)s is %(count)s year old",
            "%(measure)s from %(year)s is %(count)s years old",
            this_year - table.year,
        )
        % {"measure": str(table.measure), "year": table.year, "count": this_year - table.year}
        for table in old
        if table.year
    )
    return _(
        "These figures are not new: %(parts)s. What has happened since does not show here."
    ) % {"parts": parts}


def candidate_statement(candidate: Candidate) -> str:
    """Why a candidate is where it is, in a sentence."""
    if candidate.lq is None:
        return _("Not every figure of this group is known, so it cannot be compared as a whole.")
    values = {
        "share": percent(candidate.share_of_area),
        "measure": str(candidate.table.measure),
        "lq": number(candidate.lq, 2),
        "rank": candidate.lq_rank,
        "regions": candidate.regions,
    }
    if not candidate.is_strong:
        return (
            _(
                "As a whole this group of related industries is not stronger here than elsewhere "
                "(%(lq)s times the reference share), but it holds industries that are."
            )
            % values
        )
    return (
        _(
            "This group makes %(share)s of the region's %(measure)s, %(lq)s times the reference "
            "share, which is number %(rank)s of %(regions)s regions."
        )
        % values
    )


def certainty(candidate: Candidate) -> str:
    """How sure the specialisation of a candidate is, and by what."""
    if candidate.lq_low is None or candidate.lq_high is None:
        return _("No interval can be given for it.")
    limits = {"low": number(candidate.lq_low, 2), "high": number(candidate.lq_high, 2)}
    if candidate.interval == "range":
        return (
            _(
                "Model estimates have no sampling error; measured in the other ways that the "
                "table has, the quotient lies between %(low)s and %(high)s."
            )
            % limits
        )
    return _("With 95 %% confidence the quotient lies between %(low)s and %(high)s.") % limits


def average_statement(finding: ThemeFinding) -> Statement | None:
    """The heart of a theme where it stands at the average: said, with its figures."""
    heart = [row for row in finding.evidence if row.level == Level.AVERAGE]
    heart = [row for row in heart if row.weight >= RULES.major]
    if not heart:
        return None
    text = _("At the average: %(industries)s.") % {"industries": _named(heart)}
    return Statement(text, _figures(heart))


def limit(code: str) -> str:
    """One of a candidate's limits in words; a code from a newer version is shown as it is."""
    name, _separator, detail = code.partition(":")
    texts = {
        "area_changed": _("The borders of the region have changed since."),
        "composite_industry_note": _("An industry of the group holds unlike activities."),
        "few_regions": _("Links learnt from so few regions are uncertain, so they weigh little."),
        "local": _("The industries mainly serve the region's own residents."),
        "missing_here": _("A figure of the group is missing or suppressed here."),
        "missing_share": _("Some cells are missing or suppressed."),
        "model_estimate": _("The figures are estimated by a model from official statistics."),
        "old_figures": _("The figures are old."),
        "single_industry": _("The group is a single industry, so nothing ties it together yet."),
        "small": _("The group is small in the region."),
    }
    return texts.get(name, code) + (f" ({detail})" if detail and name in texts else "")
