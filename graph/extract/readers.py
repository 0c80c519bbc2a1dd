"""Who reads the articles: the rules, a language model, or both, as the settings say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from graph.errors import ExtractionError, SettingsError
from graph.extract.alignment import compare
from graph.extract.llm import LanguageModel
from graph.extract.reader import Rules
from graph.model import Article, Extraction, Runs
from graph.settings import Settings

Reader = Callable[[Article], Extraction]
"""a reader's `runs`, where it has them, are its name and version"""
EXTRACTORS = ("rules", "llm", "both")


def reader(settings: Settings) -> Reader:
    """The reader that the settings name. Raises SettingsError."""
    match settings.extractor:
        case "rules":
            return Rules(settings.model)
        case "llm":
            return LanguageModel(settings)
        case "both":
            return Both(Rules(settings.model), LanguageModel(settings))
    raise SettingsError(f"extractor: {settings.extractor!r} is none of {', '.join(EXTRACTORS)}")


def runs(settings: Settings) -> Runs:
    """Names and versions of the reader that the settings name, without loading it. Raises SettingsError."""
    return runs_of(reader(settings))


def runs_of(reader: Reader) -> Runs:
    """Names and versions of a reader; none where it does not say."""
    found: Runs = getattr(reader, "runs", ())
    return found


class Both:
    """Everything that two readers find, each claim with the names of those who found it; the first one decides where they contradict."""

    def __init__(self, first: Reader, second: Reader) -> None:
        self.first = first
        self.second = second

    @property
    def runs(self) -> Runs:
        """Names and versions of both."""
        return (*runs_of(self.first), *runs_of(self.second))

    def __call__(self, article: Article) -> Extraction:
        """The union; where the second reader fails, the first one's reading with a warning. Raises ExtractionError if the first fails."""
        ours = self.first(article)
        try:
            theirs = self.second(article)
        except ExtractionError as e:
            return replace(ours, warnings=(*ours.warnings, f"read by {ours.reader} alone: {e}"))
        return compare(ours, theirs).union

    def report(self) -> str:
        """What the second reader has cost."""
        report = getattr(self.second, "report", None)
        return report() if report else ""
