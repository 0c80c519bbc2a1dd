"""Names → who is who: candidate, score, decision, three separate steps. docs/identity.md tells how, with what was measured.

keys        what makes two mentions the same thing by themselves: natural keys
members     what is known of each natural key
blocking    candidates: the labels under which possible twins meet
scoring     how likely two members are one thing, and why: persons, bodies, posts, places
happenings  the same for events and agreements
scores      a score, its reasons, and the thresholds
names       personal names compared
subjects    what a name says beyond what every such name says
clusters    decisions: members and judgements → who is one, as a function of the two alone
"""
