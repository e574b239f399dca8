"""The look holds: text can be read in both themes, and pages bring nothing a strict policy would refuse."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STYLES = ROOT / "hiring" / "static" / "assay" / "css"
SCRIPTS = ROOT / "hiring" / "static" / "assay" / "js"
PAGES = sorted(
    page
    for page in (ROOT / "templates").rglob("*.html")
    if "emails" not in page.parts and page.parent.name != "email"  # letters carry their style inside
)
TOKEN = re.compile(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
INLINE = re.compile(r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", re.IGNORECASE)
GROUNDS = ("paper", "panel", "sunk")
TEXTS = ("ink", "ink2", "accent", "good", "warn", "bad")
ON_THEIR_OWN = (
    ("good", "good-soft"),
    ("warn", "warn-soft"),
    ("bad", "bad-soft"),
    ("accent", "soft"),
    ("ink", "soft"),
    ("ink2", "mute-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
)
SHAPES = tuple((shape, ground) for shape in ("accent", "mute", "good", "warn", "bad") for ground in GROUNDS)


def tokens() -> dict[str, tuple[str, str]]:
    return {name: (light, dark) for name, light, dark in TOKEN.findall((STYLES / "tokens.css").read_text())}


def luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), [*((text, ground) for text in TEXTS for ground in GROUNDS), *ON_THEIR_OWN])
def test_text_stands_out_from_its_ground(text: str, ground: str, theme: int) -> None:
    assert contrast(tokens()[text][theme], tokens()[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("shape", "ground"), SHAPES)
def test_shapes_that_carry_meaning_stand_out_from_their_ground(shape: str, ground: str, theme: int) -> None:
    assert contrast(tokens()[shape][theme], tokens()[ground][theme]) >= 3


@pytest.mark.parametrize("style", sorted(STYLES.glob("*.css")), ids=lambda path: path.name)
def test_only_the_tokens_name_a_colour(style: Path) -> None:
    if style.name not in ("tokens.css", "print.css"):
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb\(|hsl\(", style.read_text())


def test_every_stylesheet_is_linked() -> None:
    linked = set(re.findall(r"assay/css/([\w-]+\.css)", (ROOT / "templates" / "parts" / "styles.html").read_text()))
    assert linked == {style.name for style in STYLES.glob("*.css")}


def test_every_script_is_linked_somewhere() -> None:
    linked = {name for page in PAGES for name in re.findall(r"assay/js/([\w-]+\.js)", page.read_text())}
    assert linked == {script.name for script in SCRIPTS.glob("*.js")}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_page_carries_style_or_script_inside(page: Path) -> None:
    assert not INLINE.search(page.read_text())


def test_both_fonts_are_ours_to_serve() -> None:
    fonts = STYLES.parent / "fonts"
    for family in {font.name.rsplit("-latin", 1)[0] for font in fonts.glob("*.woff2")}:
        assert "SIL Open Font License" in (fonts / f"{family}.LICENSE.txt").read_text()
