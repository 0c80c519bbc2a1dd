"""Walking a parsed sentence: which clause a word stands in, who its verb's subject is, and who the members of a list are.

The parser is trusted for which verb governs what. What belongs to an enumeration is read from the surface, left to right: parses of long
lists of titles and names nest at random, while commas, conjunctions and the (masked) names do not move.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.extract.lexicons import words
from graph.extract.reading import Mention, Sentence
from graph.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Token

VERBAL = frozenset({"VERB", "AUX"})
SUBJECT = frozenset({"nsubj", "nsubjpass", "csubj"})
_CLAUSAL = frozenset({"ROOT", "ccomp", "advcl", "relcl", "acl", "xcomp", "pcomp", "parataxis", "csubj", "csubjpass", "conj", "dep"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_PREPOSITIONS = frozenset({"IN", "TO"})
_RELATIVE = frozenset({"WP", "WDT", "WP$", "WRB"})
_QUOTES = frozenset('"“”«»')
_LINKS = tuple(sorted((tuple(link.split()) for link in words("clauses", "coordination", "links")), key=len, reverse=True))


def ancestors(token: Token) -> Iterator[Token]:
    """The token's heads, nearest first, up to the root of its sentence."""
    while token.head.i != token.i:
        token = token.head
        yield token


def lemma(token: Token) -> str:
    """The lemma, lower case; of "co-chaired" and the like, which the pipeline does not know, "co-chair"."""
    low = token.lower_
    if low.startswith("co-"):
        return {"co-led": "co-lead"}.get(low) or low.removesuffix("s").removesuffix("ed").removesuffix("ing")
    return low.removesuffix("s") if token.tag_ == "NNPS" else str(token.lemma_.lower())


def heads_clause(token: Token) -> bool:
    """Whether the token is the verb of a clause, finite or not."""
    return token.pos_ in VERBAL and (token.dep_ in _CLAUSAL) and (token.dep_ != "conj" or token.head.pos_ in VERBAL)


def clause_head(token: Token) -> Token:
    """The verb of the clause that the token stands in (itself if it is one); the root where there is no verb."""
    if heads_clause(token):
        return token
    last = token
    for last in ancestors(token):
        if heads_clause(last):
            return last
    return last


def auxiliaries(verb: Token) -> list[Token]:
    """The auxiliaries of a verb, those it shares with the verb it is coordinated with included ("will visit X and meet Y")."""
    own = [c for c in verb.children if c.dep_ in ("aux", "auxpass")]
    if own or verb.dep_ != "conj" or verb.head.pos_ not in VERBAL or any(c.dep_ in SUBJECT for c in verb.children):
        return own
    return auxiliaries(verb.head) if _same_form(verb, verb.head) else []


def _same_form(verb: Token, first: Token) -> bool:
    """Whether an auxiliary of `first` may carry over: it does for the same bare or participle form, not for a finite one."""
    return verb.tag_ not in _FINITE and (verb.tag_ == first.tag_ or {verb.tag_, first.tag_} <= {"VB", "VBP", "NN"})


def is_passive(verb: Token) -> bool:
    """Whether the verb is in the passive, or a bare past participle behind a noun ("talks co-chaired by X")."""
    if any(c.dep_ in ("auxpass", "nsubjpass") for c in verb.children):
        return True
    participle = verb.tag_ == "VBN" or (verb.tag_ == "VBD" and verb.dep_ == "acl")  # a noun is not followed by a bare finite verb
    if not participle or any(c.dep_ in ("aux", "nsubj") for c in verb.children):
        return False
    if verb.dep_ == "conj" and verb.head.pos_ in VERBAL:
        return is_passive(verb.head)
    return verb.dep_ in ("acl", "advcl", "dep", "ROOT", "relcl")


def subject(verb: Token, *, objects_control: frozenset[str] = frozenset()) -> Token | None:
    """The subject of a verb: its own, or shared with the verb it is coordinated with, complements or modifies.

    A relative pronoun is followed to its noun. Under a matrix verb in `objects_control` ("invite X to visit Y") the matrix object acts.
    """
    at = verb
    for _ in range(6):
        own = next((c for c in at.children if c.dep_ in SUBJECT), None)
        if own is not None:
            return at.head if own.tag_ in _RELATIVE and at.dep_ == "relcl" else own
        above = at.head
        if above.i == at.i:
            return None
        if at.dep_ in ("acl", "relcl") and above.pos_ not in VERBAL:
            return above
        if at.dep_ == "xcomp" and above.pos_ == "ADJ" and above.dep_ == "amod":  # "an MoU likely to be signed"
            return above.head
        if at.dep_ == "xcomp" and above.lemma_ in objects_control:
            return next((c for c in above.children if c.dep_ in ("dobj", "nsubjpass", "dative")), None) or subject(above)
        if at.dep_ == "pcomp" or above.pos_ not in VERBAL:  # "after meeting X", "by holding talks"
            at = next((a for a in ancestors(at) if heads_clause(a)), above)
        else:
            at = above
        if at.i == verb.i:
            return None
    return None


def subject_stretch(verb: Token, token: Token) -> tuple[int, int]:
    """First and last index of a subject's phrase, cut before its verb."""
    first, last = token.left_edge.i, token.right_edge.i
    if first <= verb.i <= last:
        if token.i < verb.i:
            last = min([verb.i, *(a.i for a in auxiliaries(verb) if a.i > token.i)]) - 1
        else:
            first = token.i
    return first, max(last, token.i)


def clause_span(sentence: Sentence, verb: Token, *, keep: tuple[int, int] | None = None) -> Span:
    """The stretch of the clause of `verb`: its subtree without the clauses coordinated with it and without a leading "that".

    `keep`: token indices the stretch must hold, for arguments the parse attached elsewhere.
    """
    apart: set[int] = set()
    for child in verb.children:
        if (child.dep_ in ("conj", "parataxis", "ccomp") and child.pos_ in VERBAL and _own_clause(child, verb)) or (
            child.dep_ == "mark" and child.lower_ == "that"
        ):
            apart.update(t.i for t in child.subtree)
    own = {t.i for t in verb.subtree if t.i not in apart}
    first = last = verb.i
    while first - 1 in own:
        first -= 1
    while last + 1 in own:
        last += 1
    if keep:
        first, last = min(first, keep[0]), max(last, keep[1])
    return trimmed(sentence, first, last)


def _own_clause(child: Token, verb: Token) -> bool:
    return child.dep_ != "ccomp" or child.i > verb.i


def trimmed(sentence: Sentence, first: int, last: int) -> Span:
    """The stretch of the tokens without punctuation, conjunctions and quotation marks at its edges; brackets stay closed."""
    doc = sentence.tokens.doc
    first, last = max(first, sentence.tokens.start), min(last, sentence.tokens.end - 1)
    while first < last and ((doc[first].is_punct and doc[first].text != "(") or doc[first].dep_ == "cc"):
        first += 1
    while last > first and ((doc[last].is_punct and doc[last].text != ")") or doc[last].dep_ == "cc"):
        last -= 1
    return Span(sentence.offsets[first][0], sentence.offsets[last][1])


# ---- lists on the surface ---------------------------------------------------------------------------------------------


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
        titled = n + 1 < len(pieces) and pieces[n + 1].link == "," and _names_person(sentence, pieces[n + 1])
        if piece.link in ("", ";", "and"):
            after_person = person
        elif after_person and not person and not (member and _plural_group(piece)):
            continue  # "X, Minister of Trade, Peru": the second and third stretch say who X is
        if titled and not person and _office(piece):
            continue  # "Secretary to the Ministry of Trade, Dr. X": the office of the person behind the comma
        after_person = after_person or person
        if member is not None:
            found.append(member)
    return found, end


def _pieces(sentence: Sentence, first: int, last: int | None) -> tuple[list[_Piece], int]:
    doc = sentence.tokens.doc
    bound = sentence.tokens.end - 1 if last is None else last
    pieces = [_Piece([], "")]
    depth, passing, at = 0, False, first
    while at <= bound:
        token = doc[at]
        here = pieces[-1]
        width = _link(doc, at, bound)
        if token.text in "([" or token.text in ")]":
            depth += 1 if token.text in "([" else -1
            if depth < 0:
                break
        elif depth:
            pass
        elif token.text in (",", ";") or width:
            passing = passing and token.text not in (",", ";")
            if not passing:
                _start(pieces, "and" if width else token.text)
            at += max(width, 1)
            continue
        elif passing:
            pass
        elif token.tag_ in _RELATIVE and here.tokens:
            passing = True
        elif _ends(sentence, token, here, open_end=last is None):
            if last is None:
                break
            passing = bool(here.tokens) or token.tag_ in _PREPOSITIONS
        elif at not in sentence.time_at:
            if _person_at(sentence, at) and here.tokens and _person_at(sentence, here.tokens[-1].i):
                _start(pieces, ",")  # the comma behind "X, Secretary," went with the name
            pieces[-1].tokens.append(token)
        at += 1
    return [p for p in pieces if p.tokens], at - 1


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
    named = [t for t in piece.tokens if t.tag_ not in _PREPOSITIONS]
    return bool(named) and all((m := sentence.mention_at.get(t.i)) is not None and m.kind in ("country", "place") for t in named)


def _ends_in_place(sentence: Sentence, piece: _Piece) -> bool:
    mention = sentence.mention_at.get(piece.tokens[-1].i)
    return mention is not None and mention.kind == "place"


def _names_person(sentence: Sentence, piece: _Piece) -> bool:
    member = _member(sentence, piece)
    return member is not None and member.head is not None and member.head.kind == "person"


def _office(piece: _Piece) -> bool:
    """Whether the stretch is one person's office, without a name."""
    officers = words("clauses", "nouns", "officers")
    return any(t.lemma_.lower() in officers and t.tag_ in ("NN", "NNP") for t in piece.tokens)


def _plural_group(piece: _Piece) -> bool:
    groups = words("clauses", "nouns", "groups")
    return any(t.lemma_.lower() in groups and (t.tag_ == "NNS" or t.lemma_ in ("delegation", "team")) for t in piece.tokens)
