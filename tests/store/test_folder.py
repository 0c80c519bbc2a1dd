"""Whose a folder is, and what is refused as one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import StoreCorrupt, StoreError, StoreLocked, StoreUnavailable
from graph.model import Iri, Quad
from graph.settings import Settings
from graph.store import Store, open_store, sorted_dump

FACT = Quad(Iri("http://example.org/a"), Iri("http://example.org/b"), Iri("http://example.org/c"))
ROOT = Path(__file__).parents[2]

Disk = Callable[..., Store]


def test_a_store_is_kept(disk: Disk, tmp_path: Path) -> None:
    first = disk()
    first.apply((), [FACT])
    first.close()
    assert list(disk().quads()) == [FACT]
    assert json.loads((tmp_path / "store" / "communique.json").read_text()) == {"layout": 1}


def test_folders_above_are_made(tmp_path: Path) -> None:
    with open_store(Settings(store=str(tmp_path / "not" / "yet" / "here"))) as store:
        store.apply((), [FACT])
        assert list(store.quads()) == [FACT]


def test_a_second_owner_is_told_who_has_the_folder(disk: Disk) -> None:
    disk()
    with pytest.raises(StoreLocked, match=rf"process {os.getpid()}\b.*[Ss]top"):
        disk()
    with pytest.raises(StoreLocked, match=rf"process {os.getpid()} writes"):
        disk(read_only=True)


def test_another_process_is_kept_out_and_let_in_when_the_owner_is_killed(tmp_path: Path) -> None:
    code = (
        "import sys; from graph.settings import Settings; from graph.store import open_store; from graph.model import Iri, Quad\n"
        "store = open_store(Settings(store=sys.argv[1])); store.apply((), [Quad(*(3 * [Iri('http://example.org/x')]))])\n"
        "print('ready', flush=True); sys.stdin.read()"
    )
    folder = str(tmp_path / "store")
    with subprocess.Popen([sys.executable, "-c", code, folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as owner:
        assert owner.stdout
        assert owner.stdout.readline() == b"ready\n"
        with pytest.raises(StoreLocked, match=f"process {owner.pid}"):
            open_store(Settings(store=folder))
        owner.send_signal(signal.SIGKILL)
        owner.wait()
    with open_store(Settings(store=folder)) as store:
        assert len(list(store.quads())) == 1


def test_several_may_read_while_nobody_writes(disk: Disk) -> None:
    owner = disk()
    owner.apply((), [FACT])
    owner.close()
    one, two = disk(read_only=True), disk(read_only=True)
    for store in (one, two):
        assert list(store.quads()) == [FACT]
        assert store.query("ASK { ?s ?p ?o }", accept="text/csv").read() == b"true"
    with pytest.raises(StoreLocked):
        disk()
    one.close()
    two.close()
    assert list(disk().quads()) == [FACT]


def test_a_store_for_reading_takes_no_writes(disk: Disk) -> None:
    disk().close()
    store = disk(read_only=True)
    writes: list[Callable[[], None]] = [lambda: store.update("CLEAR ALL"), lambda: store.apply((), [FACT]), lambda: store.bulk_load(b"")]
    for write in writes:
        with pytest.raises(StoreError, match="reading only"):
            write()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ({}, "no store here yet"),
        ({"store/notes.txt": "mine"}, r"not a store: it holds notes.txt and no communique.json"),
        ({"store/communique.json": '{"layout": 99}'}, "later version"),
        ({"store/communique.json": "{"}, "cannot be read"),
        ({"store/communique.json": '{"layout": "one"}'}, "cannot be read"),
    ],
)
def test_what_is_no_store_is_not_read(content: dict[str, str], message: str, disk: Disk, tmp_path: Path) -> None:
    for name, text in content.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    with pytest.raises(StoreUnavailable, match=message):
        disk(read_only=True)
    if content:
        with pytest.raises(StoreUnavailable, match=message):
            disk()
        assert sorted(p.name for p in (tmp_path / "store").iterdir()) == [Path(name).name for name in content], "it was left alone"


def test_a_file_or_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreUnavailable, match="is a file"):
        open_store(Settings(store=str(tmp_path / "file")))
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        open_store(Settings(store=str(tmp_path / "file" / "below")))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_is_refused(tmp_path: Path) -> None:
    (tmp_path / "shut").mkdir(mode=0o500)
    with pytest.raises(StoreUnavailable, match="cannot be written to"):
        open_store(Settings(store=str(tmp_path / "shut")))


def test_making_a_store_may_be_interrupted(disk: Disk, tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    for name in ("lock", "communique.json.new"):
        (tmp_path / "store" / name).write_text("")
    assert sorted_dump(disk()) == b""


def test_damaged_files_are_told(disk: Disk, tmp_path: Path) -> None:
    disk().close()
    (tmp_path / "store" / "quads" / "CURRENT").write_text("MANIFEST-999999\n")
    with pytest.raises(StoreCorrupt, match="damaged"):
        disk()


def test_what_a_crash_left_is_removed(disk: Disk, tmp_path: Path) -> None:
    disk().close()
    left = tmp_path / "store" / "snapshots" / "7"
    left.mkdir(parents=True)
    (left / "000012.sst").write_text("")
    store = disk()
    assert not left.exists()
    store.close()
    assert sorted(p.name for p in (tmp_path / "store").iterdir()) == ["communique.json", "lock", "quads"]


def test_a_closed_store_says_so(disk: Disk) -> None:
    store = disk()
    store.close()
    store.close()
    uses: list[Callable[[], object]] = [lambda: store.ask("ASK {}"), lambda: store.query("ASK {}"), lambda: store.apply((), [FACT])]
    for use in uses:
        with pytest.raises(StoreError, match="closed"):
            use()


def test_a_plain_store_and_one_of_articles_are_not_taken_for_each_other(tmp_path: Path) -> None:
    for name, plain in (("plain", True), ("articles", False)):
        settings = Settings(store=str(tmp_path / name), sparql_only=plain)
        open_store(settings).close()
        open_store(settings, read_only=True).close()
        for read_only in (False, True):
            with pytest.raises(StoreUnavailable, match="sparql_only"):
                open_store(Settings(store=str(tmp_path / name), sparql_only=not plain), read_only=read_only)
