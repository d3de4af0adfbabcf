"""Link features read from a graph that holds the test edges flatter; a snapshot before them tells what happens live."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

Matrix = NDArray[np.float32]
Pairs = NDArray[np.int64]
NODES, GROUPS, START, ADDED, DIMENSIONS = 1_000, 20, 6_000, 1_000, 32
FEATURES = ("Degrees", "Common", "Adamic", "Walk", "Vectors")


@dataclass(frozen=True)
class Network:
    """A growing network: who belongs to which group, how active each node is, and the links so far."""

    group: NDArray[np.int64]
    active: NDArray[np.float64]
    links: Matrix  # symmetric, 1 where a link is

    def grow(self, random: np.random.Generator, count: int, closing: float) -> Pairs:
        """Add links: a share closes triangles, most of the others stay within a group."""
        total = np.cumsum(self.active)
        members = [np.flatnonzero(self.group == group) for group in range(GROUPS)]
        inside = [np.cumsum(self.active[nodes]) for nodes in members]
        added: list[tuple[int, int]] = []
        while len(added) < count:
            a = int(np.searchsorted(total, random.random() * total[-1]))
            friends = np.flatnonzero(self.links[a])
            if len(friends) and random.random() < closing:
                b = int(random.choice(np.flatnonzero(self.links[int(random.choice(friends))])))
            elif random.random() < 0.8:
                near = inside[self.group[a]]
                b = int(members[self.group[a]][np.searchsorted(near, random.random() * near[-1])])
            else:
                b = int(np.searchsorted(total, random.random() * total[-1]))
            if a != b and not self.links[a, b]:
                self.links[a, b] = self.links[b, a] = 1
                added.append((a, b))
        return np.array(added)


def score(links: Matrix, random: np.random.Generator) -> dict[str, Matrix]:
    """Compute five link features for all pairs from one state of the graph."""
    degree = np.maximum(links.sum(axis=1), 1)
    step = links / degree[:, None]
    twice = step @ step
    even = links / np.sqrt(np.outer(degree, degree))
    basis = random.normal(size=(NODES, DIMENSIONS)).astype(np.float32)
    for _ in range(30):
        basis = np.linalg.qr(even @ basis + basis)[0]
    return {
        "Degrees": np.outer(degree, degree),
        "Common": links @ links,
        "Adamic": links @ (links / np.log(np.maximum(degree, 2))[:, None]),
        "Walk": (step + 0.85 * twice + 0.85**2 * (twice @ step)).astype(np.float32),
        "Vectors": (basis @ (basis.T @ even @ basis) @ basis.T).astype(np.float32),
    }


def auc(table: Matrix, positive: Pairs, negative: Pairs) -> float:
    """Return the probability that a positive pair scores above a negative one, ties half."""
    high, low = table[positive[:, 0], positive[:, 1]], np.sort(table[negative[:, 0], negative[:, 1]])
    below = np.searchsorted(low, high, side="left") + np.searchsorted(low, high, side="right")
    return float(below.mean() / (2 * len(low)))


def never_linked(later: Matrix, pairs: Pairs) -> Pairs:
    """Keep pairs of two nodes that have no link even at the end of the window."""
    kept: Pairs = pairs[(pairs[:, 0] != pairs[:, 1]) & (later[pairs[:, 0], pairs[:, 1]] == 0)]
    return kept


def demonstrate() -> Demonstration:
    """Grow a network in three steps and judge five link features in three ways.

    1,000 nodes in 20 groups with log-normal activity start with 6,000 links and get 1,000 more in each of two windows;
    60% of the new links close a triangle. A feature is judged by AUC against the links of a window. Leaking: read from
    the graph at the end of that window. Snapshot: read from the graph at its start. Live: the same features one window
    later, read from the graph at the start of the second window. Negatives keep the first node of a link and draw the
    second by activity, which is why degrees tell nothing; the hard ones are random friends of friends, and are compared
    with new links between friends of friends.
    """
    random = np.random.default_rng(7)
    empty = np.zeros((NODES, NODES), dtype=np.float32)
    network = Network(random.integers(GROUPS, size=NODES), random.lognormal(0.0, 0.7, NODES), empty)
    network.grow(random, START, closing=0.2)
    before = network.links.copy()
    first = network.grow(random, ADDED, closing=0.6)
    middle = network.links.copy()
    second = network.grow(random, ADDED, closing=0.6)
    after = network.links

    chance = network.active / network.active.sum()

    def draw(pairs: Pairs, later: Matrix) -> Pairs:
        """Replace the second node of each pair, five times over."""
        ends = random.choice(NODES, size=5 * len(pairs), p=chance)
        return never_linked(later, np.column_stack([np.repeat(pairs[:, 0], 5), ends]))

    easy, easy_live = draw(first, middle), draw(second, after)
    near = np.argwhere(((before @ before) > 0) & (before == 0))
    hard = never_linked(middle, near[random.choice(len(near), size=5 * ADDED, replace=False)])
    old, new = score(before, random), score(middle, random)
    leaking = [auc(new[name], first, easy) for name in FEATURES]
    snapshot = [auc(old[name], first, easy) for name in FEATURES]
    live = [auc(new[name], second, easy_live) for name in FEATURES]
    index = {name: place for place, name in enumerate(FEATURES)}
    within = first[(before @ before)[first[:, 0], first[:, 1]] > 0]
    return Demonstration(
        title="The same link features, judged on three graphs",
        description=(
            "Grouped bars of AUC for five link features: product of degrees, common neighbors, Adamic-Adar, a random "
            "walk of up to three steps, and spectral vectors. Read from the graph that holds the test links, every "
            "feature is too good, and the walk, which crosses the very link it should predict, is nearly perfect. "
            "Read from the snapshot before the links, each is lower and agrees with what it reaches one window later, "
            "live. Conclusion: cut the graph at the start of the label window."
        ),
        x=Axis("Feature", ticks=FEATURES),
        y=Axis("AUC", start=0.4),
        across=tuple(range(len(FEATURES))),
        curves=(
            Curve("Graph holds the test links", tuple(leaking)),
            Curve("Snapshot before them", tuple(snapshot)),
            Curve("Live, one window later", tuple(live)),
        ),
        values={
            "walk_leaking": Measured(leaking[index["Walk"]], "", "AUC of the walk, graph with the test links"),
            "walk_snapshot": Measured(snapshot[index["Walk"]], "", "AUC of the walk, snapshot"),
            "walk_live": Measured(live[index["Walk"]], "", "AUC of the walk, live"),
            "common_leaking": Measured(leaking[index["Common"]], "", "AUC of common neighbors, with the test links"),
            "common_snapshot": Measured(snapshot[index["Common"]], "", "AUC of common neighbors, snapshot"),
            "common_live": Measured(live[index["Common"]], "", "AUC of common neighbors, live"),
            "vectors_leaking": Measured(leaking[index["Vectors"]], "", "AUC of vectors, graph with the test links"),
            "vectors_live": Measured(live[index["Vectors"]], "", "AUC of vectors, live"),
            "adamic_leaking": Measured(leaking[index["Adamic"]], "", "AUC of Adamic-Adar, with the test links"),
            "adamic_live": Measured(live[index["Adamic"]], "", "AUC of Adamic-Adar, live"),
            "adamic_hard": Measured(
                auc(old["Adamic"], within, hard), "", "AUC of Adamic-Adar among friends of friends"
            ),
            "adamic_easy": Measured(snapshot[index["Adamic"]], "", "AUC of Adamic-Adar, random negatives"),
        },
    )
