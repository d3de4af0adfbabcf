"""``make pdf``: one PDF a chapter, and one deck of all sheets."""

from __future__ import annotations

from pathlib import Path

import pytest
from pypdf import PdfReader

from scripts.publish.pdf import PdfError, chapters, make_pdfs
from tests.support import chapter_addresses


@pytest.fixture(scope="module")
def written(site: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All PDFs of the site."""
    return make_pdfs(site, tmp_path_factory.mktemp("pdf"))


def test_there_is_a_file_for_each_chapter_and_the_deck(written: list[Path]) -> None:
    wanted = {address.removesuffix(".html").replace("/", "-") + ".pdf" for address in chapter_addresses()}
    assert {file.name for file in written} == wanted | {"sheets.pdf"}
    assert all(len(PdfReader(file).pages) > 1 for file in written)


def test_the_deck_has_a_page_and_a_bookmark_for_each_chapter(written: list[Path], site: Path) -> None:
    deck = PdfReader(written[-1])
    found = chapters(site)
    assert len(deck.pages) == len(found) == len(chapter_addresses())
    assert [item["/Title"] for item in deck.outline] == [chapter.title for chapter in found]
    for number, (item, chapter) in enumerate(zip(deck.outline, found, strict=True)):
        assert deck.get_destination_page_number(item) == number
        text = " ".join(deck.pages[number].extract_text().split())
        assert chapter.title in text
        assert f"{number + 1} / {len(found)}" in text, "no page number"


def test_a_folder_without_a_site_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match=r"is not built: run make build first$"):
        make_pdfs(tmp_path, tmp_path / "pdf")
    assert not (tmp_path / "pdf").exists()


def test_a_site_without_a_sheet_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<nav class="md-nav--primary"><a class="md-nav__link" href="index.html">H</a>')
    with pytest.raises(PdfError, match=r"^no page of the site has a sheet$"):
        chapters(tmp_path)
