"""Time expressions: a closed grammar. `find` says what a stretch of text names, unresolved; `resolve` gives the EDTF value.

The unresolved value is close to TIMEX3 (ISO 24617-1), so that what depends on the day of publication and on tense stays open:

    value    =  open | range | point | duration                     duration: P1Y, P2D (kinds `set` and `duration`)
    open     =  ("since:" | "from:" | "by:" | "before:" | "until:" | "after:") (point | range)
              | "FUTURE_REF" | "PAST_REF"                           some time ahead, some time ago
    range    =  point "/" point
    point    =  base [part] ["#" weekday] ["@" day]                 # and @: what the text says besides, checked by `contradiction`
    base     =  [year "-"] calendar                                 XXXX stands for the year that is not said
              | "XXXX-XX-16"  | "XXXX-WXX-5"                        the 16th, Friday
              | ("this:" | "last:" | "next:") base                  last Friday, next March
              | unit sign number                                    day-1 yesterday, week+0 this week, month+1 next month
              | "prev:" unit sign number                            two days later, the same week: seen from the date before
              | ("in:" | "within:" | "ahead:" | "back:") duration   in two weeks, within three months, over the next, past five years
    calendar =  2025 | XXXX-12 | XXXX-12-04 | XXXX-33 (quarter) | XXXX-21 (season); year = XXXX | 2025 | Y+1 (next year)
    part     =  ".early" | ".mid" | ".late" | ".start" | ".end" | ".h1" | ".h2" | ".q1" … ".w1" … ".wl" | ".earlier" | ".later"
              | ".earlytomid" | ".midtolate" | ".m1" … ".m12" (the first months of a year)

Thirds of a month are the 1st–10th, 11th–20th and the rest; thirds of a year are four months each; the start and end of a year are its
first and last quarter, of a month its first and last ten days. Weeks run from Monday to Sunday.
"""

from graph.extract.dates.finding import find
from graph.extract.dates.resolving import contradiction, resolve

__all__ = ["contradiction", "find", "resolve"]
