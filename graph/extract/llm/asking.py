"""One question to a language model behind the OpenAI protocol: with a form for the answer, a time limit, and second attempts.

The `openai` client waits and asks again after a rate limit (as long as `Retry-After` says), a server's fault or a broken connection.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypeVar, cast

from graph.errors import ExtractionError, SettingsError
from graph.extract.llm import answers
from graph.ids import digest
from graph.settings import Settings

if TYPE_CHECKING:
    from openai import OpenAI

ATTEMPTS = 3
"""how often one question is put where the answer is no JSON"""
RETRIES = 3
"""how often one request is sent again after a rate limit or a fault of the connection"""
_MILLION = 1_000_000
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spent:
    """What answers have cost: requests answered, tokens sent and received, requests that needed no asking."""

    requests: int = 0
    asked: int = 0
    answered: int = 0
    remembered: int = 0

    def __add__(self, other: Spent) -> Spent:
        return Spent(*(getattr(self, f) + getattr(other, f) for f in self.__slots__))

    def report(self, price: tuple[float, float] | None) -> str:
        """A line for people; with prices in money per million tokens, also what it comes to."""
        said = f"language model: {self.requests} requests, {self.asked:,} tokens asked, {self.answered:,} answered"
        if self.remembered:
            said += f"; {self.remembered} answers were in the journal"
        if price is not None:
            said += f"; cost {(self.asked * price[0] + self.answered * price[1]) / _MILLION:.4f}"
        return said


class Asker:
    """Asks one model of one service. Raises SettingsError where settings or the package are missing."""

    def __init__(self, settings: Settings) -> None:
        for name in ("llm_url", "llm_model"):
            if not getattr(settings, name):
                raise SettingsError(f"{name}: a language model is to read, so say which; see `communique ingest --help`")
        if not settings.llm_url.startswith(("http://", "https://")):
            raise SettingsError(f"llm_url: {settings.llm_url!r} is no URL")
        self.model = settings.llm_model
        self._settings = settings
        self._structured = True
        self._lock = threading.Lock()
        self.spent = Spent()

    def count(self, spent: Spent) -> None:
        """Add to what was spent."""
        with self._lock:
            self.spent += spent

    def _client(self) -> OpenAI:
        try:
            from openai import OpenAI
        except ImportError:
            raise SettingsError("extractor: the package openai is not installed; pip install 'communique[llm]'") from None
        # a key is always given: the client would else take one from the environment and send it wherever llm_url points
        key = self._settings.llm_key or "none"
        return OpenAI(base_url=self._settings.llm_url, api_key=key, timeout=self._settings.llm_timeout, max_retries=RETRIES)

    def ask(self, text: str, published: str, publisher: str | None, usable: Callable[[str], object], until: float) -> str:
        """The first answer that `usable` takes without raising ExtractionError. Raises ExtractionError, at the latest at `until`.

        `until` is a time of `time.monotonic()`. The client's own limit is for each piece that arrives: a service that sends a byte now and
        then would never reach it.
        """
        messages = [{"role": "system", "content": self._instructions()}, {"role": "user", "content": question(text, published, publisher)}]
        with self._client() as client:
            try:
                return by(until, lambda: self._usable(client, messages, usable))
            except TimeoutError:
                where, limit = self._settings.llm_url, self._settings.llm_deadline
                raise ExtractionError(f"{where}: not done within {limit:g} s; raise llm_deadline, or ask a faster model") from None

    def _usable(self, client: OpenAI, messages: list[dict[str, str]], usable: Callable[[str], object]) -> str:
        fault = ""
        for _ in range(ATTEMPTS):
            reply = self._sent(client, messages)
            self.count(_usage(reply))
            found, fault = _content(reply)
            if not fault:
                try:
                    usable(found)
                except ExtractionError as e:
                    fault = str(e)
                else:
                    return found
        raise ExtractionError(f"{self.model} gave no usable answer in {ATTEMPTS} attempts: {fault}")

    def _instructions(self) -> str:
        return instructions() if self._structured else f"{instructions()}\nAnswer with one JSON object of this schema:\n{answers.schema()}"

    def _sent(self, client: OpenAI, messages: list[dict[str, str]]) -> dict[str, Any]:
        """The reply as the service sent it. Raises ExtractionError where it is none."""
        import openai

        form: dict[str, Any] = {"type": "json_object"}
        if self._structured:
            form = {"type": "json_schema", "json_schema": {"name": "findings", "strict": True, "schema": answers.schema()}}
        ask: Any = client.chat.completions.with_raw_response.create
        try:
            found = json.loads(ask(model=self.model, messages=messages, response_format=form, temperature=0).text)
        except openai.BadRequestError as e:
            if not self._structured or "response_format" not in str(e):
                raise ExtractionError(f"{self._settings.llm_url}: {e}") from None
            self._structured = False  # a service that knows no schemas is told of it in words
            messages[0] = {"role": "system", "content": self._instructions()}
            return self._sent(client, messages)
        except openai.APITimeoutError:
            where = f"{self._settings.llm_url}: no answer within {self._settings.llm_timeout:g} s"
            raise ExtractionError(f"{where}, asked {RETRIES + 1} times; raise llm_timeout, or ask a faster model") from None
        except (openai.AuthenticationError, openai.PermissionDeniedError) as e:
            raise ExtractionError(f"{self._settings.llm_url}: {e}; set COMMUNIQUE_LLM_KEY") from None
        except openai.OpenAIError as e:
            raise ExtractionError(f"{self._settings.llm_url}: {e}") from None
        except (ValueError, RecursionError) as e:  # an answer of other software at that address
            raise ExtractionError(f"{self._settings.llm_url} does not speak the protocol: {e}") from None
        if not isinstance(found, dict):
            raise ExtractionError(f"{self._settings.llm_url} does not speak the protocol: the reply is no object")
        return found


def by(until: float, work: Callable[[], T]) -> T:
    """What `work` gives, in a thread of its own, which is left to itself at `until` (of `time.monotonic()`). Raises TimeoutError then."""
    done: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put((work(), None))
        except BaseException as e:
            done.put((None, e))

    threading.Thread(target=run, name="language model", daemon=True).start()
    try:
        found, fault = done.get(timeout=max(0.0, until - time.monotonic()))
    except queue.Empty:
        raise TimeoutError from None
    if fault is not None:
        raise fault
    return cast(T, found)


def _usage(reply: dict[str, Any]) -> Spent:
    found = reply.get("usage")
    counts = [found.get(name) for name in ("prompt_tokens", "completion_tokens")] if isinstance(found, dict) else [0, 0]
    asked, answered = (n if isinstance(n, int) else 0 for n in counts)
    return Spent(1, asked, answered)


def _content(reply: dict[str, Any]) -> tuple[str, str]:
    """The answer's text, or else what is wrong with it. A refusal is final and raises ExtractionError."""
    try:
        choice = reply["choices"][0]
        message = choice["message"]
        content, refusal, finish = message.get("content"), message.get("refusal"), choice.get("finish_reason")
    except (KeyError, IndexError, TypeError, AttributeError):
        return "", "the reply holds no answer"
    if refusal:
        raise ExtractionError(f"the language model refused: {refusal}")
    if finish == "content_filter":
        raise ExtractionError("the service withheld the answer (content filter)")
    if finish == "length":
        return "", "the answer was cut off at the model's limit"
    return (content, "") if isinstance(content, str) and content.strip() else ("", "the answer is empty")


@lru_cache(maxsize=1)
def instructions() -> str:
    """What the model is told to do; the same for every article."""
    return files("graph.extract.llm").joinpath("prompt.md").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def version() -> str:
    """Names the instructions and the form of answers: another digest, another reader."""
    return digest(instructions(), str(answers.schema()), length=8)


def question(text: str, published: str, publisher: str | None) -> str:
    """The article between two marks that it cannot contain: they are a digest of it."""
    mark = f"ARTICLE {digest(text)}"
    return f"published: {published}\npublisher: {publisher or 'unknown'}\n\n{mark}\n{text}\n{mark}\n"
