"""What the open API answers. Texts are maps from language to text."""

from __future__ import annotations

from ninja import Schema

Texts = dict[str, str]


class OrganisationOut(Schema):
    """The public fields of an organisation."""

    slug: str
    name: Texts
    kind: str
    business_id: str
    place: str
    url: str
    themes: list[str]
    demo: bool
    sources: list[str]


class MemberOut(Schema):
    """An organisation's public membership of a cluster."""

    organisation: str
    kind: str
    commitment: str
    since: str | None
    source: str


class GoalOut(Schema):
    """A goal of a cluster."""

    text: Texts
    by_year: int | None
    source: str


class BenefitOut(Schema):
    """A benefit of a cluster: what, for whom, at what cost, since when."""

    what: Texts
    for_whom: Texts
    cost: Texts
    since: int | None
    source: str


class IndustryOut(Schema):
    """How much of an industry a cluster works with."""

    scheme: str
    code: str
    weight: float


class ClusterOut(Schema):
    """A cluster in short."""

    slug: str
    name: Texts
    purpose: Texts
    life_cycle: str
    founded: int | None
    place: str
    host: str | None
    url: str
    eccp_url: str
    themes: list[str]
    demo: bool
    page: Texts


class ClusterDetailOut(ClusterOut):
    """A cluster with what it wants, gives, and who is in it."""

    goals: list[GoalOut]
    benefits: list[BenefitOut]
    members: list[MemberOut]
    industries: list[IndustryOut]


class TableOut(Schema):
    """One of an analysis' tables, with its source and licence."""

    table: str
    title: Texts
    measure: Texts
    unit: Texts
    period: str
    kind: str
    industry_scheme: str
    area_scheme: str
    area_year: str
    missing_share: float
    attribution: str
    licence: str
    licence_url: str


class FigureOut(Schema):
    """One industry in the region; null is missing or suppressed, never zero."""

    table: str
    industry: str
    label: Texts
    traded: str
    value: float | None
    share_of_area: float | None
    share_of_reference: float | None
    lq: float | None
    lq_low: float | None
    lq_high: float | None
    interval: str
    rank: int | None
    regions: int | None


class CandidateOut(Schema):
    """A cluster candidate: a finding, not a decision."""

    candidate: str
    rank: int
    name: Texts
    industries: list[str]
    specialised: list[str]
    value: float | None
    share_of_area: float | None
    lq: float | None
    lq_low: float | None
    lq_high: float | None
    excess: float | None
    certainty: str
    limits: list[str]
    proposed: bool
    adopted_as: str | None


class AnalysisOut(Schema):
    """An analysis in short."""

    analysis: str
    imported: str
    version: str
    package: str


class AnalysisDetailOut(AnalysisOut):
    """An analysis with its tables, figures and candidates."""

    tables: list[TableOut]
    figures: list[FigureOut]
    candidates: list[CandidateOut]


class PageOut(Schema):
    """A part of a long list."""

    count: int
    next: str | None


class OrganisationsOut(PageOut):
    """Organisations, `limit` at a time from `offset` on."""

    results: list[OrganisationOut]


class ClustersOut(PageOut):
    """Clusters, `limit` at a time from `offset` on."""

    results: list[ClusterOut]
