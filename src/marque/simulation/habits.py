"""How the invented market behaves: every probability of the funnel, by name, with its source.

"Usual" are the levels that dealers publish and work with; where none is published, the habit is
chosen so that the measure that comes out (crm/measures) is like that of an ordinary store.
"""

from __future__ import annotations

LEADS, WALK_INS = 2.4, 2.4
"""Leads and walk-ins for one planned car; kept low, a real store has three times as many leads."""
WEEKEND = 1.5
"""Days off bring half as many again."""

NO_INTENT, ANSWERED = 0.22, 0.97
"""Of the leads: not worth a card; answered at all.  Usual: 75-80 % of the handled ones carded."""
MINUTES_TO_ANSWER = 8
"""On average; usual: under 5 minutes is best, a quarter of an hour common."""
LEVELS, LEVEL_WEIGHTS = "HABC", (12, 25, 38, 25)
"""Intention levels of the carded."""
INTERVALS = {"H": 2, "A": 3, "B": 6, "C": 13}
"""Days to the next call; usual: H 1-2, A 3, B 7, C 14."""
IN_TIME, MISSED = 0.95, 0.06
"""Calls made before they are due; days on which a due call is forgotten.  Usual: 90 % in time."""
INVITED_BY_CARD, INVITED_BY_CALL = 0.24, 0.15
"""Conversations that end in a visit; usual: 25-45 % of the online files come in the end."""

INTENT, NEVER_COMPLETED, NOT_KEPT = 0.86, 0.03, 0.24
"""Walk-ins: to see cars; never completed by the consultant; leave no name.  Usual: 75 % kept."""
COMES_AGAIN = 0.36
"""First visitors who promise to come again."""
DRIVES = {"walk_in": 0.66, "invited": 0.74, "again": 0.52}
"""Shares that drive; usual: 50-70 % of the recorded visits."""
BUYS = {"walk_in": 0.14, "invited": 0.24, "again": 0.40}
"""Shares that order at the visit; usual: one visitor in four or five, more of those who return."""

PATIENCE = (2, 5)
"""Calls without a visit after which a chase is given up."""
WAITS_FOR_MANAGER, REFUSED = 0.06, 0.1
"""Lost applications not judged the same day; refused.  Usual: one in ten refused."""
CANCELS = 0.05
"""Orders cancelled after the deposit; usual: under 10 %."""
CONSENTS, TAKES_CARD, BRINGS_FRIEND = 0.7, 0.6, 0.2
"""Buyers who let us write to them, who take a member's card, who know another buyer."""
