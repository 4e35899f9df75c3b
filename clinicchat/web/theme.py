"""The clinic's colour as a stylesheet: darker or lighter until one can read it."""

from __future__ import annotations

from clinicchat.content.settings import Settings

Colour = tuple[int, ...]
PAPER, NIGHT, WHITE, BLACK = (238, 242, 241), (35, 46, 50), (255, 255, 255), (0, 0, 0)


def theme_css(clinic: Settings) -> str:
    """Returns the stylesheet that sets the clinic's colour, darker or lighter until one can read it."""
    accent = tuple(int(clinic.accent[i : i + 2], 16) for i in (1, 3, 5))
    light, dark = _readable(accent, PAPER, BLACK, 4.6), _readable(accent, NIGHT, WHITE, 6.5)
    return (
        f":root{{--accent:{light};--on-accent:#fff}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{--accent:{dark};--on-accent:#10181a}}}}\n"
    )


def _readable(colour: Colour, ground: Colour, towards: Colour, contrast: float) -> str:
    """Returns *colour*, mixed with *towards* until it has *contrast* on *ground* (WCAG 1.4.3: 4.5)."""
    mixed, share = colour, 0.0
    while _contrast(mixed, ground) < contrast and share < 1:
        share += 0.02
        mixed = tuple(round(c + (t - c) * share) for c, t in zip(colour, towards, strict=True))
    return "#" + "".join(f"{c:02x}" for c in mixed)


def _contrast(one: Colour, other: Colour) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [c / 255 for c in colour]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
