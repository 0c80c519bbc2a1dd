"""Names → who is who: candidate, score, decision, three separate steps.

keys       what makes two mentions the same thing by themselves: natural keys
members    what is known of each natural key, and the blocks in which possible twins meet
names      personal names compared
scoring    how likely two members are one thing, and why
clusters   members and decisions → who is one, as a function of the two alone
"""
