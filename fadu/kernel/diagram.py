"""流程图: lays out and draws a course as SVG; it knows boxes and arrows only, nothing of law.

The longest way from the opening to the main end runs through the middle row, from left to right. What leaves it and
comes back stands above, what ends the matter early stands below. All arrows into one box share a track, so that a box
that is entered from everywhere (终止) costs one line and not ten. The drawing uses presentation attributes only, for a
page may forbid inline styles.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
LABEL, CAPTION = 14, 11  # font sizes in px
PAD, GAP, MARGIN = 10, 30, 16  # inside a box; between boxes of a row; around the drawing
LANE, ROOM = 9, 17  # distance of two tracks; free height beside a row for arrowheads
ROUND = 36  # radius of the corners of an end
PORT = 16  # distance of two arrows at the same edge of a box
WIDEST = 8.5 * LABEL  # a longer label is broken into lines
NARROWER = (7.5 * LABEL, 7 * LABEL, 6.5 * LABEL, 6 * LABEL)  # tried in turn where the drawing is wider than a page
PAGE = 1240  # what a page of 1,280 px has room for
BEFORE, ABOVE, MAIN, BELOW = -2, -1, 0, 1

INK = {  # status: fill, border, label, caption, dashes
    "current": ("#b0171f", "#8f1018", "#ffffff", "#ffffff", ""),
    "done": ("#e6f2e9", "#2f7d4f", "#17572f", "#2c5a3c", ""),
    "open": ("#ffffff", "#b5bdca", "#26324a", "#56617a", ""),
    "closed": ("#f3f5f8", "#c9d0db", "#6a7488", "#6a7488", "4 3"),
}
LINE, FAINT, TAKEN = "#8792a5", "#ccd3dd", "#2f7d4f"


@dataclass
class Box:
    """One state: `status` is a key of INK, `caption` a second, smaller line."""

    key: str
    label: str
    caption: str = ""
    final: bool = False
    status: str = "open"
    row: int = field(default=MAIN, init=False)
    x: float = field(default=0.0, init=False)  # centre
    y: float = field(default=0.0, init=False)  # centre
    lines: list[str] = field(default_factory=list, init=False)


@dataclass
class Arrow:
    """A way from one box to another; `source` None is the opening. `title` is read out and shown on hovering."""

    source: str | None
    target: str
    title: str = ""
    taken: bool = False
    returns: bool = False  # leads back to wherever its source was entered from


@dataclass
class _Track:
    """All arrows that enter `target` from one side, running in the channel on that side."""

    target: Box
    channel: int
    sources: list[tuple[Box, bool, list[Arrow]]] = field(default_factory=list)  # box, leads both ways, its arrows
    lane: int = 0
    end: float = 0.0
    starts: dict[str, float] = field(default_factory=dict)

    @property
    def reach(self) -> tuple[float, float]:
        ends = [self.end, *self.starts.values()]
        return min(ends), max(ends)


def width_of(text: str, size: float) -> float:
    """Return the estimated width of `text`: a CJK sign is one em, others a little more than half."""
    return sum(size if ord(sign) > 0x2E7F else size * 0.56 for sign in text)


def broken(text: str, size: float, widest: float) -> list[str]:
    """Break `text` into lines no wider than `widest` where it can be broken: at blanks, brackets, or between signs."""
    if width_of(text, size) <= widest:
        return [text]
    pieces = text.split(" ") if " " in text else [*text]
    glue = " " if " " in text else ""
    if not glue and (at := max(text.find("（"), 0)) > 1 and width_of(text[at:], size) <= widest:
        return [*broken(text[:at], size, widest), text[at:]]
    total, count = width_of(text, size), 1
    while total / count > widest:
        count += 1
    lines, line = [], ""
    for piece in pieces:  # lines of about equal length, no sign of punctuation at the start of one
        longer = line + glue + piece if line else piece
        if line and width_of(longer, size) > max(total / count + size * 0.6, size * 2) and piece not in "）、，：；。":
            lines.append(line)
            line = piece
        else:
            line = longer
    return [*lines, line]


class Diagram:
    """A drawing of `boxes`, in the order of the course, and `arrows` between them."""

    def __init__(self, boxes: Sequence[Box], arrows: Iterable[Arrow]) -> None:
        self.boxes = {box.key: box for box in boxes}
        self.order = {box.key: place for place, box in enumerate(boxes)}
        self.arrows = [arrow for arrow in arrows if arrow.source != arrow.target]
        self.pairs = self._pairs()
        self.main = self._main_path()
        for widest in (WIDEST, *NARROWER):
            self._lay_out(widest)
            if self.width <= PAGE:
                return
        self._lay_out(WIDEST)  # too long a course for any page: it is scrolled, and need not be narrow

    def _lay_out(self, widest: float) -> None:
        """Place everything, with no line of a label wider than `widest` where it can be broken."""
        for box in self.boxes.values():
            box.lines = broken(box.label, LABEL, widest)
        texts = [width_of(line, LABEL) for box in self.boxes.values() for line in box.lines]
        self.captions = {
            key: broken(box.caption, CAPTION, widest + 6) if box.caption else [] for key, box in self.boxes.items()
        }
        texts += [width_of(line, CAPTION) for lines in self.captions.values() for line in lines]
        self.box_width = max(texts, default=60) + 2 * PAD
        self.box_height = max((self._text_height(box) for box in self.boxes.values()), default=30) + 2 * 8
        self.pitch = self.box_width + GAP
        self._rows()
        self._columns()
        self.straight: list[tuple[Box, Box, bool, list[Arrow]]] = []
        self.tracks: list[_Track] = []
        self._tracks()
        self._ports()
        self._lanes()
        self._heights()

    # Which boxes stand where.

    def _text_height(self, box: Box) -> float:
        return len(box.lines) * (LABEL + 3) + len(self.captions[box.key]) * (CAPTION + 4)

    def _pairs(self) -> dict[tuple[str, str], list[Arrow]]:
        pairs: dict[tuple[str, str], list[Arrow]] = {}
        for arrow in self.arrows:
            if arrow.source is not None:
                pairs.setdefault((arrow.source, arrow.target), []).append(arrow)
        return pairs

    def _main_path(self) -> list[str]:
        entries = [arrow.target for arrow in self.arrows if arrow.source is None] or list(self.boxes)[:1]
        # A box that only leads back to where it was entered from is a detour, however long it makes the way.
        detours = {s for s, t in self.pairs if (t, s) in self.pairs and self.order[t] < self.order[s]}
        best: dict[str, tuple[float, list[str]]] = {}
        for key in self.boxes:
            worth = 0.1 if key in detours else 1.0
            ways = [best[s] for s, t in self.pairs if t == key and s in best and self.order[s] < self.order[key]]
            if key == entries[0]:
                best[key] = (worth, [key])
            elif ways:
                longest = max(ways, key=lambda way: way[0])
                best[key] = (longest[0] + worth, [*longest[1], key])
        ends = [way for key, way in best.items() if self.boxes[key].final]
        return max(ends or best.values(), key=lambda way: way[0])[1]

    def _rows(self) -> None:
        main = set(self.main)
        after: dict[str, set[str]] = {key: {t for s, t in self.pairs if s == key} for key in self.boxes}
        returning = set(main)
        while more := {key for key in self.boxes if key not in returning and after[key] & returning}:
            returning |= more
        for key, box in self.boxes.items():
            box.row = MAIN if key in main else ABOVE if key in returning else BELOW
        for key, box in self.boxes.items():  # an end that is reached from a detour only stays beside the detour
            before = {s for s, t in self.pairs if t == key}
            if box.row == BELOW and before and all(self.boxes[s].row == ABOVE for s in before):
                box.row = ABOVE

    def _columns(self) -> None:
        for place, key in enumerate(self.main):
            self.boxes[key].x = place * self.pitch
        for row in (ABOVE, BELOW):
            wanted: dict[str, float] = {}
            waiting = [key for key, box in self.boxes.items() if box.row == row]
            while waiting:
                ready = [key for key in waiting if self._neighbours(key, wanted)] or waiting[:1]
                for key in ready:
                    beside = self._neighbours(key, wanted)
                    wanted[key] = sum(beside) / len(beside) if beside else 0.0
                    waiting.remove(key)
            for key, x in _spread(wanted, self.pitch):
                self.boxes[key].x = x
        left = min(box.x for box in self.boxes.values())
        for box in self.boxes.values():
            box.x += MARGIN + 26 + self.box_width / 2 - left

    def _neighbours(self, key: str, wanted: dict[str, float]) -> list[float]:
        """Return where the boxes stand that lead to `key`; those it leads to when nothing placed leads to it."""
        before = [s for s, t in self.pairs if t == key]
        on_path = [self.boxes[s].x for s in before if self.boxes[s].row == MAIN]
        beside = [wanted[s] + self.pitch for s in before if s in wanted]
        if on_path or beside:
            return on_path or beside
        return [self.boxes[t].x for s, t in self.pairs if s == key and self.boxes[t].row == MAIN]

    # Which arrows run where.

    def _tracks(self) -> None:
        """Sort the arrows into straight ones and tracks; an arrow and its reverse are drawn once, with two heads."""
        drawn: set[tuple[str, str]] = set()
        tracks: dict[tuple[str, int], _Track] = {}
        # Ways into boxes beside the path come first, so that a way back joins them as the second head.
        ranked = sorted(self.pairs, key=lambda p: (self.boxes[p[1]].row == MAIN, self.order[p[0]], self.order[p[1]]))
        for pair in ranked:
            if pair in drawn:
                continue
            source, target = self.boxes[pair[0]], self.boxes[pair[1]]
            both = (pair[1], pair[0]) in self.pairs
            arrows = self.pairs[pair] + (self.pairs[pair[1], pair[0]] if both else [])
            drawn |= {pair, (pair[1], pair[0])}
            if source.row == target.row and self._next_to(source, target):
                self.straight.append((source, target, both, arrows))
                continue
            channel = self._channel(source, target)
            track = tracks.setdefault((target.key, channel), _Track(target, channel))
            track.sources.append((source, both, arrows))
        self.tracks = list(tracks.values())

    def _next_to(self, source: Box, target: Box) -> bool:
        low, high = sorted((source.x, target.x))
        return not any(low < box.x < high for box in self.boxes.values() if box.row == source.row)

    def _channel(self, source: Box, target: Box) -> int:
        """Return the channel, ABOVE or BELOW the main row, in which the way enters its target."""
        if target.row != MAIN:
            return target.row
        if source.row != MAIN:
            return source.row
        return ABOVE if source.x > target.x else BELOW  # backwards above, skipping forwards below

    def _ports(self) -> None:
        """Give every arrow its place on the edges of its boxes, so that no two lie on one another."""
        at: dict[tuple[str, int], list[tuple[float, _Track]]] = {}
        for track in self.tracks:
            middle = sum(box.x for box, *_ in track.sources) / len(track.sources)
            at.setdefault((track.target.key, track.channel), []).append((middle, track))
            for box, *_ in track.sources:
                channel = box.row if self._crosses(box, track) else track.channel
                at.setdefault((box.key, channel), []).append((track.target.x, track))
        self.leaves: dict[tuple[str, str], float] = {}  # (source, target) → where the way leaves its source
        self.corridors: list[tuple[str, float]] = []  # target and place of the passages through the main row
        for (key, _channel), ends in at.items():
            box = self.boxes[key]
            ends.sort(key=lambda end: end[0])
            step = min(PORT, (self.box_width - 24) / max(len(ends), 1))
            for place, (_x, track) in enumerate(ends):
                port = box.x + (place - (len(ends) - 1) / 2) * step
                if track.target is box:
                    track.end = port
                else:
                    self.leaves[key, track.target.key] = track.starts[key] = port
        for track in self.tracks:
            self._straighten(track, at)
        for track in self.tracks:
            for box, *_ in track.sources:
                if self._crosses(box, track):
                    track.starts[box.key] = self._corridor(box, track)

    def _straighten(self, track: _Track, at: dict[tuple[str, int], list[tuple[float, _Track]]]) -> None:
        """Let one end of a way face the other where that is near and nothing else is in the way."""

        def free(box: Box, x: float) -> bool:
            others = [other for _x, other in at.get((box.key, track.channel), ()) if other is not track]
            taken = [one.end if one.target is box else one.starts[box.key] for one in others]
            return abs(x - box.x) <= self.box_width / 2 - 14 and all(abs(x - one) >= 7 for one in taken)

        facing = [box for box, *_ in track.sources if not self._crosses(box, track)]
        for box in sorted(facing, key=lambda box: abs(box.x - track.target.x))[:1]:
            start = track.starts[box.key]
            if free(track.target, start):
                track.end = start
            elif free(box, track.end):
                self.leaves[box.key, track.target.key] = track.starts[box.key] = track.end

    def _crosses(self, source: Box, track: _Track) -> bool:
        """Tell whether the way must pass through the main row to reach its channel."""
        return source.row not in (MAIN, track.channel)

    def _corridor(self, source: Box, track: _Track) -> float:
        """Return the gap between two boxes of the main row, nearest to `source`, through which the way passes."""
        first = self.boxes[self.main[0]].x
        towards = 1 if track.target.x >= source.x else -1
        gap = round((source.x - first) / self.pitch - 0.5 + 0.1 * towards)
        x = first + (max(-1, min(gap, len(self.main) - 1)) + 0.5) * self.pitch
        # Ways to one box share the passage, those to others keep apart.
        while any(abs(x - at) < 6 for key, at in self.corridors if key != track.target.key):
            x += 7
        self.corridors.append((track.target.key, x))
        return x

    def _lanes(self) -> None:
        """Give tracks of one channel that overlap different heights; the shortest run next to the main row."""
        self.lane_count = {ABOVE: 0, BELOW: 0}
        self.feeders: dict[tuple[str, str], int] = {}  # (source, target) → lane beside the row that the way leaves
        for channel in (ABOVE, BELOW):
            spans: list[tuple[float, float, _Track | tuple[Box, _Track]]] = []
            for track in self.tracks:
                low, high = track.reach
                if track.channel == channel and high - low > 1:
                    spans.append((low, high, track))
                for box, *_ in track.sources:
                    if self._crosses(box, track) and box.row == channel:
                        ends = (self.leaves[box.key, track.target.key], track.starts[box.key])
                        spans.append((min(ends), max(ends), (box, track)))
            lanes: list[list[tuple[float, float]]] = []
            for low, high, owner in sorted(spans, key=lambda span: (span[1] - span[0], span[0])):
                for number, lane in enumerate(lanes):  # noqa: B007
                    if all(high + 6 < other[0] or other[1] + 6 < low for other in lane):
                        break
                else:
                    number, lane = len(lanes), []
                    lanes.append(lane)
                lane.append((low, high))
                if isinstance(owner, _Track):
                    owner.lane = number
                else:
                    self.feeders[owner[0].key, owner[1].target.key] = number
            self.lane_count[channel] = len(lanes)

    def _heights(self) -> None:
        rows = {box.row for box in self.boxes.values()}
        self.room = {
            channel: 2 * ROOM + max(self.lane_count[channel] - 1, 0) * LANE
            if self.lane_count[channel]
            else 2 * ROOM - 8
            for channel in (ABOVE, BELOW)
        }
        y = MARGIN + self.box_height / 2
        if ABOVE in rows:
            y += self.box_height + self.room[ABOVE]
        elif self.lane_count[ABOVE]:
            y += self.room[ABOVE]
        self.middle = y
        self.height = y + self.box_height / 2 + MARGIN
        if BELOW in rows:
            self.height += self.box_height + self.room[BELOW]
        elif self.lane_count[BELOW]:
            self.height += self.room[BELOW]
        for box in self.boxes.values():
            box.y = y + box.row * (self.box_height + self.room.get(box.row, 0))
        xs = [box.x + self.box_width / 2 for box in self.boxes.values()]
        xs += [x for track in self.tracks for x in track.starts.values()]
        self.width = max(xs) + MARGIN

    # How it is drawn.

    def _lane_y(self, channel: int, lane: int) -> float:
        return self.middle + channel * (self.box_height / 2 + ROOM + lane * LANE)

    def _edge(self, box: Box, channel: int) -> float:
        """Return the height of that edge of `box` which faces the channel."""
        side = channel if box.row == MAIN else -box.row
        return box.y + side * self.box_height / 2

    def svg(self, title: str, description: str, name: str) -> str:
        """Return the drawing as an SVG element; `name` makes its ids unique on a page."""
        width, height = round(self.width), round(self.height)
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" aria-labelledby="{name}-title {name}-description" font-family="{escape(FONT)}" '
            f'text-anchor="middle" preserveAspectRatio="xMinYMid meet">',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-description">{escape(description)}</desc>',
        ]
        drawn = [*self._openings(), *self._straight_arrows(), *self._track_arrows()]
        lines += [line for _taken, line in sorted(drawn, key=lambda one: one[0])]  # ways that were gone lie on top
        lines += [self._box(box) for box in self.boxes.values()]
        return "\n".join([*lines, "</svg>"])

    def _openings(self) -> list[tuple[int, str]]:
        drawn = []
        for arrow in self.arrows:
            if arrow.source is None:
                box = self.boxes[arrow.target]
                x = box.x - self.box_width / 2
                dot = f'<circle cx="{x - 22:.1f}" cy="{box.y:.1f}" r="4" fill="{self._colour([arrow], box)}"/>'
                drawn.append((0, dot))
                drawn.append(self._way([(x - 22, box.y), (x, box.y)], [arrow], box, False))
        return drawn

    def _straight_arrows(self) -> list[tuple[int, str]]:
        drawn = []
        for source, target, both, arrows in self.straight:
            side = 1 if target.x > source.x else -1
            start = (source.x + side * self.box_width / 2, source.y)
            end = (target.x - side * self.box_width / 2, target.y)
            drawn.append(self._way([start, end], arrows, target, both))
        return drawn

    def _track_arrows(self) -> list[tuple[int, str]]:
        drawn = []
        for track in self.tracks:
            y = self._lane_y(track.channel, track.lane)
            for source, both, arrows in track.sources:
                x = track.starts[source.key]
                if self._crosses(source, track):
                    feeder = self._lane_y(source.row, self.feeders.get((source.key, track.target.key), 0))
                    leave = self.leaves[source.key, track.target.key]
                    points = [(leave, self._edge(source, source.row)), (leave, feeder), (x, feeder), (x, y)]
                else:
                    points = [(x, self._edge(source, track.channel)), (x, y)]
                points += [(track.end, y), (track.end, self._edge(track.target, track.channel))]
                drawn.append(self._way(points, arrows, track.target, both))
        return drawn

    def _colour(self, arrows: list[Arrow], target: Box) -> str:
        if any(arrow.taken for arrow in arrows):
            return TAKEN
        return FAINT if target.status == "closed" else LINE

    def _way(self, points: list[tuple[float, float]], arrows: list[Arrow], target: Box, both: bool) -> tuple[int, str]:
        colour = self._colour(arrows, target)
        corners = [p for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
        path = [f"M{corners[0][0]:.1f} {corners[0][1]:.1f}"]
        for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
            radius = min(6.0, _distance(before, corner) / 2, _distance(corner, after) / 2)
            a, b = _towards(corner, before, radius), _towards(corner, after, radius)
            path.append(f"L{a[0]:.1f} {a[1]:.1f}Q{corner[0]:.1f} {corner[1]:.1f} {b[0]:.1f} {b[1]:.1f}")
        path.append(f"L{corners[-1][0]:.1f} {corners[-1][1]:.1f}")
        heads = _head(corners[-2], corners[-1], colour) + (_head(corners[1], corners[0], colour) if both else "")
        title = escape("；".join(dict.fromkeys(arrow.title for arrow in arrows if arrow.title)))
        rank = {FAINT: 0, LINE: 1, TAKEN: 2}[colour]
        wide = 2 if colour == TAKEN else 1.4
        line = f'<path d="{"".join(path)}" fill="none" stroke="{colour}" stroke-width="{wide}"/>'
        return rank, f"<g><title>{title}</title>{line}{heads}</g>"

    def _box(self, box: Box) -> str:
        fill, border, ink, faint, dashes = INK[box.status]
        w, h = self.box_width, self.box_height
        radius = min(h / 2, ROUND) if box.final else 4
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        current = ' aria-current="step"' if box.status == "current" else ""
        said = escape("，".join([box.label, *([box.caption] if box.caption else [])]))
        lines = [
            f'<g{current}><title>{said}</title><rect x="{box.x - w / 2:.1f}" y="{box.y - h / 2:.1f}" width="{w:.1f}" '
            f'height="{h:.1f}" rx="{radius:.1f}" fill="{fill}" stroke="{border}" stroke-width="1.2"{dashed}/>'
        ]
        y = box.y - self._text_height(box) / 2
        for line in box.lines:
            y += LABEL + 3
            lines.append(
                f'<text x="{box.x:.1f}" y="{y - 4:.1f}" font-size="{LABEL}" font-weight="bold" fill="{ink}">'
                f"{escape(line)}</text>"
            )
        for line in self.captions[box.key]:
            y += CAPTION + 4
            lines.append(
                f'<text x="{box.x:.1f}" y="{y - 3:.1f}" font-size="{CAPTION}" fill="{faint}">{escape(line)}</text>'
            )
        return "".join([*lines, "</g>"])


def _spread(wanted: dict[str, float], pitch: float) -> list[tuple[str, float]]:
    """Place boxes of one row as near as possible to where they are wanted, at least one pitch apart."""
    groups: list[tuple[float, list[str]]] = []  # centre, boxes at one pitch from each other
    for key, x in sorted(wanted.items(), key=lambda item: item[1]):
        groups.append((x, [key]))
        while len(groups) > 1:
            (left, before), (right, after) = groups[-2:]
            if left + pitch * len(before) / 2 <= right - pitch * len(after) / 2 + 0.01:
                break
            count = len(before) + len(after)
            # Joined boxes stand around the mean of the places that each wanted.
            groups[-2:] = [((left * len(before) + right * len(after)) / count, before + after)]
    return [
        (key, centre + (place - (len(keys) - 1) / 2) * pitch)
        for centre, keys in groups
        for place, key in enumerate(keys)
    ]


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(a: tuple[float, float], b: tuple[float, float], length: float) -> tuple[float, float]:
    full = _distance(a, b) or 1.0
    return a[0] + (b[0] - a[0]) * length / full, a[1] + (b[1] - a[1]) * length / full


def _head(before: tuple[float, float], tip: tuple[float, float], colour: str) -> str:
    dx, dy = (tip[0] - before[0]), (tip[1] - before[1])
    length = abs(dx) + abs(dy) or 1.0
    dx, dy = dx / length, dy / length
    base = (tip[0] - dx * 8, tip[1] - dy * 8)
    a, b = (base[0] - dy * 4.5, base[1] + dx * 4.5), (base[0] + dy * 4.5, base[1] - dx * 4.5)
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in (tip, a, b))
    return f'<polygon points="{corners}" fill="{colour}"/>'
