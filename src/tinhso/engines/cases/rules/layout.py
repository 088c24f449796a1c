"""Where the states and arrows of a flow lie in a drawing: layers from top to bottom, in the drawing's own units.

The usual four stages (Sugiyama, Tagawa, Toda 1981): arrows that lead back are turned, states get layers, each layer is
put in an order with few crossings, and then everything gets its place. The same flow gives the same drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tinhso.engines.cases.schema import FlowAction, FlowObject

NODE_WIDTH = 168.0
LINE_HEIGHT = 16.0
NODE_PADDING = 13.0
GAP_X = 34.0
BEND_WIDTH = 26.0
MARGIN = 16.0
#: Height in which arrows cross from layer to layer; of one line of a label; of an arrow's head.
GAP_Y = 34.0
LABEL_LINE = 13.0
ARROW_HEAD = 10.0
LETTER = 6.1
NAME_LETTERS = 25
LABEL_LETTERS = 24
#: An action that leads from so many states to one end is written in the states instead of drawn.
MANY = 4
_SWEEPS = 6


@dataclass(frozen=True, slots=True)
class Box:
    """A state in the drawing: its left upper corner and size; the lines of its name and of what is written in it."""

    state: str
    x: float
    y: float
    width: float
    height: float
    name: tuple[str, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """The text of an arrow, centred on (x, y), y at its first line."""

    x: float
    y: float
    width: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrow:
    """One or more actions between two states: the points it goes through and its label."""

    origin: str
    target: str
    actions: tuple[str, ...]
    points: tuple[tuple[float, float], ...]
    label: Label
    leads_back: bool

    @property
    def path(self) -> str:
        """The arrow as an SVG path: soft turns between its points."""
        (x, y), *rest = self.points
        parts = [f"M{x:.1f} {y:.1f}"]
        for to_x, to_y in rest:
            middle = (y + to_y) / 2
            parts.append(f"C{x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}")
            x, y = to_x, to_y
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole drawing; ``written`` are the actions told inside a state: those that keep it, or leave it for an end that
    many states lead to.
    """

    width: float
    height: float
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    written: Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class _Node:
    """A state, or a bend of a long arrow."""

    key: str
    rank: int
    width: float
    height: float
    x: float = 0.0
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Edge:
    """An arrow while it is placed: ``chain`` are the nodes it goes through from top to bottom."""

    origin: str
    target: str
    actions: list[FlowAction]
    back: bool = False
    chain: list[str] = field(default_factory=list)
    label_rank: int = 0


def draw(flow: FlowObject, names: Mapping[str, str]) -> Drawing:
    """The drawing of a flow; ``names`` gives the words by id: ``state:…``, ``clock:…`` (of a state), ``action:…``."""
    edges, written = _edges(flow)
    ranks = _ranks(flow, edges)
    nodes = _nodes(flow, ranks, edges, written, names)
    layers = _layers(nodes)
    _order(layers, nodes)
    _place(layers, nodes)
    return _finish(flow, nodes, layers, edges, written, names)


def _edges(flow: FlowObject) -> tuple[list[_Edge], dict[str, tuple[str, ...]]]:
    """Arrows between different states, one for all actions of a pair; and the actions written inside states."""
    edges: dict[tuple[str, str], _Edge] = {}
    written: dict[str, list[str]] = {}
    for action in flow.actions:
        end = action.to is not None and flow.state_by_id[action.to].terminal
        for origin in action.from_:
            if action.to in {None, origin} or (end and len(action.from_) >= MANY):
                written.setdefault(origin, []).append(action.id)
            else:
                target = str(action.to)
                edges.setdefault((origin, target), _Edge(origin, target, [])).actions.append(action)
    return list(edges.values()), {state: tuple(actions) for state, actions in written.items()}


def _ranks(flow: FlowObject, edges: Sequence[_Edge]) -> dict[str, int]:
    """The layer of each state: one below the lowest state that leads to it; arrows that lead back are marked."""
    leaving: dict[str, list[_Edge]] = {}
    for edge in edges:
        leaving.setdefault(edge.origin, []).append(edge)
    seen: set[str] = set()
    finished: list[str] = []

    def visit(state: str, path: frozenset[str]) -> None:
        seen.add(state)
        for edge in leaving.get(state, ()):
            if edge.target in path or edge.target == state:
                edge.back = True
            elif edge.target not in seen:
                visit(edge.target, path | {state})
        finished.append(state)

    for state in (flow.initial, *flow.state_by_id):
        if state not in seen:
            visit(state, frozenset())
    ranks = dict.fromkeys(finished, 0)
    for state in reversed(finished):
        for edge in leaving.get(state, ()):
            if not edge.back:
                ranks[edge.target] = max(ranks[edge.target], ranks[state] + 1)
    lowest = max(ranks.values())
    for end in flow.states:
        if end.terminal and not any(edge.target == end.id for edge in edges):
            ranks[end.id] = lowest
    return ranks


def _nodes(
    flow: FlowObject,
    ranks: Mapping[str, int],
    edges: Sequence[_Edge],
    written: Mapping[str, tuple[str, ...]],
    names: Mapping[str, str],
) -> dict[str, _Node]:
    nodes: dict[str, _Node] = {}
    for state in flow.states:
        lines = 1 + len(wrap(names[f"state:{state.id}"], NAME_LETTERS))
        lines += sum(len(wrap(_inside(action, names), NAME_LETTERS + 2)) for action in written.get(state.id, ()))
        nodes[state.id] = _Node(state.id, ranks[state.id], NODE_WIDTH, lines * LINE_HEIGHT + NODE_PADDING)
    for number, edge in enumerate(edges):
        top, bottom = (edge.target, edge.origin) if edge.back else (edge.origin, edge.target)
        edge.chain = [top]
        for rank in range(ranks[top] + 1, ranks[bottom]):
            bend = f"{number}/{rank}"
            nodes[bend] = _Node(bend, rank, BEND_WIDTH, 0.0)
            edge.chain.append(bend)
        edge.chain.append(bottom)
        edge.label_rank = ranks[bottom] - 1 if edge.back else ranks[top]
        for upper, lower in zip(edge.chain, edge.chain[1:], strict=False):
            nodes[upper].below.append(lower)
            nodes[lower].above.append(upper)
    return nodes


def _inside(action: str, names: Mapping[str, str]) -> str:
    """An action as it is written inside a state."""
    return f"• {names[f'action:{action}']}"


def _layers(nodes: Mapping[str, _Node]) -> list[list[str]]:
    layers: list[list[str]] = [[] for _ in range(max(node.rank for node in nodes.values()) + 1)]
    for node in nodes.values():
        layers[node.rank].append(node.key)
    return layers


def _order(layers: list[list[str]], nodes: Mapping[str, _Node]) -> None:
    """Sort each layer by the middle of its neighbours, down and up again."""
    for sweep in range(_SWEEPS):
        downwards = sweep % 2 == 0
        place = {key: number for layer in layers for number, key in enumerate(layer)}
        for layer in layers if downwards else reversed(layers):
            middles = {}
            for key in layer:
                near = [place[other] for other in (nodes[key].above if downwards else nodes[key].below)]
                middles[key] = sum(near) / len(near) if near else float(place[key])
            layer.sort(key=lambda key, middles=middles: (middles[key], place[key]))  # type: ignore[misc]
            place |= {key: number for number, key in enumerate(layer)}


def _place(layers: Sequence[Sequence[str]], nodes: Mapping[str, _Node]) -> None:
    """Give each node its x: near its neighbours, in the order of its layer, never over another."""
    for layer in layers:
        _spread(layer, nodes, {key: float(number) * NODE_WIDTH for number, key in enumerate(layer)})
    for sweep in range(_SWEEPS * 2):
        for layer in layers if sweep % 2 == 0 else reversed(layers):
            wanted = {}
            for key in layer:
                near = [nodes[other].x for other in (*nodes[key].above, *nodes[key].below)]
                wanted[key] = sum(near) / len(near) if near else nodes[key].x
            _spread(layer, nodes, wanted)
    left = min(node.x - node.width / 2 for node in nodes.values())
    for node in nodes.values():
        node.x += MARGIN - left


def _spread(layer: Sequence[str], nodes: Mapping[str, _Node], wanted: Mapping[str, float]) -> None:
    """Place a layer as near to ``wanted`` as its order allows: neighbours that meet move as one block."""
    blocks: list[tuple[list[str], list[float], float]] = []
    for key in layer:
        members, offsets, middle = [key], [0.0], wanted[key]
        while blocks:
            before, before_offsets, before_middle = blocks[-1]
            last = nodes[before[-1]]
            gap = (last.width + nodes[members[0]].width) / 2 + GAP_X
            if before_middle + before_offsets[-1] + gap <= middle + offsets[0]:
                break
            blocks.pop()
            shift = before_offsets[-1] + gap - offsets[0]
            joined, joined_offsets = before + members, before_offsets + [offset + shift for offset in offsets]
            targets = [wanted[each] - offset for each, offset in zip(joined, joined_offsets, strict=True)]
            members, offsets, middle = joined, joined_offsets, sum(targets) / len(targets)
        blocks.append((members, offsets, middle))
    for members, offsets, middle in blocks:
        for member, offset in zip(members, offsets, strict=True):
            nodes[member].x = middle + offset


def _finish(
    flow: FlowObject,
    nodes: Mapping[str, _Node],
    layers: Sequence[Sequence[str]],
    edges: Sequence[_Edge],
    written: Mapping[str, tuple[str, ...]],
    names: Mapping[str, str],
) -> Drawing:
    ports = _ports(nodes, edges)
    texts = [wrap(" / ".join(names[f"action:{action.id}"] for action in edge.actions), LABEL_LETTERS) for edge in edges]
    slots, gaps = _slots(edges, texts, ports, len(layers))
    rows = _rows(nodes, layers, gaps)
    boxes = []
    for state in flow.states:
        node = nodes[state.id]
        name = wrap(names[f"state:{state.id}"], NAME_LETTERS)
        lines = [names[f"clock:{state.id}"]]
        for action in written.get(state.id, ()):
            lines += wrap(_inside(action, names), NAME_LETTERS + 2)
        x, y = node.x - node.width / 2, rows[node.rank].top
        boxes.append(Box(state.id, x, y, node.width, node.height, tuple(name), tuple(lines)))
    arrows = []
    for number, edge in enumerate(edges):
        points = _points(number, edge, nodes, rows, ports)
        x, level = slots[number]
        lines = texts[number]
        row = rows[edge.label_rank]
        above = row.next_top - ARROW_HEAD - level - len(lines) * LABEL_LINE
        label_y = (above if edge.back else row.bottom + level) + LABEL_LINE
        width = max(len(line) for line in lines) * LETTER + 8
        arrows.append(
            Arrow(
                edge.origin,
                edge.target,
                tuple(action.id for action in edge.actions),
                tuple(reversed(points)) if edge.back else tuple(points),
                Label(x, label_y, width, tuple(lines)),
                edge.back,
            )
        )
    right = max(
        *(box.x + box.width for box in boxes), *(arrow.label.x + arrow.label.width / 2 for arrow in arrows), 0.0
    )
    return Drawing(right + MARGIN, rows[-1].bottom + MARGIN, tuple(boxes), tuple(arrows), written)


Ports = Mapping[tuple[int, str], float]


def _ports(nodes: Mapping[str, _Node], edges: Sequence[_Edge]) -> dict[tuple[int, str], float]:
    """Where each arrow meets its upper and its lower state: spread over the side, in the order of where it goes."""
    meeting: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for number, edge in enumerate(edges):
        meeting.setdefault((edge.chain[0], "below"), []).append((nodes[edge.chain[1]].x, number))
        meeting.setdefault((edge.chain[-1], "above"), []).append((nodes[edge.chain[-2]].x, number))
    ports: dict[tuple[int, str], float] = {}
    for (key, side), arrivals in meeting.items():
        width = nodes[key].width - 24
        for position, (_, number) in enumerate(sorted(arrivals)):
            ports[number, side] = nodes[key].x - width / 2 + width * (position + 1) / (len(arrivals) + 1)
    return ports


def _slots(
    edges: Sequence[_Edge], texts: Sequence[Sequence[str]], ports: Ports, count: int
) -> tuple[dict[int, tuple[float, float]], list[tuple[float, float]]]:
    """Where labels lie: x, and how far from their state, so that none covers another. Arrows downwards have theirs at
    the top of the gap below a layer, arrows that lead back at its bottom: for each layer the height of both.
    """
    slots: dict[int, tuple[float, float]] = {}
    heights: dict[tuple[int, bool], float] = {}
    taken: dict[tuple[int, bool], list[tuple[float, float, float, float]]] = {}
    for number in sorted(range(len(edges)), key=lambda number: _label_x(number, edges, ports)):
        place, x = (edges[number].label_rank, edges[number].back), _label_x(number, edges, ports)
        half = max(len(line) for line in texts[number]) * LETTER / 2 + 8
        x = max(x, half + 2)
        height = len(texts[number]) * LABEL_LINE + 6
        level = 6.0
        for left, right, top, bottom in sorted(taken.get(place, []), key=lambda box: box[2]):
            if x - half < right and left < x + half and level < bottom and top < level + height:
                level = bottom
        taken.setdefault(place, []).append((x - half, x + half, level, level + height))
        slots[number] = (x, level)
        heights[place] = max(heights.get(place, 0.0), level + height)
    return slots, [(heights.get((rank, False), 0.0), heights.get((rank, True), 0.0)) for rank in range(count)]


@dataclass(frozen=True, slots=True)
class _Row:
    """The heights of a layer: its top, its bottom, where labels below it end, and where those of the next begin."""

    top: float
    bottom: float
    labels_end: float
    labels_begin: float
    next_top: float


def _rows(
    nodes: Mapping[str, _Node], layers: Sequence[Sequence[str]], gaps: Sequence[tuple[float, float]]
) -> list[_Row]:
    rows, y = [], MARGIN
    for layer, (above, below) in zip(layers, gaps, strict=True):
        bottom = y + max(nodes[key].height for key in layer)
        rows.append(
            _Row(y, bottom, bottom + above, bottom + above + GAP_Y, bottom + above + GAP_Y + below + ARROW_HEAD)
        )
        y = rows[-1].next_top
    return rows


def _label_x(number: int, edges: Sequence[_Edge], ports: Ports) -> float:
    """The x near which an arrow passes the gap that its label lies in: close to where it begins."""
    edge = edges[number]
    return ports[number, "above"] if edge.back else ports[number, "below"]


def _points(
    number: int, edge: _Edge, nodes: Mapping[str, _Node], rows: Sequence[_Row], ports: Ports
) -> list[tuple[float, float]]:
    """The points of an arrow from its upper to its lower state; it runs straight where labels are."""
    upper, *bends, lower = edge.chain
    start, end = nodes[upper], nodes[lower]
    leaves, arrives = ports[number, "below"], ports[number, "above"]
    row = rows[start.rank]
    points = [(leaves, row.top + start.height), (leaves, row.labels_end)]
    for bend in bends:
        node = nodes[bend]
        points += [(node.x, rows[node.rank - 1].labels_begin), (node.x, rows[node.rank].labels_end)]
    above = rows[end.rank - 1]
    return [*points, (arrives, above.labels_begin), (arrives, above.next_top)]


def wrap(text: str, letters: int) -> list[str]:
    """``text`` in lines of at most so many letters, broken between words."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
