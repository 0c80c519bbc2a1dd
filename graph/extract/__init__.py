"""Article → Extraction: the only room with spaCy. One module knows the order of the steps; no step imports another.

    reader                                              the order
    assembly                                            frames → claims
    statements  frames.*  event_coreference             who said what · what the parsed sentences say · several reports, one event
                event_pointers  event_dates             reports that only point · when, from all that is said
                event_reports                           what two reports have in common
    preparation  names.*  parsing  cleaning             the article made ready: names, posts, sentences with names masked
    modality                                            whether it has happened
    lists                                               who the members of an enumeration are
    clauses     dates                                   walking the parse · time expressions
    lexicons    gazetteer                               the words and names, as data
    reading                                             the values that pass between the steps

Within `frames` the readers of events stand side by side (`meetings`, `visits`, `visit_nouns`, `signings`, `occasions`, `agendas`); they
share `event_nouns` and `journeys`, which stand on `scene` (the frame), `casts` (who) and `circumstances` (where and when). Those of
agreements, bodies and commitments stand on `actors`.
"""
