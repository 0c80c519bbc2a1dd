import json
import stat
from pathlib import Path

import pytest

from graph.access.keys import PREFIX, SCOPES, Key, KeyRing
from graph.errors import Conflict, NotFound, SettingsError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "keys.json"


def test_a_key_lets_in_and_its_secret_is_kept_nowhere(file: Path) -> None:
    key, secret = KeyRing(file).create("newsroom", "write")
    assert secret.startswith(PREFIX)
    assert len(secret) > 40
    assert KeyRing(file).find(secret) == key
    assert secret not in file.read_text()
    assert secret.removeprefix(PREFIX) not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_two_keys_are_alike(file: Path) -> None:
    ring = KeyRing(file)
    assert len({ring.create(f"key {n}", "read")[1] for n in range(20)}) == 20


def test_a_ring_sees_what_another_does(file: Path) -> None:
    here, there = KeyRing(file), KeyRing(file)
    assert here.all() == ()
    _, secret = there.create("newsroom", "read")
    found = here.find(secret)
    assert found
    there.revoke(found.id)
    assert here.find(secret) is None
    assert here.all() == ()


def test_a_key_is_revoked_by_its_name(file: Path) -> None:
    ring = KeyRing(file)
    ring.create("one", "read")
    ring.create("two", "admin")
    assert ring.revoke("one").name == "one"
    assert [k.name for k in ring.all()] == ["two"]
    with pytest.raises(NotFound, match="no key 'one'"):
        ring.revoke("one")


def test_a_name_is_taken_once(file: Path) -> None:
    ring = KeyRing(file)
    ring.create("one", "read")
    with pytest.raises(Conflict, match="already"):
        ring.create("one", "write")


@pytest.mark.parametrize(("scope", "good_for"), [("read", {"read"}), ("write", {"read", "write"}), ("admin", set(SCOPES))])
def test_scopes_include_the_ones_before(scope: str, good_for: set[str]) -> None:
    key = Key("1", "one", scope, "", "")  # type: ignore[arg-type]  # a scope as it comes from a file
    assert {s for s in SCOPES if key.may(s)} == good_for


@pytest.mark.parametrize(
    "content",
    ["", "no json", "[]", "{}", '{"keys": [{}]}', '{"keys": [{"id": "1", "name": "n", "scope": "god", "digest": "", "created": ""}]}'],
)
def test_a_file_that_is_none_is_an_error_and_nobody_gets_in(content: str, file: Path) -> None:
    file.parent.mkdir()
    file.write_text(content)
    with pytest.raises(SettingsError, match=r"keys\.json: not a file of keys"):
        KeyRing(file).find("anything")


def test_a_file_that_breaks_while_it_is_used_lets_nobody_in(file: Path) -> None:
    ring = KeyRing(file)
    _, secret = ring.create("one", "read")
    file.write_text("oops")
    for _ in range(2):
        with pytest.raises(SettingsError):
            ring.find(secret)


def test_given_secrets_are_known_without_a_file() -> None:
    key = Key("local", "local", "admin", "", "")
    ring = KeyRing(None, {"secret": key})
    assert ring.find("secret") == key
    assert ring.find("other") is None
    assert ring.all() == ()
    with pytest.raises(SettingsError, match="set `keys`"):
        ring.create("one", "read")


def test_the_file_is_json_with_one_digest_a_key(file: Path) -> None:
    KeyRing(file).create("one", "read", "10/second")
    (fields,) = json.loads(file.read_text())["keys"]
    assert fields["rate"] == "10/second"
    assert len(fields["digest"]) == 64
