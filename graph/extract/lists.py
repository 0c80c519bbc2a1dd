"""The members of a list, read from the surface, left to right.

Parses of long lists of titles and names nest at random, while commas, conjunctions and the (masked) names do not move.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.extract.clauses import RELATIVE, lemma
from graph.extract.lexicons import words
from graph.extract.reading import Mention, Sentence

if TYPE_CHECKING:
    from spacy.tokens import Token

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PREPOSITIONS = frozenset({"IN", "TO"})
_QUOTES = frozenset('"“”«»')
_LINKS = tuple(sorted((tuple(link.split()) for link in words("clauses", "coordination", "links")), key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a list. `head` is the name it is about; None where it names only countries ("the Peruvian delegation").

    `group` says that an unnamed group or officer acts ("representatives of X"). `countries` are the countries in it that are no head.
    `tokens` are the words of the member, for callers that resolve descriptions ("both sides", "he").
    """

    tokens: tuple[Token, ...]
    head: Mention | None = None
    group: bool = False
    countries: tuple[Mention, ...] = ()


@dataclass(slots=True)
class _Piece:
    tokens: list[Token]
    link: str  # "", ",", ";", "and"


def members(sentence: Sentence, first: int, last: int | None = None) -> tuple[list[Member], int]:
    """The members of the list that starts at token `first`, and the index of the last token read.

    With `last` the list is that stretch: participles and relative clauses in it are passed over. Without, it ends where the sentence
    goes on: at a verb, a time expression, a quotation mark, or a preposition that no name is still waited for behind.
    """
    pieces, end = _pieces(sentence, first, last)
    found: list[Member] = []
    after_person = False
    for n, piece in enumerate(pieces):
        member = _member(sentence, piece)
        person = member is not None and member.head is not None and member.head.kind == "person"
        if piece.link == "," and _site(sentence, piece) and n and _ends_in_place(sentence, pieces[n - 1]):
            continue  # "in Oslo, Norway"
        titled = n + 1 < len(pieces) and pieces[n + 1].link in (",", "and") and _names_person(sentence, pieces[n + 1])
        if piece.link in ("", ";", "and"):
            after_person = person
        elif after_person and not person and not (member and _plural_group(piece)):
            continue  # "X, Minister of Trade, Peru": the second and third stretch say who X is
        if titled and not person and _office(piece) and (pieces[n + 1].link == "," or _bare(piece)):
            continue  # "Secretary to the Ministry of Trade, Dr. X", "Member of the Board and Minister X": an office of that person
        after_person = after_person or person
        if found and piece.link in ("and", ",") and _of_officers(found[-1]) and member is not None and _bare_country(sentence, piece):
            found[-1] = replace(found[-1], tokens=found[-1].tokens + member.tokens, countries=found[-1].countries + member.countries)
        elif member is not None:
            found.append(member)
    return found, end


def _of_officers(member: Member) -> bool:
    """Whether the phrase is of several officers of a country that it names last: "the presidents of Peru"."""
    officers = words("clauses", "nouns", "officers")
    several = any(t.tag_ in ("NNS", "NNPS") and lemma(t) in officers for t in member.tokens)
    return several and member.head is None and bool(member.countries) and any(t.lower_ == "of" for t in member.tokens)


def _bare_country(sentence: Sentence, piece: _Piece) -> bool:
    named = [t for t in piece.tokens if t.lower_ != "the"]
    return len(named) == 1 and (m := sentence.mention_at.get(named[0].i)) is not None and m.kind == "country" and named[0].tag_ != "JJ"


def _pieces(sentence: Sentence, first: int, last: int | None) -> tuple[list[_Piece], int]:
    doc = sentence.tokens.doc
    bound = sentence.tokens.end - 1 if last is None else last
    bracketed, bound = _brackets(sentence, first, bound)
    pieces = [_Piece([], "")]
    passing, at = False, first
    while at <= bound:
        token, here = doc[at], pieces[-1]
        width = _link(doc, at, bound)
        if at in bracketed:
            pass
        elif token.text in (",", ";") or width:
            passing = passing and token.text not in (",", ";")
            if not passing:
                _start(pieces, "and" if width else token.text)
            at += max(width, 1)
            continue
        elif passing:
            pass
        elif (token.tag_ in RELATIVE and here.tokens) or _ends(sentence, token, here, open_end=last is None):
            if last is None and token.tag_ not in RELATIVE:
                break
            passing = bool(here.tokens) or token.tag_ in _PREPOSITIONS
        elif at not in sentence.time_at:
            _append(sentence, pieces, token)
        at += 1
    return [p for p in pieces if p.tokens], at - 1


def _brackets(sentence: Sentence, first: int, bound: int) -> tuple[set[int], int]:
    """The tokens in brackets, brackets included, and where the list ends at the latest: before one that closes without having opened."""
    found: set[int] = set()
    depth = 0
    for token in sentence.tokens.doc[first : bound + 1]:
        depth += token.text in ("(", "[")
        if depth:
            found.add(token.i)
        elif token.text in (")", "]"):
            return found, token.i - 1
        depth -= token.text in (")", "]")
    return found, bound


def _append(sentence: Sentence, pieces: list[_Piece], token: Token) -> None:
    before = pieces[-1].tokens[-1] if pieces[-1].tokens else None
    if before is not None and _person_at(sentence, token.i) and _person_at(sentence, before.i):
        _start(pieces, ",")  # the comma behind "X, Secretary," went with the name
    pieces[-1].tokens.append(token)


def _person_at(sentence: Sentence, i: int) -> bool:
    mention = sentence.mention_at.get(i)
    return mention is not None and mention.kind == "person"


def _start(pieces: list[_Piece], link: str) -> None:
    if pieces[-1].tokens:
        pieces.append(_Piece([], link))
    elif link != ",":
        pieces[-1].link = link if pieces[-1].link != ";" else ";"


def _link(doc: object, at: int, bound: int) -> int:
    """How many tokens from `at` on join a further member; 0 if none."""
    for link in _LINKS:
        if at + len(link) - 1 <= bound and all(doc[at + n].lower_ == word for n, word in enumerate(link)):  # type: ignore[index]
            return len(link)
    return 0


def _ends(sentence: Sentence, token: Token, piece: _Piece, *, open_end: bool) -> bool:
    """Whether the phrase stops before `token`."""
    if token.text in _QUOTES or (token.i in sentence.time_at and open_end):
        return True
    if token.i in sentence.mention_at:
        return False
    if token.tag_ in _FINITE or token.tag_ in ("VB", "VBG", "VBN"):
        led = token.lower_ in words("clauses", "coordination", "led") and token.i + 1 < len(token.doc) and token.nbor().lower_ == "by"
        return not led and token.dep_ not in ("amod", "compound")
    if token.tag_ == "TO" and token.i + 1 < len(token.doc) and token.nbor().tag_ == "VB":
        return True
    if token.tag_ in _PREPOSITIONS:
        if not piece.tokens:
            return not open_end or piece.link != ""
        if token.lower_ in ("of", "by") or _locates(sentence, token):
            return False
        return _named(sentence, piece) or (open_end and not (_titles(sentence, token) or _source(token, piece)))
    return False


def _titles(sentence: Sentence, preposition: Token) -> bool:
    """Whether a title goes on behind the preposition, towards the name of its holder: "Secretary to the Ministry of Trade X"."""
    for token in preposition.doc[preposition.i + 1 : min(preposition.i + 9, sentence.tokens.end)]:
        if _person_at(sentence, token.i):
            return True
        body = token.i in sentence.mention_at
        if token.i in sentence.time_at or not (
            body or token.pos_ in ("NOUN", "PROPN", "ADJ", "DET", "CCONJ", "PUNCT", "PART") or token.lower_ in ("of", "for")
        ):
            return False
    return False


def _source(preposition: Token, piece: _Piece) -> bool:
    """ "officials from the Ministry of Trade" """
    groups = words("clauses", "nouns", "groups") | words("clauses", "nouns", "officers")
    return preposition.lower_ in ("from", "at", "to") and lemma(piece.tokens[-1]) in groups


def _named(sentence: Sentence, piece: _Piece) -> bool:
    kinds = {m.kind for t in piece.tokens if (m := sentence.mention_at.get(t.i)) is not None}
    return bool(kinds & {"person", "body", "jointbody"})


def _locates(sentence: Sentence, preposition: Token) -> bool:
    """Whether a country stands behind the preposition: "Ambassador X of Peru to Ghana", "the University of X in Ghana"."""
    for token in preposition.doc[preposition.i + 1 : preposition.i + 4]:
        mention = sentence.mention_at.get(token.i)
        if mention is not None:
            return mention.kind == "country" and token.i not in sentence.time_at
        if token.lower_ not in ("the", "his", "her"):
            return False
    return False


# ---- who a member is ---------------------------------------------------------------------------------------------------


def _member(sentence: Sentence, piece: _Piece) -> Member | None:
    at = sentence.mention_at
    named = [(n, t, at[t.i]) for n, t in enumerate(piece.tokens) if t.i in at]
    countries = tuple(m for _, _, m in named if _country(m))
    tokens = tuple(piece.tokens)
    for n, token, mention in named:
        agent = mention.kind == "person" or (mention.kind == "nominal" and mention.names and not _country(mention))
        if agent and not _possessor(token) and not _complement(at, piece.tokens, n):
            return Member(tokens, mention, countries=countries)
    group = any(t.lemma_.lower() in words("clauses", "nouns", "groups") | words("clauses", "nouns", "officers") for t in tokens)
    for _, token, mention in named:
        if mention.kind in ("body", "jointbody") and (group or not _possessor(token)):
            return Member(tokens, mention, group=group, countries=countries)
    return Member(tokens, None, group=group, countries=countries)


def _country(mention: Mention) -> bool:
    """Whether a mention names countries: by name, or as "both countries" or "Norway-Kenya"."""
    return mention.kind == "country" or (mention.kind == "nominal" and mention.source in ("sides", "pair"))


def _possessor(token: Token) -> bool:
    return token.i + 1 < len(token.doc) and token.nbor().tag_ == "POS"


def _complement(at: dict[int, Mention], tokens: list[Token], n: int) -> bool:
    """Whether the name at position `n` only says whose the phrase's noun is: "aide to Peruvian President X", "a message from X".

    It does not where a name or a portfolio closes the title before it ("Minister of Trade of Peru X", "Minister of Defence X").
    """
    k = n - 1
    while k >= 0 and tokens[k].tag_ not in _PREPOSITIONS:
        k -= 1
    if k < 0 or tokens[k].lower_ == "by":
        return False
    between = [t for t in tokens[k + 1 : n] if t.lower_ not in words("clauses", "nouns", "honorifics")]
    governor = tokens[k - 1].lemma_.lower() if k else ""
    before = tokens[n - 1]
    closed = before.i in at and at[before.i].kind in ("country", "body", "place") and before.tag_ != "JJ"
    if closed or (between and between[-1].i in at and at[between[-1].i].kind in ("country", "body") and between[-1].tag_ != "JJ"):
        return False
    if governor in words("clauses", "nouns", "relational") or not between:
        return True
    return between[-1].lemma_.lower() in words("clauses", "nouns", "ranks") and tokens[k + 1].lower_ != "the"


def _site(sentence: Sentence, piece: _Piece) -> bool:
    named = [t for t in piece.tokens if t.tag_ not in _PREPOSITIONS and not t.is_punct]
    return bool(named) and all((m := sentence.mention_at.get(t.i)) is not None and m.kind in ("country", "place") for t in named)


def _ends_in_place(sentence: Sentence, piece: _Piece) -> bool:
    mention = sentence.mention_at.get(piece.tokens[-1].i)
    return mention is not None and mention.kind == "place"


def _names_person(sentence: Sentence, piece: _Piece) -> bool:
    member = _member(sentence, piece)
    return member is not None and member.head is not None and member.head.kind == "person"


def _office(piece: _Piece) -> bool:
    """Whether the stretch is one person's office, without a name."""
    officers = words("clauses", "nouns", "officers") | words("clauses", "nouns", "membership")
    return any(t.lemma_.lower() in officers and t.tag_ in ("NN", "NNP") for t in piece.tokens)


def _bare(piece: _Piece) -> bool:
    """Whether the phrase opens without an article, as a title before a name does: "Deputy Premier and …", not "an adviser and …"."""
    first = piece.tokens[0]
    return first.pos_ not in ("DET", "PRON", "NUM") and first.tag_ not in ("NNS", "NNPS")


def _plural_group(piece: _Piece) -> bool:
    groups = words("clauses", "nouns", "groups")
    return any(t.lemma_.lower() in groups and (t.tag_ == "NNS" or t.lemma_ in ("delegation", "team")) for t in piece.tokens)
