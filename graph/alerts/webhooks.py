"""Entries → signed requests, sent until they arrive (Standard Webhooks, https://www.standardwebhooks.com).

One request at a time for each question, the earliest entries first. What does not arrive is tried again later and later, also by the next
process; an address that is gone for good (410), or that no try reaches, gets no more of that request.
"""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

import httpcore

from graph.alerts import addresses
from graph.alerts.keeping import SENT_AT_ONCE, Alerts
from graph.alerts.questions import Delivery, document
from graph.errors import AddressRefused
from graph.settings import Settings
from graph.store.interface import Stop

LOG = logging.getLogger(__name__)

AGENT = "communique"
WAIT = 5.0
"""seconds from the first try to the second; each wait is FACTOR times the one before, at most LONGEST"""
FACTOR = 4
LONGEST = 12 * 3600.0
TRIES = 12
"""about three days"""


def deliver(settings: Settings, alerts: Alerts, *, stop: Stop | None = None) -> float | None:
    """Send what is due, each once; returns in how many seconds something will be due, None for never."""
    allowed = addresses.hosts(settings.webhook_hosts)
    tried: set[int] = set()
    while not (stop and stop.called):
        due = [d for d in alerts.due() if d.id not in tried]
        if not due:
            break
        tried.add(due[0].id)
        _try(alerts, due[0], allowed)
    return alerts.next_due()


def _try(alerts: Alerts, delivery: Delivery, allowed: frozenset[str]) -> None:
    try:
        status = _sent(alerts, delivery, allowed)
    except httpcore.TimeoutException:
        status, error = 0, f"no answer within {addresses.SECONDS:g} s"
    except (AddressRefused, OSError, httpcore.NetworkError, httpcore.ProtocolError) as e:
        status, error = 0, str(e) or type(e).__name__
    else:
        error = f"the server answers {status}"
    if 200 <= status < 300:
        alerts.delivered(delivery)
        return
    LOG.warning("webhook of the saved question %s: %s", delivery.question.id, error)
    if status == 410 or delivery.attempts + 1 >= TRIES:
        alerts.delivered(delivery, given_up=error)
    else:
        alerts.put_off(delivery, min(WAIT * FACTOR**delivery.attempts, LONGEST), error)


def _sent(alerts: Alerts, delivery: Delivery, allowed: frozenset[str]) -> int:
    """The status that the address answered with."""
    question = delivery.question
    addresses.check(question.webhook, allowed)
    entries = [document(e) for e in alerts.entries(question.id, delivery.first - 1, SENT_AT_ONCE) if e.number <= delivery.last]
    body = json.dumps({"question": {"id": question.id, "name": question.name}, "entries": entries}, ensure_ascii=False)
    headers = [*_signed(delivery, body).items(), ("content-type", "application/json"), ("user-agent", AGENT)]
    with (
        addresses.client(allowed) as client,
        client.stream("POST", question.webhook, headers=headers, content=body.encode("utf-8")) as response,
    ):
        return int(response.status)


def _signed(delivery: Delivery, body: str) -> dict[str, str]:
    from standardwebhooks import Webhook

    now = datetime.now(UTC)  # the library takes any instant for one in UTC
    id_ = f"msg_{delivery.question.id}_{delivery.first}_{delivery.last}"
    signature = Webhook(delivery.secret).sign(id_, now, body)
    return {"webhook-id": id_, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
