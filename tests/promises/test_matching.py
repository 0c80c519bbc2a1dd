"""What may have become of a promise: hypotheses with reasons, and none where there is no reason."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.promises.matching import FLOOR, Matter, hypotheses, words

SIDES = frozenset({"country/no", "country/ke"})
PLAN = Matter(
    "plan",
    frozenset({"Meeting", "Event"}),
    "Scheduled",
    SIDES,
    frozenset({"solberg"}),
    "2026-03-10",
    "2026-03-20",
    frozenset({"fisherie"}),
    since="2026-03-01",
)
HELD = Matter("held", frozenset({"Meeting", "Event"}), "Held", SIDES, frozenset({"solberg", "otieno"}), "2026-03-12", "2026-03-12")


def test_a_later_meeting_of_the_same_people_may_be_the_one_planned() -> None:
    (found,) = hypotheses(PLAN, HELD)
    assert (found.left, found.relation, found.right) == ("plan", "possiblyFulfilledBy", "held")
    assert found.confidence >= FLOOR
    assert any("participants" in reason for reason in found.basis)


def test_what_was_put_off_may_have_been_held_later() -> None:
    (found,) = hypotheses(replace(PLAN, status="Postponed"), HELD)
    assert (found.left, found.relation, found.right) == ("plan", "possiblyFulfilledBy", "held")


@pytest.mark.parametrize(
    "other",
    [
        Matter("early", HELD.kinds, "Held", SIDES, HELD.agents, "2026-02-12", "2026-02-12"),
        Matter("elsewhere", HELD.kinds, "Held", frozenset({"country/no", "country/fr"}), frozenset({"durand"}), "2026-03-12", "2026-03-12"),
        Matter("strangers", HELD.kinds, "Held", SIDES, frozenset({"durand"}), "2026-03-12", "2026-03-12"),
        Matter("visit", frozenset({"Visit", "Event"}), "Held", SIDES, HELD.agents, "2026-03-12", "2026-03-12"),
        Matter("years later", HELD.kinds, "Held", SIDES, HELD.agents, "2028-03-12", "2028-03-12"),
        Matter("off", HELD.kinds, "Cancelled", SIDES, HELD.agents, "2026-03-12", "2026-03-12"),
    ],
    ids=lambda m: m.id,
)
def test_no_reason_no_hypothesis(other: Matter) -> None:
    assert hypotheses(PLAN, other) == []


def test_a_summit_may_be_what_a_state_visit_was_for() -> None:
    summit = Matter(
        "summit",
        frozenset({"Summit", "Meeting", "Event"}),
        "Scheduled",
        SIDES,
        earliest="2026-05-01",
        latest="2026-05-10",
        since="2026-04-01",
    )
    visit = Matter("visit", frozenset({"StateVisit", "Visit", "Event"}), "Held", SIDES, frozenset({"king"}), "2026-05-04", "2026-05-05")
    (found,) = hypotheses(visit, summit)
    assert (found.left, found.relation, found.right) == ("summit", "possiblyOccasionOf", "visit")


def test_a_signing_within_a_visit_may_be_part_of_it_unless_the_text_says_of_which() -> None:
    visit = Matter("visit", frozenset({"Visit", "Event"}), "Held", SIDES, frozenset({"king"}), "2026-05-04", "2026-05-06")
    signing = Matter("signing", frozenset({"Signing", "Event"}), "Held", SIDES, frozenset(), "2026-05-05", "2026-05-05")
    tied = Matter(
        "tied", frozenset({"Signing", "Event"}), "Held", SIDES, frozenset(), "2026-05-05", "2026-05-05", during=frozenset({"visit"})
    )
    assert [h.relation for h in hypotheses(signing, visit)] == ["possiblyDuring"]
    assert hypotheses(tied, visit) == []


def test_a_commitment_is_matched_by_what_it_is_about() -> None:
    vow = Matter(
        "vow", frozenset({"Commitment"}), "", SIDES, words=words(["establish a working group on fisheries inspection"]), since="2026-03-01"
    )
    body = Matter(
        "body",
        frozenset({"JointBody"}),
        "Existing",
        SIDES,
        latest="2026-06-01",
        words=words(["Joint Working Group on Fisheries Inspection"]),
    )
    other = Matter("other", frozenset({"JointBody"}), "Existing", SIDES, latest="2026-06-01", words=words(["Joint Commission on Visas"]))
    assert [h.right for h in hypotheses(vow, body)] == ["body"]
    assert hypotheses(vow, other) == []


def test_words_leave_out_the_sides_and_what_every_paper_says() -> None:
    assert words(["Agreement between Kenya and Norway on Kenyan fisheries"], ["Kenya", "Norway"]) == {"fisherie"}


days = st.dates().map(str)
matters = st.builds(
    Matter,
    st.sampled_from("ab"),
    st.sets(st.sampled_from(["Event", "Meeting", "Summit", "Visit", "StateVisit", "Signing", "Agreement", "JointBody", "Commitment"])).map(
        frozenset
    ),
    st.sampled_from(["", "Held", "Scheduled", "Planned", "Cancelled", "Signed", "Existing"]),
    st.sets(st.sampled_from(["x", "y", "z"])).map(frozenset),
    st.sets(st.sampled_from(["p", "q"])).map(frozenset),
    st.one_of(st.just(""), days),
    st.one_of(st.just(""), days),
    st.sets(st.sampled_from(["fish", "visa", "port"])).map(frozenset),
)


@given(matters, matters)
def test_hypotheses_do_not_depend_on_which_came_first(a: Matter, b: Matter) -> None:
    assert sorted(hypotheses(a, b), key=repr) == sorted(hypotheses(b, a), key=repr)


# ---- promised anew ---------------------------------------------------------------------------------------------------

AGAIN = Matter(
    "again", PLAN.kinds, "Scheduled", SIDES, frozenset({"solberg", "otieno"}), "2026-04-02", "2026-04-03", PLAN.words, since="2026-03-15"
)
WORDS = words(["open a cold store for eight hundred tonnes in Mindelo"])
VOW = Matter(
    "vow", frozenset({"Commitment"}), "", frozenset({"country/no"}), frozenset({"country/no"}), "", "2027-12-31", WORDS, since="2026-03-01"
)
LATER = replace(VOW, id="later", latest="2028-12-31", since="2026-09-01")


def relations(a: Matter, b: Matter) -> list[tuple[str, str, str]]:
    return [(h.left, h.relation, h.right) for h in hypotheses(a, b)]


def test_a_meeting_announced_for_another_day_may_take_the_place_of_the_earlier_one() -> None:
    (found,) = hypotheses(AGAIN, PLAN)
    assert (found.left, found.relation, found.right) == ("plan", "possiblySupersededBy", "again")
    assert "2026-04-02 to 2026-04-03 in place of 2026-03-10 to 2026-03-20, reported later" in found.basis


def test_one_that_is_known_to_be_put_off_is_likelier_to_have_a_new_day_also_when_its_own_has_passed() -> None:
    late = replace(AGAIN, since="2026-03-25")
    off = replace(PLAN, status="Postponed")
    assert relations(PLAN, late) == []
    assert relations(off, late) == [("plan", "possiblySupersededBy", "again")]
    assert hypotheses(off, AGAIN)[0].confidence > hypotheses(PLAN, AGAIN)[0].confidence
    assert relations(replace(off, earliest="", latest=""), late) == [("plan", "possiblySupersededBy", "again")]


@pytest.mark.parametrize(
    "other",
    [
        replace(AGAIN, since=PLAN.since),
        replace(AGAIN, earliest="2026-03-12", latest="2026-03-12"),
        replace(AGAIN, earliest="", latest=""),
        replace(AGAIN, since="2026-03-21"),
        replace(AGAIN, agents=frozenset({"durand"})),
        replace(AGAIN, sides=frozenset({"country/no", "country/fr"})),
        replace(AGAIN, kinds=frozenset({"Visit", "Event"})),
        replace(AGAIN, status="Cancelled"),
    ],
    ids=["told together", "only more precise", "no day", "the next time", "others", "other sides", "another kind", "off"],
)
def test_what_takes_no_promise_s_place(other: Matter) -> None:
    assert relations(PLAN, other) == []


def test_a_meeting_may_be_brought_forward() -> None:
    assert relations(replace(AGAIN, since="2026-02-01"), PLAN) == [("again", "possiblySupersededBy", "plan")]


def test_a_promise_with_a_new_deadline_may_take_the_place_of_the_old_one() -> None:
    assert relations(VOW, LATER) == [("vow", "possiblySupersededBy", "later")]


@pytest.mark.parametrize(
    "other",
    [
        replace(LATER, latest=VOW.latest),
        replace(LATER, latest=""),
        replace(LATER, agents=frozenset({"country/is"})),
        replace(LATER, words=words(["open a fish market in Praia"])),
        replace(LATER, since="2028-01-05"),
        replace(LATER, kinds=frozenset({"Meeting", "Event"}), status="Scheduled"),
    ],
    ids=["the same deadline", "none", "another's", "about something else", "after it was due", "a meeting"],
)
def test_what_is_another_promise(other: Matter) -> None:
    assert relations(VOW, other) == []
