"""Extractions written by hand, for tests that are not about reading."""

from __future__ import annotations

from datetime import date

from graph.model import Article, Claim, Concept, Extraction, Ref, Span, Statement, Text, Thing

SENTENCES = (
    "Norwegian minister Ingrid Solberg met her Kenyan counterpart James Otieno in Nairobi on 4 March.",
    "The two ministries signed a memorandum on fisheries.",
    "Kenya will train fifty inspectors, Otieno said.",
)
TEXT = "🐟 " + " ".join(SENTENCES)
"""begins with an emoji, so that offsets in UTF-16 and code points differ"""


def span(quote: str) -> tuple[Span]:
    """Where a quote stands in TEXT."""
    start = TEXT.index(quote)
    return (Span(start, start + len(quote)),)


def article(name: str = "fish", day: int = 5) -> Article:
    """The article of TEXT."""
    return Article(name, TEXT, date(2026, 3, day), name, title="Fish & <ships>", publisher="Invented Press")


def fisheries(article: Article) -> Extraction:
    """Everything a perfect reader finds in TEXT, near enough: persons, ministries, a meeting, an agreement, a promise, a statement."""
    met, signed, will = (span(s) for s in SENTENCES)
    said = "st1"
    things = (
        Thing("no", "Country", "Norway", (("iso", "NO"),)), Thing("ke", "Country", "Kenya", (("iso", "KE"),)),
        Thing("solberg", "Person", "Ingrid Solberg"), Thing("otieno", "Person", "James Otieno"),
        Thing("nairobi", "City", "Nairobi", (("iso", "KE"),)), Thing("post", "Post", "minister"),
        Thing("mno", "Ministry", "Ministry of Fisheries", (("portfolio", "fisheries"),)),
        Thing("mke", "Ministry", "Ministry of Fisheries", (("portfolio", "fisheries"),)),
        Thing("talks", "Meeting", "Meeting of Ingrid Solberg and James Otieno, 4 March 2026"),
        Thing("memo", "Agreement", "memorandum on fisheries"), Thing("topic", "Topic", "fisheries"),
        Thing("vow", "Commitment", "train fifty inspectors"),
    )  # fmt: skip
    claims: list[Claim] = []
    for t in things:
        where = {"talks": met, "memo": signed, "vow": will, "topic": span("fisheries")}.get(t.key) or met
        claims.append(Claim(t.key, "type", Concept(t.type), where, 0.9, rule="table"))
        claims.append(Claim(t.key, "prefLabel", Text(t.label), where, 0.9, "inferred"))
        claims.append(Claim(t.key, "altLabel", Text(t.label), where, 0.9))
    for s, p, o, where in (
        ("solberg", "ofCountry", "no", met),
        ("otieno", "ofCountry", "ke", met),
        ("mno", "ofCountry", "no", signed),
        ("mke", "ofCountry", "ke", signed),
        ("solberg", "holdsPost", "post", met),
        ("post", "postOf", "no", met),
        ("talks", "participant", "solberg", met),
        ("talks", "participant", "otieno", met),
        ("talks", "involves", "no", met),
        ("talks", "involves", "ke", met),
        ("talks", "place", "nairobi", met),
        ("talks", "produces", "memo", signed),
        ("memo", "party", "mno", signed),
        ("memo", "party", "mke", signed),
        ("memo", "involves", "no", signed),
        ("memo", "involves", "ke", signed),
        ("memo", "area", "topic", span("fisheries")),
        ("vow", "by", "ke", will),
        ("vow", "toward", "no", will),
    ):
        claims.append(Claim(s, p, Ref(o), where, 0.9, said_in=(said,) if s == "vow" else ()))
    claims += [
        Claim("talks", "status", Concept("Held"), met, 0.9), Claim("talks", "date", Text("2026-03-04", "edtf"), met, 0.9),
        Claim("memo", "status", Concept("Signed"), signed, 0.9), Claim("memo", "date", Text("2026-03-04", "edtf"), signed, 0.8),
        Claim("memo", "instrument", Text("MoU"), signed, 0.9), Claim("vow", "modality", Text("will"), will, 0.8, said_in=(said,)),
    ]  # fmt: skip
    statement = Statement(said, "indirect", span("Kenya will train fifty inspectors"), ("otieno",), cue="Otieno said")
    return Extraction(article.id, "table", "1", things, tuple(claims), (statement,))
