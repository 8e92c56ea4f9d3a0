"""Decisions on candidates: reasons, mergers, history, and what later analyses take over."""

from datetime import date

import pytest

from terttu.portal.core.models import AuditEntry
from terttu.portal.insights import decision_services as services, publishing, queries
from terttu.portal.insights.models import Candidate, Decision, Exhibit
from terttu.portal.insights.services import adopt

pytestmark = pytest.mark.django_db
Kind, State = Decision.Kind, Candidate.State


@pytest.fixture
def wood(analysis):
    return queries.candidate(analysis, "D02")


@pytest.fixture
def second(analysis):
    return analysis.candidates.get(rank=2)


@pytest.fixture
def decide(user):
    def made(candidate, kind, reason="", into=None, **more):
        return services.decide(
            by=user("aino"), candidate=candidate, kind=kind, reason=reason, into=into, **more
        )

    return made


def exhibit(candidate, user, **values):
    defaults = {
        "kind": "project",
        "text": "Puurakentamisen hanke",
        "language": "fi",
        "url": "https://example.org/hanke",
        "author": "",
        "dated": date(2026, 11, 1),
        "public": False,
    }
    return services.attach(by=user("aino"), candidate=candidate, values=defaults | values)


def same(later, candidate):
    return queries.candidate(later, candidate.code)


def test_a_confirmed_candidate_stays_on_the_list_with_its_history(wood, decide, user):
    decide(wood, Kind.CONFIRMED, "Yhteinen kanta")
    wood.refresh_from_db()
    assert (wood.state, wood.is_listed) == (State.CONFIRMED, True)
    row = queries.decisions(wood).get()
    assert (row.kind, row.reason, row.by) == (Kind.CONFIRMED, "Yhteinen kanta", user("aino"))
    entry = AuditEntry.objects.get(kind="insights.candidate")
    assert (entry.verb, entry.changes) == ("confirmed", {"reason": "Yhteinen kanta"})


def test_a_rejected_one_leaves_the_list_and_can_be_opened_again(analysis, wood, decide):
    before = [row.code for row in queries.candidates(analysis)]
    with pytest.raises(services.DecisionError):
        decide(wood, Kind.REJECTED, "  ")
    decide(wood, Kind.REJECTED, "Vain yksi yritys")
    assert [row.code for row in queries.candidates(analysis)] == before[1:]
    assert len(queries.candidates(analysis, everything=True)) == len(before)
    decide(wood, Kind.REOPENED)
    wood.refresh_from_db()
    assert [row.code for row in queries.candidates(analysis)] == before
    assert [row.kind for row in queries.decisions(wood)] == [Kind.REOPENED, Kind.REJECTED]


def test_a_merged_one_becomes_a_part_of_the_other(wood, second, decide):
    decide(second, Kind.MERGED, into=wood)
    second.refresh_from_db()
    assert (second.state, second.merged_into, second.is_listed) == (State.MERGED, wood, False)
    assert list(wood.merged.all()) == [second]
    decide(second, Kind.CONFIRMED)
    second.refresh_from_db()
    assert (second.merged_into, second.decisions.first().into) == (None, None)


def test_a_merger_needs_another_candidate_that_is_listed(wood, second, decide, other_region):
    elsewhere = Candidate.objects.filter(analysis__region=other_region).first()
    for into in (None, second, elsewhere):
        with pytest.raises(services.DecisionError):
            decide(second, Kind.MERGED, into=into)
    decide(wood, Kind.REJECTED, "x")
    wood.refresh_from_db()
    with pytest.raises(services.DecisionError):
        decide(second, Kind.MERGED, into=wood)


def test_what_others_were_merged_into_is_not_taken_away(wood, second, decide, analysis):
    decide(second, Kind.MERGED, into=wood)
    third = analysis.candidates.get(rank=3)
    for kind, into in ((Kind.REJECTED, None), (Kind.MERGED, third)):
        with pytest.raises(services.DecisionError):
            decide(wood, kind, "x", into)
    decide(wood, Kind.CONFIRMED)


def test_who_has_not_seen_the_newest_decision_is_told(wood, decide):
    first = decide(wood, Kind.CONFIRMED, seen=0)
    with pytest.raises(services.StaleError):
        decide(wood, Kind.REJECTED, "x", seen=0)
    decide(wood, Kind.REJECTED, "x", seen=first.pk)
    assert queries.decisions(wood).count() == 2


def test_a_later_analysis_takes_over_what_holds_for_the_same_definition(
    wood, second, decide, later, user
):
    decide(wood, Kind.CONFIRMED, "Kyllä")
    decide(second, Kind.MERGED, into=wood)
    exhibit(wood, user, public=True)
    new = later()
    found = same(new, wood)
    decision = found.decisions.get()
    assert (found.state, decision.reason, decision.by) == (State.CONFIRMED, "Kyllä", user("aino"))
    assert decision.carried_from == wood.decisions.get()
    assert decision.when == wood.decisions.get().when
    assert same(new, second).merged_into == found
    taken = found.exhibits.get()
    assert (taken.text, taken.public, taken.carried_from) == (
        "Puurakentamisen hanke",
        True,
        wood.exhibits.get(),
    )
    assert found.decisions.count() == wood.decisions.count() == 1


def test_another_definition_takes_nothing_over(wood, second, decide, later, user):
    decide(wood, Kind.REJECTED, "Ei")
    decide(second, Kind.MERGED, into=queries.candidates(wood.analysis)[-1])
    exhibit(wood, user)
    new = later(change=lambda text: text.replace("D02,16,1,", "D02,16,0.5,"))
    assert (same(new, wood).state, same(new, wood).exhibits.count()) == (State.OPEN, 0)
    assert same(new, second).state == State.MERGED


def test_a_merger_into_what_is_there_no_more_has_to_be_looked_at_again(wood, second, decide, later):
    decide(second, Kind.MERGED, into=wood)
    new = later(change=lambda text: text.replace("D02,16,1,", "D02,16,0.5,"))
    assert same(new, second).state == State.OPEN


def test_what_was_opened_again_is_open_later(wood, decide, later):
    decide(wood, Kind.CONFIRMED)
    decide(wood, Kind.REOPENED)
    assert same(later(), wood).decisions.count() == 0


def test_what_was_adopted_is_known_later(wood, later, user):
    cluster = adopt(by=user("aino"), candidate=wood, name={"fi": "Puuklusteri"}, themes=[])
    assert same(later(), wood).adopted_as == cluster


def test_publishing_takes_over_what_was_decided_meanwhile(wood, second, decide, later, user):
    draft = later(draft=True)
    kept = exhibit(wood, user, text="a")
    decide(wood, Kind.REJECTED, "Ei")
    decide(same(draft, second), Kind.CONFIRMED, "luonnoksessa")
    decide(second, Kind.REJECTED, "vanhassa")
    assert same(draft, wood).state == State.OPEN
    publishing.publish(by=user("aino"), analysis=draft)
    assert same(draft, wood).state == State.REJECTED
    assert same(draft, wood).exhibits.get().carried_from == kept
    assert same(draft, second).state == State.CONFIRMED


def test_a_removed_exhibit_does_not_come_back(wood, later, user):
    exhibit(wood, user)
    draft = later(draft=True)
    services.detach(by=user("aino"), exhibit=same(draft, wood).exhibits.get())
    publishing.publish(by=user("aino"), analysis=draft)
    found = same(draft, wood)
    assert Exhibit.objects.filter(candidate=found).count() == 1
    assert list(queries.exhibits(found, public=False)) == []


def test_only_what_is_public_is_public(wood, user):
    shown = exhibit(wood, user, public=True)
    hidden = exhibit(wood, user, text="sisäinen")
    assert list(queries.exhibits(wood, public=True)) == [shown]
    services.set_public(by=user("aino"), exhibit=hidden, public=True)
    services.set_public(by=user("aino"), exhibit=shown, public=False)
    assert list(queries.exhibits(wood, public=True)) == [hidden]


def test_a_draft_is_not_shown_until_somebody_says_so(region, analysis, later, user):
    draft = later(draft=True)
    assert queries.current(region) == analysis
    assert list(queries.analyses(region)) == [analysis]
    assert list(queries.analyses(region, drafts=True)) == [draft, analysis]
    publishing.publish(by=user("aino"), analysis=draft)
    assert queries.current(region) == draft
    shown = queries.current(region).shown
    publishing.publish(by=user("aino"), analysis=draft)
    assert queries.current(region).shown == shown


def test_a_draft_that_is_published_late_is_the_current_one(region, later, user):
    draft = later("a", draft=True)
    between = later("bb")
    assert queries.current(region) == between
    publishing.publish(by=user("aino"), analysis=draft)
    assert queries.current(region) == draft
    publishing.set_withdrawn(by=user("aino"), analysis=draft, withdrawn=True)
    assert queries.current(region) == between


def test_publishing_takes_over_what_changed_after_the_draft_was_made(wood, decide, later, user):
    decide(wood, Kind.CONFIRMED)
    shown, hidden = (exhibit(wood, user, text=text, public=True) for text in "ab")
    draft = later(draft=True)
    assert same(draft, wood).state == State.CONFIRMED
    decide(wood, Kind.REJECTED, "Ei")
    services.detach(by=user("aino"), exhibit=shown)
    services.set_public(by=user("aino"), exhibit=hidden, public=False)
    publishing.publish(by=user("aino"), analysis=draft)
    assert same(draft, wood).state == State.REJECTED
    assert list(queries.exhibits(same(draft, wood), public=True)) == []
    assert [row.text for row in queries.exhibits(same(draft, wood), public=False)] == ["b"]


def test_what_was_opened_again_after_the_draft_was_made_is_open(wood, decide, later, user):
    decide(wood, Kind.REJECTED, "Ei")
    draft = later(draft=True)
    decide(wood, Kind.REOPENED)
    publishing.publish(by=user("aino"), analysis=draft)
    assert same(draft, wood).state == State.OPEN


def test_mergers_never_lead_in_a_circle_or_to_what_is_not_listed(wood, second, decide, later, user):
    third, fourth = wood.analysis.candidates.filter(rank__in=[3, 4]).order_by("rank")
    draft = later(draft=True)
    decide(same(draft, second), Kind.MERGED, into=same(draft, wood))
    decide(wood, Kind.MERGED, into=second)
    decide(same(draft, third), Kind.REJECTED, "Ei")
    decide(fourth, Kind.MERGED, into=third)
    publishing.publish(by=user("aino"), analysis=draft)
    assert same(draft, wood).is_listed
    assert same(draft, second).merged_into == same(draft, wood)
    assert same(draft, fourth).state == State.OPEN
