"""The pictures of the sample stories: calm shapes drawn in code, so that nobody's photograph is needed.

Coordinates are in units of a canvas of 1600 × 1067; each picture is drawn twice as large and made smaller,
which smooths its edges.
"""

import math
import random
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1600, 1067
_SCALE = 2

Colour = tuple[int, int, int]
Point = tuple[float, float]

_SKY_HIGH, _SKY_LOW = (126, 170, 205), (236, 231, 214)
_INK, _STONE, _SHADE = (38, 56, 84), (233, 226, 211), (203, 193, 172)
_BLUE, _TEAL, _GOLD, _RUST = (0, 63, 135), (46, 125, 130), (214, 164, 66), (176, 94, 66)


class Canvas:
    """A ground that runs from one colour at the top to another at the bottom, and shapes on it."""

    def __init__(self, top: Colour, bottom: Colour) -> None:
        ramp = Image.new("RGB", (1, HEIGHT))
        for y in range(HEIGHT):
            ramp.putpixel((0, y), _between(top, bottom, y / HEIGHT))
        self.image = ramp.resize((WIDTH * _SCALE, HEIGHT * _SCALE))
        self._draw = ImageDraw.Draw(self.image)

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        self._draw.polygon([(x * _SCALE, y * _SCALE) for x, y in points], fill=colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0) -> None:
        corners = [x * _SCALE, y * _SCALE, (x + width) * _SCALE, (y + height) * _SCALE]
        self._draw.rounded_rectangle(corners, radius=radius * _SCALE, fill=colour)

    def ellipse(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> None:
        corners = [(x - rx) * _SCALE, (y - ry) * _SCALE, (x + rx) * _SCALE, (y + ry) * _SCALE]
        self._draw.ellipse(corners, fill=colour)

    def ridge(self, level: float, waves: Sequence[tuple[float, float, float]], colour: Colour) -> None:
        """A hill's outline from edge to edge, filled to the bottom; waves are height, length and shift."""
        top = [
            (x, level + sum(high * math.sin(x / long + shift) for high, long, shift in waves))
            for x in range(0, WIDTH + 8, 8)
        ]
        self.polygon([(0, HEIGHT), *top, (WIDTH, HEIGHT)], colour)

    def finished(self) -> Image.Image:
        return self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def chamber() -> Image.Image:
    """Seats in half circles around an empty rostrum."""
    canvas = Canvas((226, 218, 202), (188, 172, 148))
    for pillar in range(9):
        canvas.box(60 + pillar * 180, 0, 44, 470, _between(_STONE, (255, 255, 255), 0.35))
    canvas.box(0, 440, WIDTH, 60, _SHADE)
    canvas.ellipse(800, 1180, 1180, 760, (150, 122, 92))
    canvas.ellipse(800, 1200, 1120, 700, (169, 140, 106))
    for row in range(5):
        rx, ry = 1010 - row * 165, 610 - row * 100
        seats = 25 - row * 4
        for seat in range(seats):
            angle = math.pi * (1.06 + 0.88 * seat / (seats - 1))
            x, y = 800 + rx * math.cos(angle), 1200 + ry * math.sin(angle)
            size = 24 - row
            canvas.box(x - size, y - size, 2 * size, 2.3 * size, _between(_BLUE, _INK, row / 6), 9)
            canvas.box(
                x - size, y + size * 0.6, 2 * size, size * 0.5, _between(_BLUE, (255, 255, 255), 0.35), 5
            )
    canvas.box(700, 900, 200, 167, (112, 82, 56), 10)
    canvas.box(680, 884, 240, 34, (140, 106, 74), 8)
    canvas.ellipse(800, 985, 40, 40, _GOLD)
    canvas.ellipse(800, 985, 26, 26, (236, 196, 110))
    canvas.box(796, 836, 8, 50, _INK, 4)
    canvas.ellipse(800, 834, 12, 16, _INK)
    return canvas.finished()


def dome() -> Image.Image:
    """A building with a dome on a wide square."""
    canvas = Canvas(_SKY_HIGH, _SKY_LOW)
    canvas.ridge(760, [(26, 260, 0.4), (10, 90, 2.0)], (170, 188, 190))
    canvas.box(796, 180, 8, 90, _INK)
    canvas.polygon([(804, 184), (880, 200), (804, 222)], (0, 155, 190))
    canvas.ellipse(800, 430, 170, 170, (64, 128, 160))
    canvas.ellipse(770, 400, 110, 120, (92, 152, 180))
    canvas.box(620, 430, 360, 60, _STONE)
    canvas.box(420, 480, 760, 40, _between(_STONE, (255, 255, 255), 0.4))
    canvas.box(440, 520, 720, 320, _STONE)
    canvas.box(180, 600, 260, 240, _between(_STONE, _SHADE, 0.5))
    canvas.box(1160, 600, 260, 240, _between(_STONE, _SHADE, 0.5))
    for column in range(8):
        canvas.box(476 + column * 88, 530, 34, 300, (250, 246, 236), 6)
        canvas.box(504 + column * 88, 530, 8, 300, _SHADE)
    for window in range(4):
        for side in (206, 1186):
            canvas.box(side + window * 58, 650, 32, 74, (96, 128, 150), 4)
    canvas.polygon([(380, 900), (440, 836), (1160, 836), (1220, 900)], (244, 239, 228))
    canvas.box(0, 900, WIDTH, 167, (206, 200, 186))
    for line in range(11):
        top, bottom = 200 + line * 120, -700 + line * 300
        canvas.polygon([(top, 900), (top + 5, 900), (bottom + 16, HEIGHT), (bottom, HEIGHT)], (190, 183, 168))
    return canvas.finished()


def river() -> Image.Image:
    """A river winding between green hills."""
    canvas = Canvas((150, 192, 216), (240, 236, 214))
    canvas.ridge(430, [(70, 210, 0.0), (24, 70, 1.0)], (160, 184, 196))
    canvas.ridge(520, [(60, 260, 2.2), (18, 90, 0.3)], (128, 162, 150))
    canvas.ridge(610, [(34, 320, 4.0)], (118, 154, 108))
    left, right = [], []
    for step in range(60):
        near = step / 59
        y = 628 + near * (HEIGHT - 628)
        middle = 900 + 240 * math.sin(near * 6.2) * (0.25 + near * 0.9) - 140 * near
        half = 8 + 190 * near**1.7
        left.append((middle - half, y))
        right.append((middle + half, y))
    canvas.polygon([*left, *reversed(right)], (84, 142, 178))
    inner = [(x + 0.55 * (r - x), y) for (x, y), (r, _) in zip(left, right, strict=True)]
    canvas.polygon([*left, *reversed(inner)], (112, 166, 196))
    draws = random.Random(7)  # noqa: S311 - places of trees
    for _ in range(46):
        x, near = draws.uniform(0, WIDTH), draws.uniform(0, 1)
        y = 650 + near * 330
        place = next(index for index in range(60) if left[index][1] >= y - 6)
        if left[place][0] - 60 < x < right[place][0] + 60:
            continue
        tall = 18 + 60 * near
        canvas.polygon([(x, y - tall), (x - tall * 0.34, y), (x + tall * 0.34, y)], (66, 108, 84))
    return canvas.finished()


def steppe() -> Image.Image:
    """The steppe at dawn, far mountains and a rising sun."""
    canvas = Canvas((116, 138, 178), (252, 214, 160))
    canvas.ellipse(1120, 560, 250, 250, (250, 214, 164))
    canvas.ellipse(1120, 560, 130, 130, (253, 234, 190))
    peaks = [0, 150, 300, 420, 560, 700, 840, 980, 1130, 1290, 1440, 1600]
    heights = [600, 480, 560, 430, 540, 390, 520, 470, 560, 450, 540, 490]
    canvas.polygon([(0, HEIGHT), *zip(peaks, heights, strict=True), (WIDTH, HEIGHT)], (128, 138, 170))
    for at in (1, 3, 5, 7, 9):
        x, y = peaks[at], heights[at]
        canvas.polygon(
            [(x, y), (x - 46, y + 44), (x - 8, y + 32), (x + 14, y + 52), (x + 44, y + 40)], (232, 226, 226)
        )
    for level, wave, colour in (
        (640, (22, 300, 0.5), (150, 134, 130)),
        (720, (30, 380, 2.0), (150, 128, 92)),
        (820, (26, 260, 3.4), (128, 112, 66)),
        (930, (22, 330, 1.1), (98, 92, 54)),
    ):
        canvas.ridge(level, [wave], colour)
    return canvas.finished()


def banners() -> Image.Image:
    """Six plain banners in the wind."""
    canvas = Canvas((132, 178, 212), (232, 238, 236))
    for x, y, size in ((260, 240, 80), (360, 260, 110), (470, 250, 70), (1180, 180, 90), (1290, 190, 70)):
        canvas.ellipse(x, y, size * 1.5, size * 0.5, (240, 244, 244))
    for place, colour in enumerate((_TEAL, _RUST, _BLUE, _GOLD, (94, 116, 88), (128, 82, 118))):
        x, y = 170 + place * 220, 250 + 30 * (place % 2)
        canvas.box(x, y - 14, 10, 740, (120, 124, 130), 4)
        canvas.ellipse(x + 5, y - 16, 13, 13, _GOLD)
        top = [(x + 10 + dx, y + 16 * math.sin(dx / 34 + place)) for dx in range(0, 172, 4)]
        canvas.polygon([*top, *((px, py + 140) for px, py in reversed(top))], colour)
        canvas.polygon(
            [*top, *((px, py + 36) for px, py in reversed(top))], _between(colour, (255, 255, 255), 0.22)
        )
    canvas.ridge(900, [(16, 400, 0.5)], (142, 162, 120))
    canvas.ridge(970, [(14, 300, 2.5)], (116, 140, 98))
    return canvas.finished()


def conversation() -> Image.Image:
    """Speech bubbles of several colours, overlapping."""
    canvas = Canvas((243, 239, 230), (229, 222, 208))
    for x, y, width, height, colour, tail in (
        (150, 170, 560, 300, _TEAL, 1),
        (860, 130, 560, 260, _GOLD, -1),
        (520, 380, 620, 300, _BLUE, 1),
        (170, 640, 500, 240, _RUST, 1),
        (960, 620, 480, 260, (94, 116, 88), -1),
    ):
        canvas.box(x, y, width, height, colour, 60)
        foot = x + (110 if tail > 0 else width - 110)
        canvas.polygon(
            [(foot, y + height - 6), (foot + 90 * tail, y + height - 6), (foot - 20 * tail, y + height + 70)],
            colour,
        )
        pale = _between(colour, (255, 255, 255), 0.55)
        for line, share in enumerate((0.74, 0.62, 0.4)):
            canvas.box(x + 70, y + 70 + line * 54, (width - 140) * share, 20, pale, 10)
    return canvas.finished()


def shelves() -> Image.Image:
    """Shelves of books."""
    canvas = Canvas((120, 92, 68), (96, 72, 54))
    draws = random.Random(11)  # noqa: S311 - the order of books
    colours = (_TEAL, _RUST, _BLUE, _GOLD, (94, 116, 88), (128, 82, 118), (208, 196, 172), (74, 84, 104))
    for shelf in range(3):
        floor = 330 + shelf * 330
        canvas.box(40, floor - 282, WIDTH - 80, 282, (72, 54, 42))
        x = 60.0
        while x < WIDTH - 130:
            width, tall = draws.uniform(30, 66), draws.uniform(180, 256)
            colour = draws.choice(colours)
            canvas.box(x, floor - tall, width, tall, colour, 4)
            canvas.box(x + 6, floor - tall + 26, width - 12, 10, _between(colour, (255, 255, 255), 0.5))
            canvas.box(x + 6, floor - 40, width - 12, 6, _between(colour, (255, 255, 255), 0.5))
            x += width + (draws.uniform(24, 90) if draws.random() < 0.08 else 3)
        canvas.box(20, floor, WIDTH - 40, 26, (150, 116, 84), 4)
    return canvas.finished()


def table() -> Image.Image:
    """A long oval table from above, with chairs and sheets of paper."""
    canvas = Canvas((206, 212, 210), (190, 198, 198))
    canvas.ellipse(800, 533, 700, 430, (178, 188, 188))
    for seat in range(22):
        angle = 2 * math.pi * seat / 22
        x, y = 800 + 610 * math.cos(angle), 533 + 352 * math.sin(angle)
        canvas.ellipse(x, y, 46, 46, _between(_INK, _BLUE, 0.4))
        canvas.ellipse(x, y, 32, 32, (74, 104, 148))
    canvas.ellipse(800, 545, 540, 290, (122, 88, 58))
    canvas.ellipse(800, 533, 540, 290, (166, 124, 84))
    canvas.ellipse(800, 533, 300, 130, (150, 108, 70))
    for seat in range(22):
        angle = 2 * math.pi * seat / 22
        x, y = 800 + 440 * math.cos(angle), 533 + 218 * math.sin(angle)
        turn = angle + math.pi / 2
        along = (26 * math.cos(turn), 26 * math.sin(turn))
        across = (34 * math.cos(angle), 34 * math.sin(angle))
        canvas.polygon(
            [
                (x + along[0] * a + across[0] * b, y + along[1] * a + across[1] * b)
                for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
            ],
            (246, 243, 234),
        )
    for x in (680, 800, 920):
        canvas.ellipse(x, 533, 40, 40, (92, 130, 96))
        canvas.ellipse(x - 8, 525, 22, 22, (124, 160, 122))
    return canvas.finished()


def _between(one: Colour, other: Colour, share: float) -> Colour:
    """Returns the colour that far (0…1) on the way from one to the other."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


DRAWINGS: dict[str, Callable[[], Image.Image]] = {
    drawing.__name__: drawing
    for drawing in (chamber, dome, river, steppe, banners, conversation, shelves, table)
}
