"""What happened, was agreed, was promised and was announced, in the order of time, each line with its words."""

from __future__ import annotations

from dataclasses import replace

from graph.catalogue.choosing import AGREEMENTS, COMMITMENTS, EVENTS, Kind, choose
from graph.catalogue.claims import first_words
from graph.catalogue.reading import Catalogue, cursor, name, place
from graph.catalogue.views import Moment, Page
from graph.filters import EVERYTHING, Filters, Window
from graph.model import Iri, Literal

MOST = 2000
"""things of each kind looked at for one timeline"""

ROLES = ("visitor", "participant", "host", "signatory", "party", "by", "toward")
"""the role in which a thing concerns whom the timeline is of: the first that holds"""

_DATES = ("date", "earliest", "latest")

_KINDS: tuple[tuple[str, Kind], ...] = (("event", EVENTS), ("agreement", AGREEMENTS), ("commitment", COMMITMENTS))


def timeline(c: Catalogue, f: Filters = EVERYTHING, *, of: str | None = None, limit: int = 50, after: str | None = None) -> Page[Moment]:
    """Events, agreements and commitments, the earliest first; what has no date comes last.

    `of` is whose timeline it is: a country is one of the sides, anybody else takes part. A commitment stands on the day it was first told.
    """
    if of:
        land = of.startswith("country/")
        f = replace(f, countries=f.countries | {of}) if land else replace(f, participants=f.participants | {of})
    moments = [m for kind, of_kind in _KINDS for m in _moments(c, kind, of_kind, f, of)]
    moments.sort(key=_key)
    last = place(after, 2)
    moments = [m for m in moments if last is None or _key(m) > last]
    page = moments[:limit]
    return Page(tuple(page), cursor(*_key(page[-1])) if len(moments) > limit else None)


def _key(m: Moment) -> tuple[str, str]:
    return m.earliest or m.latest or "9999", m.thing.id


def _moments(c: Catalogue, kind: str, of_kind: Kind, f: Filters, of: str | None) -> list[Moment]:
    # the days of a commitment are looked at here: it has none of its own
    narrowed = f if of_kind.dated else replace(f, window=Window())
    if f.statuses and not of_kind.dated:
        return []
    found, _ = choose(c, of_kind, narrowed, limit=MOST)
    facts = c.facts(found)
    words = first_words(c, found)
    me = c.iri(of) if of else None
    out = []
    for iri in found:
        mine = facts[iri]
        status = next((name(o) for o in mine.get("status", ()) if isinstance(o, Iri)), None)
        date, earliest, latest = (next((o.value for o in mine.get(p, ()) if isinstance(o, Literal)), None) for p in _DATES)
        told, quote, article = words.get(iri, (None, None, None))
        if not of_kind.dated:
            status, date, earliest, latest = next((o.value for o in mine.get("modality", ())), None), told, told, told
            if not f.window.holds(date):
                continue
        role = next((r for r in ROLES if me is not None and me in mine.get(r, ())), None)
        out.append(Moment(kind, c.ref_of(iri, mine), status, date, earliest, latest, role, quote, article))
    return out
