"""The built site and the HTML of notebooks, in a real browser that may reach nothing else."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import dprk_tourism as dt
from dprk_tourism._page import write_page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
HISTORIES = ("article", "record")
PAGES = ("index", "tutorial/reading-an-answer", "explanation/rules", "reference/decisions", "search", "genindex")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site: the one that the environment variable `SITE` names, or one that is built here."""
    if "SITE" in os.environ:
        return Path(os.environ["SITE"])
    if importlib.util.find_spec("furo") is None or not (ROOT / "docs" / "conf.py").exists():
        pytest.skip("the site cannot be built: the extra `docs` or the folder docs/ is not here")
    folder = tmp_path_factory.mktemp("site")
    command = [
        sys.executable,
        "-m",
        "sphinx",
        "-q",
        "-W",
        "-b",
        "html",
        "-d",
        f"{folder}/doctrees",
        "docs",
        f"{folder}/html",
    ]
    subprocess.run(command, cwd=ROOT, check=True)
    return folder / "html"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page that answers, as one file."""
    written = tmp_path_factory.mktemp("file") / "ask.html"
    write_page(written)
    return written


@pytest.fixture(scope="module")
def origin(site: Path) -> Iterator[str]:
    """The address of the served site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=site))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, without a screen."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium is on the path (Debian: apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (group `browser`)")
    with playwright.sync_playwright() as driver:
        launched = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


class Watched:
    """A page, with what went wrong on it and what it asked for."""

    def __init__(self, page: Any) -> None:
        """Listen to all that matters."""
        self.page = page
        self.errors: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda said: self.errors.append(said.text) if said.type in ("error", "warning") else None)
        page.on("request", lambda request: self.asked.append(request.url))

    def elsewhere(self, origin: str) -> list[str]:
        """The addresses that it asked for outside its own origin."""
        return [url for url in self.asked if not url.startswith((f"{origin}/", "data:"))]


@pytest.fixture
def watched(browser: Any) -> Iterator[Watched]:
    """A new page in a context of its own."""
    context = browser.new_context()
    yield Watched(context.new_page())
    context.close()


def described(history: dt.History, nationality: str, place: str, day: date) -> list[Any]:
    """What the library answers; the page shows the places that answer otherwise as links, not in a remark."""
    span = history.timeline(nationality, place).at(day).span
    decision = history.decide(dt.Visit(nationality, place, day))
    text = decision._text()
    return [
        text.verdict.value,
        text.label,
        None if span.start is None else span.start.isoformat(),
        None if span.last is None else span.last.isoformat(),
        text.sentence,
        [remark for remark in text.remarks if not remark.startswith("Elsewhere: ")],
        [
            [heading, [[line.text, line.depth, line.url, line.linked, line.at] for line in lines]]
            for heading, lines in text.sections
        ],
        decision.projected,
        ", ".join(decision.conditions).replace("-", " "),
        {place: verdict.value for place, verdict in decision.elsewhere.items()},
        {other: verdict.value for other, verdict in decision.otherwise.items()},
    ]


def questions(history: dt.History) -> Iterator[tuple[str, str, date]]:
    """Each class of nationalities, by its first and its last member, at each place on both ends of each stretch.

    Where the stretches are those of a question before, only the first day of the last one is asked.
    """
    asked = set[tuple[dt.Stretch, ...]]()
    for codes in history.nationality_classes().values():
        for code in {min(codes), max(codes)}:
            for place in history.places:
                stretches = history.timeline(code, place).stretches
                if stretches in asked:
                    yield code, place, stretches[-1].span.start or date.min
                    continue
                for each in stretches:
                    yield from ((code, place, day) for day in (each.span.start or date.min, each.span.last or date.max))
                asked.add(stretches)


class TestAnsweringPage:
    """The page that answers without a server."""

    @pytest.mark.parametrize("name", HISTORIES)
    def test_agrees_with_the_library(self, watched: Watched, origin: str, name: str) -> None:
        """The page's own lookup gives what the library gives: verdict, days, and every sentence of the explanation."""
        history = dt.load(name)
        asked = [(code, place, day) for code, place, day in questions(history)]
        watched.page.goto(f"{origin}/ask.html")

        answers = watched.page.evaluate(
            """([history, asked]) => asked.map(([code, place, day]) => {
                const found = window.dprkTourism.lookup(history, code, place, day);
                const sections = found.sections.map(({heading, lines}) =>
                    [heading, lines.map(({text, depth, url, linked, at}) => [text, depth, url, linked, at])]);
                return [found.verdict, found.title, found.start, found.last, found.sentence, found.remarks, sections,
                    found.projected, found.conditions, found.elsewhere, found.otherwise];
            })""",
            [name, [(code, place, day.isoformat()) for code, place, day in asked]],
        )

        assert len(asked) > 100
        for question, answer in zip(asked, answers, strict=True):
            assert described(history, *question) == answer, question

    def test_nationalities_by_any_word(self, watched: Watched, origin: str) -> None:
        """The page understands every word that the library understands, and no word that means two."""
        from dprk_tourism._model.travellers import ROWS, code_of

        words = [word for row in ROWS for word in sorted(row.words)]
        words += [f"the {word.upper()} " for word in words] + ["Korea", "Rusia", "", "Cote d Ivoire", "x" * 300]
        words += [
            "Congo, Dem. Rep.",
            "Niger (the)",
            "№",
            "ß",
            "Ď",
            "\N{FULLWIDTH LATIN CAPITAL LETTER R}U",
            "RU\N{VARIATION SELECTOR-16}",
            "R.U.",
            "XXA",
        ]
        watched.page.goto(f"{origin}/ask.html")

        found = watched.page.evaluate(
            """(words) => words.map((word) => {
                try {
                    return window.dprkTourism.codeOf(word);
                } catch (error) {
                    return null;
                }
            })""",
            words,
        )

        assert [code_of(word) for word in words] == found

    @pytest.mark.parametrize(
        ("nationality", "place", "day", "history", "verdict", "says"),
        [
            ("Russia", "wonsan-kalma", "2025-07-10", "article", "Permitted", "from 2025-07-01 to 2025-07-15"),
            ("CA", "dprk", "2025-02-25", "article", "Undetermined", "If it covers Canada: permitted."),
            (
                "RU",
                "wonsan-kalma",
                "2025-09-01",
                "article",
                "Denied",
                "Permitted according to the wider record.",
            ),
            ("AU", "pyongyang", "2025-04-06", "record", "Permitted, on conditions", "Conditions: marathon tour (R19)."),
            (
                "united states",
                "rason",
                "2025-02-25",
                "record",
                "Denied",
                "us-passports denies visits by nationals of the United States",
            ),
        ],
    )
    def test_answers_by_keyboard(
        self,
        watched: Watched,
        origin: str,
        nationality: str,
        place: str,
        day: str,
        history: str,
        verdict: str,
        says: str,
    ) -> None:
        """A reader who types and chooses gets the verdict, its reasons and its days; nothing fails or leaves."""
        page = watched.page
        page.goto(f"{origin}/ask.html")

        page.get_by_label("History", exact=True).select_option(history)
        page.get_by_label("Place").select_option(place)
        page.get_by_label("Day in Pyongyang").fill(day)
        page.get_by_label("Passport of").fill(nationality)
        page.keyboard.press("Enter")

        answer = page.get_by_role("region", name="Answer")
        assert f" {verdict}" in answer.inner_text().splitlines()[0]
        assert says in answer.inner_text()
        assert f" {verdict}" in page.locator("[aria-live=polite]").inner_text().splitlines()[0]
        assert 1 == page.locator("#ask-timeline [aria-current=date]").count()
        answer.locator("summary").press("Enter")
        assert 0 < answer.get_by_role("link").count()
        links = answer.get_by_role("link").evaluate_all("(links) => links.map((link) => link.protocol)")
        assert {"http:", "https:"} >= set(links)
        assert [] == watched.errors
        assert [] == watched.elsewhere(origin)

    def test_says_what_is_wrong(self, watched: Watched, origin: str) -> None:
        """A word that means two passports is answered with both, and markup in it stays text."""
        page = watched.page
        page.goto(f"{origin}/ask.html")

        page.get_by_label("Passport of").fill("Korea")
        page.keyboard.press("Enter")
        both = page.get_by_role("alert").inner_text()
        page.get_by_label("Passport of").fill("<img src=x onerror=alert(1)>")
        page.keyboard.press("Enter")

        assert "North Korea (KP) or South Korea (KR)" in both
        assert "<img src=x" in page.get_by_role("alert").inner_text()
        assert 0 == page.locator("article img").count()
        assert [] == watched.errors

    @pytest.mark.parametrize(
        ("label", "typed", "says"),
        [
            ("Passport of", "Brasil", "Did you mean Brazil (BR)?"),
            ("Passport of", "", "Which passport?"),
            ("Passport of", "USSR", "the Soviet Union no longer exists"),
            ("Day in Pyongyang", "", "Which day?"),
        ],
    )
    def test_marks_what_is_wrong(self, watched: Watched, origin: str, label: str, typed: str, says: str) -> None:
        """The field that is wrong is marked, described and focused; once it is right, nothing is marked."""
        page = watched.page
        page.goto(f"{origin}/ask.html")
        field = page.get_by_label(label)
        right = field.input_value()

        field.fill(typed)
        page.get_by_role("button", name="Ask").press("Enter")

        assert says in page.get_by_role("alert").inner_text()
        assert "true" == field.get_attribute("aria-invalid")
        assert "ask-error" == field.get_attribute("aria-describedby")
        assert field.evaluate("(element) => element === document.activeElement")
        assert page.get_by_role("region", name="Answer").is_hidden()

        field.fill(right)
        page.get_by_role("button", name="Ask").press("Enter")

        assert 0 == page.locator("[aria-invalid=true]").count()
        assert page.get_by_role("region", name="Answer").is_visible()
        assert [] == watched.errors

    def test_suggestions(self, watched: Watched, origin: str) -> None:
        """A misspelled name gets the suggestions that the library makes for it."""
        from dprk_tourism._model.travellers import unknown_nationality

        words = [
            "Rusia",
            "Germny",
            "Brasil",
            "Korea",
            "Untied Kingdom",
            "Nigera",
            "Irland",
            "Austrla",
            "Xyzzy",
            "Guinee",
        ]
        words += [
            "Unitde Staets",
            "Vietnma",
            "South Koera",
            "Congo",
            "Marshal Islands",
            "Swtizerlnad",
            "Rs",
            "",
            "Chin",
        ]
        watched.page.goto(f"{origin}/ask.html")

        found = watched.page.evaluate("(words) => words.map(window.dprkTourism.suggestions)", words)

        assert [[*unknown_nationality(word).suggestions] for word in words] == found

    def test_opens_on_today(self, watched: Watched, origin: str) -> None:
        """Without a question in its address, the page answers for today, by the wider record."""
        page = watched.page
        page.clock.set_fixed_time("2026-11-28T16:00:00Z")
        page.goto(f"{origin}/ask.html")

        assert "2026-11-29" == page.get_by_label("Day in Pyongyang").input_value()  # it is nine hours later there
        assert "record" == page.get_by_label("History", exact=True).input_value()
        assert "projected" in page.get_by_role("region", name="Answer").inner_text()
        assert f"{origin}/ask.html" == page.url

    def test_address(self, watched: Watched, origin: str) -> None:
        """Each question has an address, which asks it again, and links to the places that answer otherwise."""
        page = watched.page
        address = f"{origin}/ask.html#passport=GB&place=dprk&day=2025-02-25&history=record"
        page.goto(address)

        assert "✗ Denied" == page.locator("#ask-answer p").first.inner_text()
        page.locator("#ask-elsewhere").get_by_role("link", name="Rason Special Economic Zone").click()
        page.locator("#ask-answer", has_text="✓ Permitted, on conditions").wait_for()
        assert address.replace("dprk", "rason") == page.url
        assert "rason" == page.get_by_label("Place").input_value()

        page.get_by_label("Passport of").fill("Brazil")
        page.keyboard.press("Enter")
        assert address.replace("dprk", "rason").replace("GB", "BR") == page.url
        page.goto(f"{origin}/ask.html#what-you-see")  # an address within the page is no question
        assert "Brazil" == page.get_by_label("Passport of").input_value()
        assert [] == watched.errors

    def test_map(self, watched: Watched, origin: str) -> None:
        """The map of the chosen history has the library's answer at each place."""
        page, record = watched.page, dt.load("record")
        page.goto(f"{origin}/ask.html#passport=CN&place=dprk&day=2025-02-25&history=record")

        found = page.locator(".ask-map:visible [data-place]").evaluate_all(
            "(marks) => marks.map((each) => [each.dataset.place, each.querySelector('title').textContent])"
        )

        located = [place for place in record.places.values() if place.location is not None]
        verdicts = {place.id: record.timeline("CN", place.id).at("2025-02-25").verdict for place in located}
        assert {place.id: f"{place.name}: {verdicts[place.id]}" for place in located} == dict(found)
        page.get_by_label("History", exact=True).select_option("article")
        assert 1 == page.locator(".ask-map:visible [data-place]").count()

    def test_copies(self, watched: Watched, origin: str) -> None:
        """An answer is copied as the library's text, as JSON, or as a citation; each has the address of the question."""
        page = watched.page
        address = f"{origin}/ask.html#passport=RU&place=wonsan-kalma&day=2025-07-17&history=article"
        page.goto(address)
        decision = dt.may_visit("RU", "2025-07-17")
        copied = {}
        for kind in ("text", "JSON", "citation"):
            page.get_by_role("button", name=f"Copy as {kind}").press("Enter")
            copied[kind] = page.get_by_label("What was copied").input_value()

        whole = [line for line in decision.explain().splitlines() if not line.startswith("Elsewhere: ")]
        assert [*whole, "", address] == copied["text"].splitlines()
        data = json.loads(copied["JSON"])
        asked = {"passport": "RU", "place": "wonsan-kalma", "day": "2025-07-17", "history": "article"}
        assert (address, asked, "undetermined") == (data["link"], data["question"], data["verdict"])
        assert dt.fingerprint(dt.load("article")) in copied["citation"]
        assert copied["citation"].endswith(f" {address}")
        assert [] == watched.errors

    def test_from_a_file(self, watched: Watched, site: Path) -> None:
        """The page answers from a folder too, without any server."""
        address = f"{(site / 'ask.html').as_uri()}#passport=RU&place=wonsan-kalma&day=2025-07-17&history=article"
        watched.page.goto(address)
        watched.page.get_by_role("button", name="Ask").press("Enter")

        assert address == watched.page.url
        assert "Undetermined" in watched.page.get_by_role("region", name="Answer").inner_text()
        assert [] == watched.errors

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    def test_one_file(self, browser: Any, file: Path, axe: str, scheme: str) -> None:
        """As one file it answers on a phone, with its maps and without a barrier, and asks for nothing but itself."""
        watched = Watched(browser.new_page(viewport={"width": 390, "height": 844}, color_scheme=scheme))
        page, address = watched.page, f"{file.as_uri()}#passport=GB&place=dprk&day=2025-02-25&history=record"
        page.goto(address)
        for folded in page.locator("summary").all():
            folded.click()

        assert "✗ Denied" == page.locator("#ask-answer p").first.inner_text()
        assert 10 < page.locator(".ask-map:visible [data-place]").count()
        assert [] == barriers(page, axe)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        page.get_by_role("button", name="Copy as citation").press("Enter")
        assert page.get_by_label("What was copied").input_value().endswith(f" ask.html#{address.partition('#')[2]}")
        assert ([], [file.as_uri()]) == (watched.errors, [url.partition("#")[0] for url in watched.asked])
        page.close()

    def test_is_small(self, site: Path) -> None:
        """The page with all its data is no larger than a photograph."""
        assert (site / "ask.html").stat().st_size < 500_000

    def test_fits_a_phone(self, watched: Watched, origin: str) -> None:
        """On a narrow screen the page does not scroll sideways."""
        watched.page.set_viewport_size({"width": 390, "height": 844})
        watched.page.goto(f"{origin}/ask.html")

        assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390


class TestSite:
    """The other pages."""

    @pytest.mark.parametrize("name", PAGES)
    def test_loads_nothing_from_elsewhere(self, watched: Watched, origin: str, name: str) -> None:
        """A page shows without an error, and asks no other origin for anything."""
        watched.page.goto(f"{origin}/{name}.html")

        assert watched.page.title()
        assert [] == watched.errors
        assert [] == watched.elsewhere(origin)

    @pytest.mark.parametrize(
        ("word", "page"),
        [
            ("hinge", "Glossary"),
            ("American", "Glossary"),
            ("COVID", "What the article says"),
            ("confidence", "How sure is it?"),
        ],
    )
    def test_search_finds(self, watched: Watched, origin: str, word: str, page: str) -> None:
        """A word that readers look for is found by the site's own search, though the pages mostly use another."""
        watched.page.goto(f"{origin}/search.html?q={word}")

        watched.page.locator("#search-results li", has_text=page).first.wait_for()
        assert [] == watched.errors
        assert [] == watched.elsewhere(origin)

    def test_pages_describe_themselves(self, watched: Watched, origin: str) -> None:
        """A page has one description, for search engines and cards alike, and one viewport; no tag has an address."""
        watched.page.goto(f"{origin}/explanation/limits.html")

        tags = watched.page.locator("meta").evaluate_all(
            "(tags) => tags.map((tag) => [tag.getAttribute('name') ?? tag.getAttribute('property'), tag.content])"
        )
        described = [text for name, text in tags if name in ("description", "og:description")]
        assert 2 == len(described)
        assert {"Where you might trust the library more than you should."} == set(described)
        assert 1 == len([name for name, _ in tags if name == "viewport"])
        assert not [text for _, text in tags if "://" in text]

    def test_lists_every_page_for_programs(self, site: Path) -> None:
        """`llms.txt` leads to each page of the documentation once, and says what is on it."""
        lines = (site / "llms.txt").read_text(encoding="utf-8").splitlines()

        pages = [line.partition("](")[2].partition(")")[0] for line in lines if line.startswith("- [")]
        written = {
            path.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for path in ROOT.glob("docs/**/*.md")
        }
        assert written == {"index.html", *pages}
        assert len(pages) == len(set(pages))
        assert all(line.partition("): ")[2] for line in lines if line.startswith("- ["))

    def test_copies_what_a_reader_types(self, watched: Watched, origin: str) -> None:
        """The button of a block copies its commands, without prompts and without what they print."""
        page = watched.page
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(f"{origin}/tutorial/first-question.html")

        page.locator(".highlight", has_text="decision.permitted").hover()
        page.locator(".highlight", has_text="decision.permitted").get_by_role("button").click()

        copied = page.evaluate("navigator.clipboard.readText()")
        assert [
            'decision = dt.may_visit("RU", "2025-07-17")',
            "decision.permitted, decision.denied, decision.undetermined",
        ] == copied.splitlines()
        assert [] == watched.errors

    def test_policy_holds(self, watched: Watched, origin: str) -> None:
        """What is not of the page's own origin is not loaded, even if a script asks for it."""
        watched.page.goto(f"{origin}/index.html")

        stopped = watched.page.evaluate(
            """async (url) => {
                const violated = new Promise((done) =>
                    document.addEventListener("securitypolicyviolation", (event) => done(event.effectiveDirective)));
                const image = document.createElement("img");
                image.src = url;
                document.body.append(image);
                return violated;
            }""",
            "http://127.0.0.2:9/elsewhere.png",
        )

        assert "img-src" == stopped

    def test_pictures_are_drawn(self, watched: Watched, origin: str) -> None:
        """The picture of the lesson is in the page, and follows the page's switch to dark."""
        page = watched.page
        page.goto(f"{origin}/tutorial/reading-an-answer.html")
        ground = ".picture svg > .ground"
        colours = []
        for theme in ("light", "dark"):
            page.evaluate("(theme) => { document.body.dataset.theme = theme; }", theme)
            colours.append(page.locator(ground).evaluate("(element) => getComputedStyle(element).fill"))

        assert ["rgb(255, 255, 255)", "rgb(22, 24, 29)"] == colours


@pytest.fixture(scope="module")
def axe() -> str:
    """The script of axe-core, which finds what keeps people out."""
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-playwright-python is not installed (group `browser`)")
    return Path(found.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def barriers(page: Any, axe: str) -> list[tuple[str, str]]:
    """What axe-core takes for moderate or worse, each with the first element that has it."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] not in ("minor", None)]


class TestAccess:
    """Everyone can read the pages, and ask."""

    @pytest.mark.parametrize("scheme", ["light", "dark"])
    @pytest.mark.parametrize("width", [390, 1280])
    def test_barriers(self, browser: Any, origin: str, axe: str, width: int, scheme: str) -> None:
        """Pages of each kind have no moderate or serious finding, nor has a question that is wrong."""
        page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
        found = {}
        for name in ("ask", *PAGES):
            page.goto(f"{origin}/{name}.html")
            found[name] = barriers(page, axe)
        page.goto(f"{origin}/ask.html#passport=GB&place=dprk&day=2025-02-25&history=record")
        for folded in page.locator("article summary").all():
            folded.click()
        found["unfolded"] = barriers(page, axe)
        page.get_by_label("Passport of").fill("Rusia")
        page.keyboard.press("Enter")
        found["wrong"] = barriers(page, axe)
        page.close()

        assert {} == {name: these for name, these in found.items() if these}

    def test_barriers_of_all_pages(self, watched: Watched, origin: str, site: Path, axe: str) -> None:
        """No page has a moderate or serious finding on a phone, where wide tables scroll."""
        watched.page.set_viewport_size({"width": 390, "height": 844})
        found = {}
        for file in sorted(site.rglob("*.html")):
            watched.page.goto(f"{origin}/{file.relative_to(site).as_posix()}")
            if these := barriers(watched.page, axe):
                found[file.name] = these

        assert {} == found

    def test_keyboard_alone(self, watched: Watched, origin: str) -> None:
        """A question is asked with keys alone: from field to field, and on to another place's answer."""
        page = watched.page
        page.goto(f"{origin}/ask.html")
        focused = "document.activeElement.id || document.activeElement.textContent"

        def tab_to(wanted: str) -> None:
            for _ in range(60):
                page.keyboard.press("Tab")
                if page.evaluate(focused) == wanted:
                    return
            raise AssertionError(wanted)

        tab_to("ask-nationality")
        page.keyboard.press("Control+A")
        page.keyboard.type("Brazil")
        tab_to("ask-place")
        page.keyboard.type("North")
        tab_to("ask-day")
        page.keyboard.type("02252025")
        page.keyboard.press("Enter")

        page.locator("#ask-answer", has_text="✗ Denied").wait_for()
        assert page.url.endswith("#passport=BR&place=dprk&day=2025-02-25&history=record")
        tab_to("Rason Special Economic Zone")
        page.keyboard.press("Enter")
        page.locator("#ask-answer", has_text="✓ Permitted").wait_for()
        assert [] == watched.errors


def notebook() -> str:
    """A page with what a notebook shows of each object."""
    article, record = dt.load("article"), dt.load("record")
    shown: list[Any] = [
        dt.may_visit("RU", "2025-07-17"),
        article.timeline("RU"),
        article.chart(["RU", "AU", "CA"], to="dprk"),
        dt.diff(article, record, to="wonsan-kalma"),
        article,
        article.who_may_visit("2025-07-10"),
        dt.check(article),
        article.timeline("RU").openings(),
        *(article.sources, article.places, article.events, article.policies),
    ]
    body = "\n".join(each._repr_html_() for each in shown)
    head = '<meta charset="utf-8"><title>Notebook</title><link rel="icon" href="data:,">'
    return f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>"


class TestNotebook:
    """What notebooks show."""

    def test_shows(self, watched: Watched, tmp_path: Path) -> None:
        """The HTML of each object shows, runs nothing and loads nothing."""
        file = tmp_path / "notebook.html"
        file.write_text(notebook(), encoding="utf-8")

        watched.page.goto(file.as_uri())

        assert "Undetermined" in watched.page.inner_text("body")
        assert 2 == watched.page.locator("svg[role=img]").count()
        assert 0 == watched.page.locator("script").count()
        assert [] == watched.errors
        assert [file.as_uri()] == [url for url in watched.asked if not url.startswith("data:")]
