"""The search engine in Node: on a small corpus, then on the pages of the Atlas."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
# Titles made of stop words: nobody looks for them, and every building block has them.
SAYS_NOTHING = {"what it is"}
NODE = Path(sys.executable).with_name("node")


class Engine:
    """The engine of the pages, kept open in a Node process."""

    def __init__(self, sections: Path) -> None:
        self.process = subprocess.Popen(
            [NODE, HERE / "ask.cjs", sections], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, query: str) -> dict[str, Any]:
        """Return the answer in the shape Material draws."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(query) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def best(self, query: str) -> str:
        """Return where Enter leads, or an empty string."""
        items = self.ask(query)["items"]
        return max(items[0], key=lambda item: item["score"])["location"] if items else ""

    def first(self, query: str, most: int) -> list[str]:
        """Return the first sections, in the order of the box."""
        groups = self.ask(query)["items"]
        shown = [item for group in groups for item in sorted(group, key=lambda item: -item["score"])]
        return [item["location"] for item in shown if item["score"] > 0][:most]

    def pages(self, query: str) -> list[str]:
        """Return the pages found, best first."""
        return [group[0]["location"].split("#")[0] for group in self.ask(query)["items"]]

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


@pytest.fixture(scope="module")
def small() -> Iterator[Engine]:
    engine = Engine(HERE / "corpus.json")
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("query", "location"),
    [
        pytest.param("feature store", "feature-store.html", id="exact"),
        pytest.param("calibration", "ad-click.html#calibration", id="title beats repetition, its number aside"),
        pytest.param("Training-serving skew", "feature-store.html#skew", id="title as phrase"),
        pytest.param("infrastructure", "feature-store.html", id="tag"),
        pytest.param("recomender", "recommender.html", id="one letter missing"),
        pytest.param("calabration", "ad-click.html#calibration", id="one letter wrong"),
        pytest.param("featrue store", "feature-store.html", id="two letters swapped"),
        pytest.param("ndgc", "metrics.html#ranking", id="two letters swapped in four"),
        pytest.param("trnsfomer", "recommender.html#cold-start", id="two edits from eight letters on"),
        pytest.param("coal start", "recommender.html#cold-start", id="one of two words misspelt"),
        pytest.param("retriev", "recommender.html#retrieval", id="prefix"),
        pytest.param("delayed feed", "ad-click.html#delayed-feedback", id="prefix of the last word"),
        pytest.param("auc", "metrics.html#offline", id="a word that exists is not a prefix first"),
        pytest.param("two-tower", "recommender.html#retrieval", id="hyphen for hyphen"),
        pytest.param("two tower", "recommender.html#retrieval", id="space for hyphen"),
        pytest.param("twotower", "recommender.html#retrieval", id="one word for hyphen"),
        pytest.param("log-loss", "ad-click.html#calibration", id="hyphen for space"),
        pytest.param("logloss", "ad-click.html#calibration", id="one word for space"),
        pytest.param("data set", "metrics.html#offline", id="two words for one"),
        pytest.param("recall@k", "metrics.html#ranking", id="at sign"),
        pytest.param("feature stores", "feature-store.html", id="plural for singular"),
        pytest.param("query", "recommender.html#retrieval", id="singular for plural in -ies"),
        pytest.param("modelling behaviour", "recommender.html#behavior", id="British for American"),
        pytest.param("normalised labelled", "recommender.html#behavior", id="British endings"),
        pytest.param("naive bayes", "metrics.html#offline", id="without accent"),
        pytest.param("what is the cold start of a new user", "recommender.html#cold-start", id="question"),
    ],
)
def test_the_best_answer(small: Engine, query: str, location: str) -> None:
    assert small.best(query) == location


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("zebrafish quark", id="unknown words"),
        pytest.param("auk", id="three letters allow no typing error"),
        pytest.param("retriev ", id="a finished word is no prefix"),
        pytest.param("the", id="stop word"),
        pytest.param("", id="nothing"),
        pytest.param("?!", id="no word"),
    ],
)
def test_no_answer(small: Engine, query: str) -> None:
    assert small.ask(query)["items"] == []


def test_only_the_last_word_is_a_prefix(small: Engine) -> None:
    """ "retriev store" must not bring the page on retrieval as if it treated both."""
    assert all(
        item["terms"].get("retriev") is not True for group in small.ask("retriev store")["items"] for item in group
    )
    assert small.pages("retriev store") == ["feature-store.html"]


def test_two_concepts_in_two_sections_of_a_page(small: Engine) -> None:
    """No section treats both; the page does, and pages with one of them come after."""
    assert small.pages("calibration delayed feedback")[0] == "ad-click.html"


def test_all_words_before_some(small: Engine) -> None:
    """Three stores and no skew weigh less than both words once."""
    assert small.best("store skew") in {"feature-store.html#skew", "feature-store.html#serving"}


def test_words_in_order_beat_the_same_words_apart(small: Engine) -> None:
    first = small.ask("training-serving skew")["items"][0]
    scores = {item["location"]: item["score"] for item in first}
    assert scores["feature-store.html#skew"] > 2 * scores["feature-store.html#serving"]


def test_a_missing_word_is_named(small: Engine) -> None:
    items = small.ask("zebrafish calibration")["items"]
    assert items[0][0]["terms"] == {"zebrafish": False, "calibration": True}


def test_highlights_are_the_words_of_the_page(small: Engine) -> None:
    """The page marks what it holds, not what was typed; short words would be marked inside longer ones."""
    found = next(item for item in small.ask("calbration")["items"][0] if item["location"].endswith("#calibration"))
    assert found["terms"] == {"calibration": True}
    assert "ad" not in small.ask("ad click")["items"][0][0]["terms"]


def test_the_matching_sentence_is_shown_and_marked(small: Engine) -> None:
    found = small.ask("dot product")["items"][0][0]
    assert found["text"] == ("<p>Its towers meet in a <mark>dot</mark> <mark>product</mark>.</p>")
    assert small.ask("feature")["items"][0][0]["title"].startswith("<mark>Feature</mark> store ")


def test_a_page_shows_where_it_lies(small: Engine) -> None:
    group = small.ask("feature store")["items"][0]
    shown = {item["location"]: item["title"] for item in group}
    assert shown.pop("feature-store.html").endswith('<small class="search-path">feature-store</small>')
    assert not any("search-path" in title for title in shown.values())


def test_an_error_asked_twice_is_answered_twice(small: Engine) -> None:
    assert small.pages("calbration") == small.pages("calbration") == small.pages("calibration")


def test_a_long_word_finds_its_other_endings(small: Engine) -> None:
    """But only one that exists: see the test of prefixes."""
    assert small.pages("recommend") == small.pages("recommender")


def test_verbs_of_a_question_are_not_looked_for(small: Engine) -> None:
    assert small.pages("how to handle calibration") == small.pages("calibration")


def test_text_stays_text(small: Engine) -> None:
    shown = next(item for item in small.ask("attribute onerror")["items"][0] if "onerror" in item["text"])["text"]
    assert "&lt;img" in shown
    assert "<img" not in shown


def test_every_answer_holds_its_page(small: Engine) -> None:
    """Material takes the last item for the page if none is one."""
    for query in ("delayed", "dot product", "skew", "zebrafish calibration"):
        for group in small.ask(query)["items"]:
            assert sum("#" not in item["location"] for item in group) == 1
            assert [item["score"] for item in group] == sorted((item["score"] for item in group), reverse=True)


@pytest.mark.parametrize(
    ("query", "end"), [("cali", ["calibration"]), ("Cali", ["Calibration"]), ("cali ", []), ("store", [])]
)
def test_suggestion(small: Engine, query: str, end: list[str]) -> None:
    assert small.ask(query)["suggest"] == end


def published_sections(site: Path) -> str:
    """Return the sections the published site searches, as JSON."""
    script = (site / "search" / "sections.js").read_text(encoding="utf-8")
    return script.removeprefix("var searchSections = ").removesuffix(";\n")


@pytest.fixture(scope="module")
def sections(site: Path) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(published_sections(site))
    return listed


@pytest.fixture(scope="module")
def atlas(sections: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    path = tmp_path_factory.mktemp("search") / "sections.json"
    path.write_text(json.dumps(sections), encoding="utf-8")
    engine = Engine(path)
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("query", "location"),
    [
        ("feature store", "blocks/feature-store.html"),
        ("featrue stores", "blocks/feature-store.html"),
        ("point in time join", "blocks/feature-store.html#point-in-time-join"),
        ("training serving skew", "blocks/feature-store.html#training-serving-skew"),
        ("ad click prediction", "systems/ad-click-prediction.html"),
        ("downsampling", "systems/ad-click-prediction.html#negative-down-sampling"),
        ("down sampling", "systems/ad-click-prediction.html#negative-down-sampling"),
        ("negative down-sampling", "systems/ad-click-prediction.html#negative-down-sampling"),
        ("calbration", "blocks/imbalance-and-calibration.html"),
        ("normalised entropy", "framework/metrics.html#normalized-entropy"),
        ("seven steps", "framework/index.html"),
    ],
)
def test_pages_of_the_atlas(atlas: Engine, query: str, location: str) -> None:
    assert atlas.best(query).startswith(location)


def test_no_page_for_nonsense(atlas: Engine) -> None:
    assert atlas.ask("zxqvbn wqpfgj")["items"] == []


def test_every_title_leads_to_its_section(atlas: Engine, sections: list[dict[str, Any]]) -> None:
    """A title that several pages share leads to one of them, which is not looked at here."""

    def name(section: dict[str, Any]) -> str:
        return section["title"].lower().removeprefix("the ")

    titles = Counter(map(name, sections))
    assert any(count == 1 for count in titles.values())
    own = [s for s in sections if titles[name(s)] == 1 and s["title"].lower() not in SAYS_NOTHING]
    lost = [section["location"] for section in own if section["location"] not in atlas.first(section["title"], 3)]
    assert len(own) > 500
    assert len(lost) <= 0.01 * len(own), lost
