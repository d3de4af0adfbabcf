"""Pages load only what they use."""

from __future__ import annotations

from pathlib import Path

from scripts.publish.unused import NEEDED_BY, drop_unused, without_unused

TAGS = {
    "js/interactive.js": '<script defer="" src="../assets/js/interactive.js"></script>',
    "css/interactive.css": '<link href="../assets/css/interactive.css" rel="stylesheet"/>',
    "vendor/panzoom.min.js": '<script src="assets/vendor/panzoom.min.js"></script>',
    "js/zoom.js": '<script src="assets/js/zoom.js"></script>',
    "js/estimates.js": '<script defer src="assets/js/estimates.js"></script>',
    "js/compare.js": '<script defer src="assets/js/compare.js"></script>',
    "css/compare.css": '<link rel="stylesheet" href="assets/css/compare.css">',
    "js/indexes.js": '<script defer src="assets/js/indexes.js"></script>',
    "js/paths.js": '<script defer src="assets/js/paths.js"></script>',
    "js/terms.js": '<script defer src="assets/js/terms.js"></script>',
}
OTHER = '<script src="assets/js/print.js"></script>'


def test_a_page_without_figures_keeps_only_the_other_scripts() -> None:
    assert without_unused("".join(TAGS.values()) + OTHER) == OTHER


def test_each_sign_keeps_its_files() -> None:
    assert set(TAGS) == {file for files in NEEDED_BY.values() for file in files}
    for sign, files in NEEDED_BY.items():
        page = f'<figure {sign}"></figure>' + "".join(TAGS.values())
        lean = without_unused(page)
        assert [name for name, tag in TAGS.items() if tag in lean] == [name for name in TAGS if name in files]


def test_the_site_is_rewritten_and_counted(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("".join(TAGS.values()) + OTHER)
    assert drop_unused(tmp_path) == len(TAGS)
    assert (tmp_path / "a.html").read_text() == OTHER
