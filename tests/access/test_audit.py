import json
from pathlib import Path
from threading import Thread

import pytest

from graph.access.audit import AuditLog, Write
from graph.errors import SettingsError


def test_each_write_is_a_line(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "new" / "audit.jsonl")
    log.record(Write("newsroom", "POST /api/v1/articles", "201", "127.0.0.1", "r1"))
    log.record(Write("Æsop\n", "withdraw a", "withdrawn"))
    first, second = [json.loads(line) for line in (tmp_path / "new" / "audit.jsonl").read_text(encoding="utf-8").splitlines()]
    assert first.pop("at") <= second.pop("at")
    assert first == {"who": "newsroom", "what": "POST /api/v1/articles", "outcome": "201", "origin": "127.0.0.1", "request": "r1"}
    assert second["who"] == "Æsop\n"


def test_lines_of_several_threads_stay_whole(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")

    def write(name: str) -> None:
        for i in range(20):
            log.record(Write(name, "x" * 5000, str(i)))

    threads = [Thread(target=write, args=(f"t{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    lines = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert sorted((x["who"], int(x["outcome"])) for x in lines) == [(f"t{n}", i) for n in range(4) for i in range(20)]


def test_without_a_file_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    AuditLog(None).record(Write("a", "b", "c"))
    AuditLog(None).check()
    assert not list(tmp_path.iterdir())


def test_a_log_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "audit.jsonl").mkdir()
    with pytest.raises(SettingsError, match="audit_log"):
        AuditLog(tmp_path / "audit.jsonl").record(Write("a", "b", "c"))
