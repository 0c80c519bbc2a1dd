"""Saved questions: what changed in their answers, told after each commit.

questions    the values: a question, its rows, an entry of its feed
asking       question ─▶ rows, within the limits of queries
differences  rows before and after ─▶ what was added, changed, withdrawn
keeping      questions, rows and entries at rest (SQLite), beside the store and never in it
refreshing   all questions asked again, and a thread that does it after each write
addresses    which addresses a webhook may be sent to; the one that was checked is the one connected to
webhooks     entries ─▶ signed requests, sent until they arrive
atom         entries ─▶ Atom
"""

from graph.alerts.asking import checked
from graph.alerts.keeping import Alerts, are_kept, open_alerts
from graph.alerts.questions import Entry, Question
from graph.alerts.refreshing import Watcher, follow, refresh

__all__ = ["Alerts", "Entry", "Question", "Watcher", "are_kept", "checked", "follow", "open_alerts", "refresh"]
