from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import pytest
from playwright.sync_api import Locator, Page, Route, expect

if TYPE_CHECKING:  # fixtures are given by pytest, not imported
    from collections.abc import Callable
    from typing import Any

pytestmark = pytest.mark.browser

SETTLED = "main [data-settled], main table, main article, .list-view li"


def centre_on(page: Page, words: str, name: str) -> None:
    """Search as a person without a mouse does."""
    page.keyboard.press("/")
    page.keyboard.type(words)
    expect(page.get_by_role("option").first).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(page.locator("aside h2")).to_have_text(name)


def edge_button(page: Page, *words: str) -> Locator:
    """The button of an edge in the table whose name holds all the words."""
    button = page.locator("table.edges button[aria-label]")
    for word in words:
        button = button.and_(page.get_by_role("button", name=re.compile(re.escape(word))))
    return button.first


def fetched(page: Page, path: str) -> Any:
    return page.request.get(path).json()


# ---- over the invented API and over the real service -----------------------------------------------------------------


def test_from_a_name_to_the_sentence(visit: Any, world: Any) -> None:
    """Search a name, choose the edge of the meeting, read the quote, and read it again in the article."""
    page = visit.open(world.url)
    centre_on(page, world.search, world.person)
    expect(page.locator(".picture-bar")).to_contain_text(f"Around {world.person}")

    page.get_by_role("link", name="Table").click()
    edge_button(page, world.person, world.other, " met ").click()
    panel = page.get_by_role("complementary", name="Details")
    expect(panel.locator("h2")).to_contain_text("met")
    card = panel.locator(".passage", has=page.locator(".passage-title", has_text=world.title)).first
    expect(card.locator("mark")).to_contain_text(world.met)
    expect(card).to_contain_text("%")  # how sure
    expect(card).to_contain_text(re.compile("asserted|inferred"))
    expect(card).to_contain_text("Reported by the article itself")

    said = card.locator("mark").inner_text()
    card.locator(".passage-title").click()
    expect(page.locator(".reading h1")).to_have_text(world.title)
    marks = page.locator(".text mark")
    expect(marks.first).to_be_visible()
    assert "".join(marks.all_inner_texts()) == said
    expect(marks.first).to_be_in_viewport()


def test_the_example_graph_opens_the_sentence_of_a_meeting(visit: Any, examples: str) -> None:
    """What the README promises: search a name, click the meeting's edge, read the quote."""
    page = visit.open(examples)
    centre_on(page, "murashko", "Mikhail Murashko")
    page.get_by_role("link", name="Table").click()
    edge_button(page, "Mikhail Murashko", "Nadda", " met ").click()
    mark = page.get_by_role("complementary", name="Details").locator("mark").first
    expect(mark).to_contain_text("Murashko")
    expect(mark).to_contain_text("Nadda")


def test_marks_are_right_behind_emoji(visit: Any, world: Any) -> None:
    """Offsets are code points: what the API quotes is what the page marks, for every piece of evidence of every article."""
    page = visit.open(f"{world.url}#/articles")
    checked = 0
    for article in fetched(page, f"{world.url}api/v1/articles")["items"]:
        path = quote(article["id"], safe="/")
        claims = fetched(page, f"{world.url}api/v1/articles/{path}/claims?limit=500")["items"]
        for start, end, words in {(e["start"], e["end"], e["quote"]) for c in claims for e in c["evidence"]}:
            page.goto(f"{world.url}#/article/{path}?at={start}-{end}")
            page.wait_for_function(
                "words => [...document.querySelectorAll('.text mark')].map(m => m.textContent).join('') === words", arg=words, timeout=5000
            )
            checked += world.emoji in words
    assert checked, "the words behind emoji must be among those checked"


def test_texts_of_the_api_are_never_markup(visit: Any, world: Any) -> None:
    page = visit.open(f"{world.url}#/articles")
    page.locator("main").get_by_role("link", name=world.hostile).click()
    expect(page.locator(".reading h1")).to_contain_text(world.hostile)
    assert page.locator("main img, main i, main b, aside img, aside script").count() == 0
    assert page.title() != "broken"
    assert world.hostile in page.title()


def test_planned_is_never_shown_as_held(visit: Any, world: Any) -> None:
    page = visit.open(f"{world.url}#/table")
    button = edge_button(page, world.person, world.other, world.ahead)
    expect(button).to_have_attribute("aria-label", re.compile("scheduled|planned|proposed"))
    button.click()
    panel = page.get_by_role("complementary", name="Details")
    expect(panel.locator(".caution")).to_contain_text("not reported as having happened")
    expect(panel.locator("h2")).not_to_contain_text(" met ")


def test_every_view_opens_and_fits_a_narrow_screen(visit: Any, world: Any) -> None:
    page = visit.open(world.url, width=360, height=740, scheme="dark")
    for view in ("Graph", "Table", "Events", "Agreements", "Promises", "Articles"):
        page.get_by_role("link", name=view, exact=True).click()
        expect(page.get_by_role("link", name=view, exact=True)).to_have_attribute("aria-current", "page")
        page.wait_for_selector("main h1, main [data-settled], main table")
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 360, view
    page.get_by_role("link", name="Table", exact=True).click()
    edge_button(page, world.person, world.other, " met ").click()
    expect(page.locator("aside .passage mark").first).to_be_in_viewport()


def test_every_state_is_a_link(visit: Any, world: Any) -> None:
    page = visit.open(f"{world.url}#/table")
    edge_button(page, world.person, world.other, " met ").click()
    expect(page.locator("aside .passage").first).to_be_visible()
    again = visit.open(page.url)
    expect(again.locator("aside h2")).to_have_text(page.locator("aside h2").inner_text())
    expect(again.locator("tr.chosen")).to_have_count(1)
    page.go_back()
    expect(page.locator("aside h2")).to_have_text("What has been read so far")


# ---- over the invented API -------------------------------------------------------------------------------------------


def canvas_point(page: Page, kind: str, key: str) -> tuple[float, float]:
    """Where a node, or the middle of an edge, is on the page."""
    found = page.locator(".canvas").evaluate("(canvas, [kind, key]) => canvas.renderer[kind](key)", [kind, key])
    box = page.locator(".canvas").bounding_box()
    assert found and box
    return box["x"] + found["x"], box["y"] + found["y"]


def edge_id(page: Page, url: str, predicate: str, *ends: str) -> str:
    edges = fetched(page, f"{url}api/v1/graph?center={ends[0]}&limit=150")["edges"]
    return str(next(e["id"] for e in edges if e["predicate"] == predicate and {e["source"], e["target"]} == set(ends)))


def test_a_click_on_an_edge_of_the_graph_opens_its_evidence(visit: Any, mock: Callable[..., str]) -> None:
    url = mock()
    page = visit.open(f"{url}#/graph?center=person/ilen-maraschko")
    ends = ("person/ilen-maraschko", "person/teo-vandrel")
    for predicate, words in (("metWith", "met"), ("plansToMeet", "plans to meet")):
        point = canvas_point(page, "middleOf", edge_id(page, url, predicate, *ends))
        page.mouse.move(*point)
        expect(page.locator(".tooltip")).to_contain_text(f"Ilen Maraschko {words} Teo Vandrel")
        page.mouse.click(*point)
        expect(page.locator("aside h2")).to_have_text(f"Ilen Maraschko {words} Teo Vandrel")
        expect(page.locator("aside .passage mark").first).to_be_visible()
        page.wait_for_timeout(400)  # or the next click would make a double click


def test_dashes_are_drawn_where_a_thing_has_not_happened(visit: Any, mock: Callable[..., str]) -> None:
    """Along the held edge every pixel is inked, along the planned one some are bare."""
    url = mock()
    page = visit.open(f"{url}#/graph?center=person/ilen-maraschko")
    bare = {}
    for predicate in ("metWith", "plansToMeet"):
        key = edge_id(page, url, predicate, "person/ilen-maraschko", "person/teo-vandrel")
        x, y = canvas_point(page, "middleOf", key)
        clip = {"x": x - 14, "y": y - 14, "width": 28, "height": 28}
        picture = page.screenshot(clip=clip)
        bare[predicate] = _inked(page, picture)
    assert bare["plansToMeet"] < 0.85 * bare["metWith"]


def _inked(page: Page, png: bytes) -> float:
    """The part of the picture that is not background, as the browser itself decodes it."""
    script = """async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: "image/png"}));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext("2d");
      context.drawImage(bitmap, 0, 0);
      const data = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
      const background = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
      let inked = 0;
      for (let i = 0; i < data.length; i += 4)
        if (Math.max(...background.map((c, j) => Math.abs(c - data[i + j]))) > 24) inked++;
      return inked / (data.length / 4);
    }"""
    return float(page.evaluate(script, list(png)))


def test_a_double_click_adds_the_neighbours(visit: Any, mock: Callable[..., str]) -> None:
    page = visit.open(f"{mock()}#/graph?center=person/ilen-maraschko")
    before = page.locator(".counts").inner_text()
    page.mouse.dblclick(*canvas_point(page, "placeOf", "country/oskaria"))
    expect(page.locator(".counts")).not_to_have_text(before)
    assert "expand=country/oskaria" in page.url
    expect(page.locator("aside h2")).to_have_text("Oskaria")


def test_filters_take_out_what_they_name(visit: Any, mock: Callable[..., str]) -> None:
    page = visit.open(f"{mock()}#/table")
    planned = page.locator("table.edges .badge", has_text="Planned")
    assert planned.count()
    page.get_by_text("Legend and filters").click()
    page.get_by_role("switch", name="Planned").click()
    expect(planned).to_have_count(0)
    expect(page.get_by_role("switch", name="Planned")).to_have_attribute("aria-checked", "false")
    assert "hide=status:Planned" in unquote(page.url)
    page.get_by_role("switch", name="People").press("Space")
    expect(page.locator(".counts")).to_contain_text("filtered out")
    page.get_by_role("link", name="Show everything").click()
    expect(planned.first).to_be_visible()


def test_what_was_left_out_is_said(visit: Any, mock: Callable[..., str]) -> None:
    page = visit.open(f"{mock('--large', '900')}#/table")
    expect(page.locator(".omitted")).to_contain_text("792 nodes and 792 edges left out")
    page.get_by_role("link", name="Show more").click()
    expect(page.locator(".omitted")).to_contain_text("642 nodes and 642 edges left out")


def test_keyboard_alone(visit: Any, mock: Callable[..., str]) -> None:
    page = visit.open(f"{mock()}#/table")
    page.keyboard.press("/")
    page.keyboard.type("minist")
    expect(page.get_by_role("option").nth(2)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("combobox")).to_have_attribute("aria-activedescendant", "search-hit-1")
    name = page.get_by_role("option").nth(1).locator(".hit-label").inner_text().split(" as “")[0]
    page.keyboard.press("Enter")
    expect(page.locator("aside h2")).to_have_text(name)

    button = edge_button(page, name)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("aside .evidence h2")).to_be_visible()
    expect(page.locator(".panel-body")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("aside .entity h2")).to_have_text(name)
    expect(button).to_be_focused()


def test_who_said_it_and_how(visit: Any, mock: Callable[..., str]) -> None:
    page = visit.open(f"{mock()}#/promises")
    page.get_by_role("link", name="Evidence: restore the lighthouse").click()
    said = page.locator("aside .said")
    expect(said).to_contain_text("Said by Teo Vandrel, in an embedded post, in Post of Teo Vandrel")
    expect(said).to_contain_text("The speaker took part in what he reports.")


def test_an_article_shows_what_each_passage_says(visit: Any, mock: Callable[..., str]) -> None:
    page = visit.open(f"{mock()}#/article/article/a1")
    expect(page.locator("aside h2")).to_have_text("Who and what is named")
    page.locator(".text a.claimed", has_text="It creates a Joint Working Group").first.click()
    expect(page.locator("aside")).to_contain_text("Joint Working Group on Health")
    expect(page.locator(".text mark").first).to_contain_text("It creates a Joint Working Group on Health")
    page.get_by_role("link", name="Evidence: Establishes").click()
    expect(page.locator("aside h2")).to_contain_text("establishes Joint Working Group on Health")


def test_only_web_addresses_are_followed(visit: Any, mock: Callable[..., str]) -> None:
    page = visit.open(f"{mock()}#/article/article/a6")
    expect(page.locator(".byline")).to_contain_text("javascript:alert(1)")
    assert page.locator("a[href^='javascript']").count() == 0
    page.goto(f"{mock()}#/article/article/a1")
    expect(page.get_by_role("link", name="Where it was published")).to_have_attribute("rel", "noopener noreferrer external")


def test_nothing_read_yet(visit: Any, mock: Callable[..., str]) -> None:
    page = visit.open(mock("--empty"))
    expect(page.get_by_role("heading", name="No articles yet")).to_be_visible()
    expect(page.locator("pre")).to_contain_text("communique ingest")


def test_what_goes_wrong_is_said_and_can_be_tried_again(visit: Any, mock: Callable[..., str]) -> None:
    visit.expected = ("Failed to load resource",)
    page = visit.open(f"{mock()}#/events")
    problem = {"type": "about:blank", "title": "Store busy", "status": 503, "detail": "The store is being written to."}

    def refuse(route: Route) -> None:
        route.fulfill(status=503, content_type="application/problem+json", body=json.dumps(problem))

    page.route("**/api/v1/agreements*", refuse)
    page.get_by_role("link", name="Agreements").click()
    expect(page.get_by_role("alert")).to_contain_text("The store is being written to.")
    page.unroute("**/api/v1/agreements*")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="Memorandum on hospital exchange")).to_be_visible()

    page.goto(f"{mock()}#/graph?entity=person/nobody")
    expect(page.locator("aside")).to_contain_text("no entity is called person/nobody")
    page.route("**/api/v1/**", lambda route: route.abort())
    page.goto(f"{mock()}#/promises")
    expect(page.locator("main")).to_contain_text("The service could not be reached")


def test_the_table_takes_over_where_there_is_no_webgl(visit: Any, mock: Callable[..., str]) -> None:
    page = visit.open(f"{mock()}#/table")
    page.context.add_init_script("HTMLCanvasElement.prototype.getContext = () => null;")
    page.goto(f"{mock()}?#/graph")
    expect(page.get_by_role("alert")).to_contain_text("no WebGL")
    page.get_by_role("link", name="Show the table").click()
    expect(page.locator("table.edges tbody tr").first).to_be_visible()


def test_dark_and_light_differ(visit: Any, mock: Callable[..., str]) -> None:
    colours = {
        scheme: visit.open(f"{mock()}#/events", scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }
    assert colours["light"] != colours["dark"]


def test_every_control_has_a_name(visit: Any, mock: Callable[..., str]) -> None:
    page = visit.open(f"{mock()}#/graph?entity=person/ilen-maraschko")
    for view in ("graph", "table", "events", "agreements", "promises", "articles", "article/article/a1"):
        page.goto(f"{mock()}#/{view}?entity=person/ilen-maraschko")
        page.wait_for_selector(SETTLED)
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("a[href], button, input, [role=img]")]
              .filter(e => !(e.getAttribute("aria-label") || e.textContent.trim() || e.labels?.length))
              .map(e => e.outerHTML)"""
        )
        assert nameless == [], view
