"""What identity knows of one thing before it decides who is who: a function of what one article says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from graph import ids
from graph.identity import names
from graph.identity.keys import FAMILY, Keys, Profile, features
from graph.model import Extraction, Thing

_KINDS = {
    "Person": "person", "Ministry": "body", "Agency": "body", "GovernmentBody": "body", "Organization": "body", "Company": "body",
    "DiplomaticMission": "body", "InternationalOrganization": "body", "NewsOrganization": "body", "JointBody": "jointbody",
    "Agreement": "agreement", "EventSeries": "series", "Conference": "conference", "Event": "event",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Member:
    """One natural key and what its score and its blocks are made of: all of it is in what the key is made from.

    `parties` are natural keys of persons and bodies, `sides` those of countries; `earliest` and `latest` are ISO days, "" where open.
    """

    key: str
    kind: str
    name: str = ""
    country: str = ""
    post: str = ""
    parties: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    earliest: str = ""
    latest: str = ""

    def to_json(self) -> str:
        """As text for the store: sorted keys, so equal members give equal bytes."""
        return json.dumps({k: x for k, x in asdict(self).items() if x}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> Member:
        """Inverse of `to_json`."""
        values: dict[str, Any] = {k: tuple(x) if isinstance(x, list) else x for k, x in json.loads(text).items()}
        return Member(**values)


def members(extraction: Extraction) -> tuple[Mapping[str, str], dict[str, Member]]:
    """The natural key of every thing by local key, and by natural key those that may turn out to be another's twin."""
    keys = Keys(Profile(extraction))
    natural = keys.all()
    found: dict[str, Member] = {}
    for thing in keys.profile.things.values():
        kind = FAMILY.get(thing.type) or _KINDS.get(thing.type)
        if kind is None or thing.facet("local") or natural[thing.key] == keys.local(thing):
            continue
        member = _member(keys, thing, kind)
        found[member.key] = member
    return natural, found


def _member(keys: Keys, thing: Thing, kind: str) -> Member:
    key = keys.of(thing.key)
    country = keys.country(thing) or ""
    if kind in ("person", "body"):
        # the name is taken from the key, so that a member is a function of its key alone
        parts = key.split("/")
        name = parts[2] if country else parts[1]
        post = parts[3] if kind == "person" and len(parts) > 3 else ""
        return Member(key, kind, name.replace("-", " "), country, post)
    f = features(keys, thing.key)
    return Member(key, kind, _name(thing, kind), "", "", f.parties, f.sides, f.places, f.earliest, f.latest)


def _name(thing: Thing, kind: str) -> str:
    """The name as far as it is in the key: spellings that give one key ("Phạm", "Pham") give one member, whichever comes first."""
    if kind in FAMILY.values():
        return ""
    return ids.slug(thing.facet("theme") or thing.label, limit=10_000).replace("-", " ")


def blocks(member: Member) -> frozenset[str]:
    """Labels under which possible twins meet.

    Two members are compared only where they share one. A constant number each, so no all-pairs.
    """
    if member.kind == "person":
        found = names.words(member.name)
        return frozenset({f"person:{names.skeleton(w)}" for w in (found[-1:] + found[:1]) if len(w) > 1})
    if member.kind in ("body", "jointbody", "series", "event", "conference"):
        first = sorted(w for w in names.words(member.name) if len(w) > 3)[:2]
        return frozenset({f"{member.kind}:{member.country or '-'.join(member.sides)}:{'-'.join(first)}"})
    # a report may leave a side, or a participant, unsaid: either is enough to be compared
    who = [*_pairs(member), *member.parties[:6]]
    return frozenset(f"{member.kind}:{label}:{month}" for label in who for month in _months(member))


def _pairs(member: Member) -> list[str]:
    """Pairs of sides, at most six of them: a summit of twenty is found under its first four."""
    sides = member.sides[:4]
    return [f"{a}-{b}" for i, a in enumerate(sides) for b in sides[i + 1 :]] or ["-".join(sides)]


def _months(member: Member) -> list[str]:
    """The months an event may have been in, at most three; one bound known gives its month and the neighbour on the open side."""
    lo, hi = member.earliest[:7], member.latest[:7]
    if not lo and not hi:
        return []
    if lo and hi:
        span = _range(lo, hi)
        return span if len(span) <= 3 else []
    return _range(lo, _shift(lo, 1)) if lo else _range(_shift(hi, -1), hi)


def _shift(month: str, by: int) -> str:
    n = int(month[:4]) * 12 + int(month[5:7]) - 1 + by
    return f"{n // 12:04d}-{n % 12 + 1:02d}"


def _range(lo: str, hi: str) -> list[str]:
    out = [lo]
    while out[-1] < hi and len(out) < 13:
        out.append(_shift(out[-1], 1))
    return out
