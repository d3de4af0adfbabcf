"""What is on a printed page: words with their places, colors, and the picture of the page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pdfplumber
import pypdfium2
from PIL import Image

# Width and height in points of what the reader's printer holds, and the margins of print.css in millimeters.
PAPERS = {"A4": (595.28, 841.89), "Letter": (612.0, 792.0)}
MARGIN_X, MARGIN_Y = 12, 10
MM = 72 / 25.4
DPI = 100
ATTRIBUTES = ["size", "upright", "fontname", "non_stroking_color"]


class Word(NamedTuple):
    """One word on paper: its text, its box in points from the top left, its size in points, its font and color."""

    text: str
    box: tuple[float, float, float, float]
    size: float
    font: str
    color: tuple[float, ...]


class Sheet(NamedTuple):
    """One printed page."""

    words: list[Word]
    picture: Image.Image
    text: str


def _size(char: dict[str, Any]) -> float:
    """Return the height of a letter's font; of turned text it lies across the page."""
    return float(char["size"] if char["upright"] else char["x1"] - char["x0"])


def _words(page: Any) -> Iterator[Word]:
    for word in page.extract_words(
        extra_attrs=["size", "upright", "fontname", "non_stroking_color"], use_text_flow=True
    ):
        color = word["non_stroking_color"]
        color = tuple(color) if isinstance(color, (tuple, list)) else (float(color or 0),)
        yield Word(
            word["text"], (word["x0"], word["top"], word["x1"], word["bottom"]), _size(word), word["fontname"], color
        )


def picture(printed: bytes, number: int = 0) -> Image.Image:
    """Return one page of a PDF as a reader sees it."""
    return pypdfium2.PdfDocument(printed)[number].render(scale=DPI / 72).to_pil().convert("RGB")


def read(printed: bytes) -> list[Sheet]:
    """Return the pages of a PDF."""
    found = []
    with pdfplumber.open(io.BytesIO(printed)) as document:
        for number, page in enumerate(document.pages):
            words = list(_words(page))
            text = "".join(word.text for word in words)
            found.append(Sheet(words, picture(printed, number), text))
    return found


def too_small(page: Sheet) -> list[tuple[str, float]]:
    """Return the words below 7 pt with their size; indices in formulas may go down to 5 pt."""
    return sorted(
        {
            (word.text, round(word.size, 2))
            for word in page.words
            if word.size < (5 if "KaTeX" in word.font else 7) - 0.05
        }
    )


def luminance(color: tuple[float, ...]) -> float:
    """Return the relative luminance (WCAG 2.2) of a color given as one gray or three RGB parts between 0 and 1."""
    parts = color if len(color) == 3 else color[:1] * 3
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return the contrast ratio of two colors."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def background(paper: Image.Image, box: tuple[float, float, float, float]) -> tuple[float, ...]:
    """Return the most frequent color around a word."""
    x0, top, x1, bottom = (value * DPI / 72 for value in box)
    part = paper.crop((int(x0) - 2, int(top) - 1, int(x1) + 3, int(bottom) + 2))
    colors = part.getcolors(part.width * part.height) or []
    most = max(colors, key=lambda entry: entry[0])[1]
    return tuple(value / 255 for value in most)


def plain(text: str) -> list[str]:
    """Return the words of ``text`` in lower case, without signs that a PDF may write in another way."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("\u00ad", ""))
