"""What identity knows of one thing before it decides who is who: a function of what one article says of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from graph import ids
from graph.identity.keys import FAMILY, Keys, Profile, features, sides_of
from graph.model import Extraction, Thing

_KINDS = {
    "Person": "person", "Ministry": "body", "Agency": "body", "GovernmentBody": "body", "Organization": "body", "Company": "body",
    "DiplomaticMission": "body", "InternationalOrganization": "body", "NewsOrganization": "body", "JointBody": "jointbody",
    "Agreement": "agreement", "EventSeries": "series", "Conference": "conference", "Event": "event",
    "Post": "post", "Place": "place", "City": "place",
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
    behind: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    nature: str = ""
    call: bool = False
    stage: str = ""
    papers: tuple[str, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether both bounds are known."""
        return bool(self.earliest and self.latest)

    @property
    def agents(self) -> frozenset[str]:
        """Everybody it is compared by."""
        return frozenset((*self.parties, *self.behind, *self.hosts))

    def to_json(self) -> str:
        """As text for the store: sorted keys, so equal members give equal bytes."""
        return json.dumps({k: x for k, x in asdict(self).items() if x}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @staticmethod
    def from_json(text: str) -> Member:
        """Inverse of `to_json`."""
        values: dict[str, Any] = {k: tuple(x) if isinstance(x, list) else x for k, x in json.loads(text).items()}
        return Member(**values)


def members(extraction: Extraction, published: date | None = None) -> tuple[Mapping[str, str], dict[str, Member]]:
    """The natural key of every thing by local key, and by natural key those that may turn out to be another's twin.

    `published` is the day of the article; without it, what is going on and has no date of its own stays undated.
    """
    keys = Keys(Profile(extraction), published)
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
    parts = key.split("/")
    if kind == "post":
        return Member(key, kind, parts[2].replace("-", " "), sides=(parts[1],))
    if kind in ("person", "body", "place"):
        # the name is taken from the key, so that a member is a function of its key alone
        country = parts[1] if kind == "place" and len(parts) > 2 else keys.country(thing) or ""
        name = parts[2] if country else parts[1]
        post = parts[3] if kind == "person" and len(parts) > 3 else ""
        return Member(key, kind, name.replace("-", " "), country, post)
    if kind in ("jointbody", "series"):
        return Member(key, kind, _name(thing, kind), sides=sides_of(keys, thing))
    f = features(keys, thing.key)
    return Member(
        key=key, kind=kind, name=_name(thing, kind),
        parties=f.parties, sides=f.sides, places=f.places, earliest=f.earliest, latest=f.latest,
        behind=f.behind, hosts=f.hosts, nature=f.nature, call=f.call, stage=f.stage, papers=f.papers,
    )  # fmt: skip


def _name(thing: Thing, kind: str) -> str:
    """The name as far as it is in the key: spellings that give one key ("Phạm", "Pham") give one member, whichever comes first."""
    if kind in FAMILY.values():
        return ""
    return ids.slug(thing.facet("theme") or thing.label, limit=10_000).replace("-", " ")
