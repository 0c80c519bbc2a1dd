"""What changed in the answer to a saved question is told once, in order, whatever happens meanwhile."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.alerts import Alerts, Watcher, asking, open_alerts, refresh, refreshing
from graph.alerts.differences import differences
from graph.alerts.keeping import FILE
from graph.alerts.questions import Row, written
from graph.errors import Conflict, NotFound, QueryError, QueryRefused, QuerySyntaxError, QueryTooLarge, StoreBusy
from graph.settings import Settings
from graph.store import Store, open_store
from tests.alerts.conftest import EX, QUERY, SETTINGS, say


def told(alerts: Alerts, since: int = 0) -> list[tuple[str, str, str, str]]:
    def status(row: Row | None) -> str:
        return row["status"]["value"] if row else ""

    found = alerts.entries("meetings", since)
    return [(e.change, e.row["meeting"]["value"].removeprefix(EX), status(e.before), status(e.row)) for e in found]


def test_rows_are_added_change_and_are_withdrawn(store: Store, alerts: Alerts) -> None:
    say(store, "b", "planned")
    assert refresh(SETTINGS, store) == 1
    say(store, "a", "held")
    refresh(SETTINGS, store)
    say(store, "b", "")
    refresh(SETTINGS, store)
    assert told(alerts) == [("added", "b", "", "planned"), ("changed", "a", "planned", "held"), ("withdrawn", "b", "", "planned")]
    numbers = [e.number for e in alerts.entries("meetings")]
    assert numbers == sorted(set(numbers))
    assert told(alerts, numbers[1]) == [("withdrawn", "b", "", "planned")]


def test_what_was_there_before_the_question_is_no_news(store: Store, alerts: Alerts) -> None:
    assert refresh(SETTINGS, store) == 0
    assert told(alerts) == []


def test_two_refreshes_tell_once(store: Store, alerts: Alerts) -> None:
    say(store, "b", "held")
    assert (refresh(SETTINGS, store), refresh(SETTINGS, store)) == (1, 0)


def test_without_keys_another_value_is_another_row(store: Store, alerts: Alerts) -> None:
    alerts.add("All", QUERY, (), *asking.asked(store, QUERY))
    say(store, "a", "held")
    refresh(SETTINGS, store)
    assert [e.change for e in alerts.entries("all")] == ["added", "withdrawn"]


def test_a_question_that_fails_keeps_its_rows_and_says_why(store: Store, alerts: Alerts, monkeypatch: pytest.MonkeyPatch) -> None:
    before = alerts.rows("meetings")
    say(store, "b", "held")
    with monkeypatch.context() as less:
        less.setattr(asking, "ROWS", 1)
        assert refresh(SETTINGS, store) == 0
    assert "1 rows" in alerts.question("meetings").error
    assert alerts.rows("meetings") == before
    refresh(SETTINGS, store)
    assert alerts.question("meetings").error == ""
    assert told(alerts) == [("added", "b", "", "held")]


def test_a_crash_leaves_all_or_nothing(store: Store, alerts: Alerts) -> None:
    before = alerts.rows("meetings")
    columns, rows = asking.asked(store, QUERY)
    cut = [*rows, {"meeting": object()}]  # cannot be written: the second statement of the transaction fails
    with pytest.raises(TypeError):
        alerts.renew(alerts.question("meetings"), columns, cut)  # type: ignore[arg-type]
    assert (alerts.rows("meetings"), alerts.entries("meetings")) == (before, [])
    say(store, "b", "held")
    assert refresh(SETTINGS, store) == 1


@pytest.mark.parametrize(
    ("query", "keys", "error", "said"),
    [
        ("ASK {}", (), QueryRefused, "ASK"),
        ("SELECT ?s WHERE { ?s ?p }", (), QuerySyntaxError, "line 1"),
        ("SELECT * WHERE { SERVICE <http://example.org/> { ?s ?p ?o } }", (), QueryRefused, "SERVICE"),
        ("DELETE WHERE { ?s ?p ?o }", (), QueryRefused, "update"),
        (QUERY, ("day",), QueryError, "day is no column"),
        ("SELECT ?b WHERE { BIND(BNODE() AS ?b) }", (), QueryError, "blank nodes"),
        ("SELECT ?n WHERE { VALUES ?n { 1 2 3 } ?a ?b ?c }", (), QueryTooLarge, "rows"),
    ],
)
def test_what_is_no_question(
    store: Store, monkeypatch: pytest.MonkeyPatch, query: str, keys: tuple[str, ...], error: type[QueryError], said: str
) -> None:
    monkeypatch.setattr(asking, "ROWS", 2)
    say(store, "a", "held")
    with pytest.raises(error, match=said):
        asking.asked(store, query, keys)


def test_names_are_unique_and_what_is_removed_is_gone(store: Store, alerts: Alerts) -> None:
    with pytest.raises(Conflict, match="meetings"):
        alerts.add("MEETINGS", QUERY, (), ("meeting",), [])
    say(store, "b", "held")
    refresh(SETTINGS, store)
    last = alerts.last("meetings")
    alerts.remove("meetings")
    with pytest.raises(NotFound):
        alerts.question("meetings")
    alerts.add("Meetings", QUERY, (), *asking.asked(store, QUERY))
    assert alerts.entries("meetings") == []
    say(store, "b", "")
    refresh(SETTINGS, store)
    assert alerts.last("meetings") > last, "a number is never given twice"


def test_questions_outlive_the_process_and_are_nobody_elses(tmp_path: Path) -> None:
    settings = Settings(store=str(tmp_path / "store"))
    with open_store(settings) as store:
        assert refresh(settings, store) == 0
        assert not (tmp_path / "store" / FILE).exists(), "who saves no question pays nothing"
        open_alerts(settings, store).add("Meetings", QUERY, (), *asking.asked(store, QUERY))
        say(store, "a", "held")
    assert stat.S_IMODE((tmp_path / "store" / FILE).stat().st_mode) == 0o600
    with open_store(settings) as store:
        assert refresh(settings, store) == 1
    with open_store(settings, read_only=True) as store:
        assert len(open_alerts(settings, store).entries("meetings")) == 1


def test_the_thread_tells_what_was_written_and_ends(store: Store, alerts: Alerts, monkeypatch: pytest.MonkeyPatch) -> None:
    done, calls = threading.Event(), []
    renew = Alerts.renew

    def renewed(self: Alerts, *given: object) -> int:
        calls.append(renew(self, *given))  # type: ignore[arg-type]
        done.set()
        return calls[-1]

    monkeypatch.setattr(Alerts, "renew", renewed)
    watcher = Watcher(SETTINGS, store)
    say(store, "b", "held")
    watcher.wake()
    assert done.wait(30)
    watcher.close()
    assert sum(calls) == 1
    watcher.wake()
    assert not [t for t in threading.enumerate() if t.name == "saved questions"]


def test_a_store_that_is_busy_is_asked_again(store: Store, alerts: Alerts, monkeypatch: pytest.MonkeyPatch) -> None:
    done, renew, answers = threading.Event(), Alerts.renew, [StoreBusy("too many queries")]
    ask = asking.asked

    def busy_once(*given: object, **more: object) -> object:
        if answers:
            raise answers.pop()
        return ask(*given, **more)  # type: ignore[arg-type]

    def renewed(self: Alerts, *given: object) -> int:
        made = renew(self, *given)  # type: ignore[arg-type]
        done.set()
        return made

    monkeypatch.setattr(refreshing, "asked", busy_once)
    monkeypatch.setattr(Alerts, "renew", renewed)
    monkeypatch.setattr(refreshing, "AGAIN", 0.01)
    watcher = Watcher(SETTINGS, store)
    say(store, "b", "held")
    watcher.wake()
    assert done.wait(30), "without another write"
    watcher.close()
    assert told(alerts) == [("added", "b", "", "held")]


def test_no_thread_where_nothing_is_saved(store: Store) -> None:
    watcher = Watcher(SETTINGS, store)
    watcher.wake()
    assert not [t for t in threading.enumerate() if t.name == "saved questions"]
    watcher.close()


terms = st.fixed_dictionaries({"type": st.just("literal"), "value": st.sampled_from("xyz")})
table = st.lists(st.dictionaries(st.sampled_from("kv"), terms), max_size=6)


@given(table, table, st.sampled_from([("k",), ("k", "v")]))
def test_what_is_told_leads_from_the_rows_before_to_those_after(before: list[Row], after: list[Row], keys: tuple[str, ...]) -> None:
    found = differences(before, after, keys)
    rows = {written(row) for row in before}
    for d in found:
        if d.change != "added":
            rows.remove(written(d.row if d.before is None else d.before))
        if d.change != "withdrawn":
            assert written(d.row) not in rows
            rows.add(written(d.row))
    assert rows == {written(row) for row in after}
    assert found == differences(before[::-1], after[::-1], keys)
