"""What follows from accepted triples, by rules that the ontology names (`cmq:derivedBy`).

A rule reads the facts of one subject, and of the things it names, through `Facts`; it never reads claims. So a derived triple
stands exactly as long
as what it rests on does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import permutations

from graph import edtf, ids
from graph.model import Iri, Literal, Triple
from graph.quads import conflicts
from graph.quads import vocabulary as v
from ontology import terms

Properties = Mapping[Iri, frozenset[Iri | Literal]]
Facts = Callable[[Iri], Properties]
"""the accepted triples of one subject, by predicate"""

MET = ("Meeting", "Call", "Summit")
HELD = frozenset({"Held"})
HAPPENED = frozenset({"Held", "Ongoing"})
AHEAD = frozenset({"Scheduled", "Planned", "Proposed"})
CONCLUDED = frozenset({"Signed", "Reached", "InForce"})


def of(subject: Iri, facts: Facts) -> set[Triple]:
    """Every triple that the rules derive from this subject's facts."""
    mine = facts(subject)
    return {t for rule in (_classes, _label, _bounds, _visitors, _encounters, _visits, _parties) for t in rule(subject, mine, facts)}


def tenure(person: Iri, post: Iri, days: tuple[str, str], *, former: bool, base: str) -> set[Triple]:
    """The Tenure of a person in a post, observed from the first to the last of the days (ISO)."""
    me = Iri(f"{base}tenure/{ids.digest(person.value, post.value, str(former))}")
    out = {
        Triple(me, v.TYPE, v.term("Tenure")),
        Triple(me, v.term("holder"), person),
        Triple(me, v.term("post"), post),
        Triple(me, v.term("former"), Literal("true" if former else "false", v.DATATYPES["boolean"])),
    }
    if not former:
        out |= {
            Triple(me, v.term(name), Literal(day, v.DATATYPES["date"]))
            for name, day in zip(("observedFrom", "observedTo"), days, strict=True)
        }
    return out


def _names(mine: Properties, predicate: Iri) -> set[str]:
    return {v.local(o) for o in mine.get(predicate, ()) if isinstance(o, Iri)}


def _resources(mine: Properties, *names: str) -> set[Iri]:
    return {o for name in names for o in mine.get(v.term(name), ()) if isinstance(o, Iri)}


def _classes(me: Iri, mine: Properties, _: Facts) -> Iterator[Triple]:
    for name in _names(mine, v.TYPE):
        for parent in terms.superclasses(name):
            yield Triple(me, v.TYPE, v.term(parent))


def _label(me: Iri, mine: Properties, _: Facts) -> Iterator[Triple]:
    names = {o.value for p in (v.PREF_LABEL, v.ALT_LABEL) for o in mine.get(p, ()) if isinstance(o, Literal)}
    preferred = {o.value for o in mine.get(v.PREF_LABEL, ()) if isinstance(o, Literal)}
    if names:
        yield Triple(me, v.LABEL, Literal(conflicts.best_label(preferred or names)))


def _bounds(me: Iri, mine: Properties, _: Facts) -> Iterator[Triple]:
    for value in (*mine.get(v.term("date"), ()), *mine.get(v.term("due"), ())):
        for name, day in zip(("earliest", "latest"), edtf.bounds(value.value), strict=True):
            if day:
                yield Triple(me, v.term(name), Literal(day.isoformat(), v.DATATYPES["date"]))


def _visitors(me: Iri, mine: Properties, _: Facts) -> Iterator[Triple]:
    for agent in _resources(mine, "visitor"):
        yield Triple(me, v.term("participant"), agent)


def _encounters(me: Iri, mine: Properties, facts: Facts) -> Iterator[Triple]:
    """metWith from what was held, plansToMeet from what is ahead; never from conferences or signings, and only between different sides."""
    if not _names(mine, v.TYPE) & set(MET) or "Conference" in _names(mine, v.TYPE):
        return
    status = _names(mine, v.term("status"))
    name = "metWith" if status & HELD else "plansToMeet" if status & AHEAD else None
    if name is None:
        return
    agents = _participants(mine, facts)
    for a, b in permutations(sorted(agents), 2):
        if _different_sides(a, b, agents, facts):
            yield Triple(a, v.term(name), b)


def _participants(mine: Properties, facts: Facts) -> set[Iri]:
    """Who took part.

    A delegation stands for what it represents. A joint body is the frame of its session, not one of those who meet in it.
    """
    found = set()
    for agent in _resources(mine, "participant"):
        theirs = facts(agent)
        types = _names(theirs, v.TYPE)
        if "Delegation" in types:
            found |= _resources(theirs, "represents")
        elif "JointBody" not in types:
            found.add(agent)
    return found


def _different_sides(a: Iri, b: Iri, all_agents: set[Iri], facts: Facts) -> bool:
    ours, theirs = _sides(a, facts), _sides(b, facts)
    if ours and theirs:
        return not ours & theirs
    # with two participants and no more, the meeting is between them whatever their sides
    return len(all_agents) == 2


def _sides(agent: Iri, facts: Facts) -> set[Iri]:
    mine = facts(agent)
    types = _names(mine, v.TYPE)
    if "Country" in types or "InternationalOrganization" in types:
        return {agent}
    return _resources(mine, "ofCountry")


def _visits(me: Iri, mine: Properties, facts: Facts) -> Iterator[Triple]:
    if not _names(mine, v.TYPE) & {"Visit", "StateVisit"} or not _names(mine, v.term("status")) & HAPPENED:
        return
    for place in _resources(mine, "destination"):
        for visitor in _resources(mine, "visitor"):
            theirs = facts(visitor)
            for agent in _resources(theirs, "represents") if "Delegation" in _names(theirs, v.TYPE) else {visitor}:
                if place not in _sides(agent, facts):
                    yield Triple(agent, v.term("visited"), place)


def _parties(me: Iri, mine: Properties, facts: Facts) -> Iterator[Triple]:
    if "Agreement" not in _names(mine, v.TYPE) or not _names(mine, v.term("status")) & CONCLUDED:
        return
    parties = _resources(mine, "party")
    for a in parties:
        yield Triple(a, v.term("partyTo"), me)
    for a, b in permutations(sorted(parties), 2):
        if _different_sides(a, b, parties, facts):
            yield Triple(a, v.term("cooperatesWith"), b)
