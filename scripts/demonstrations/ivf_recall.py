"""Recall of an inverted-file index against the share of vectors read: steep, then flat, if the data has clusters."""

import numpy as np
from numpy.typing import NDArray

from scripts.demonstrations.record import Axis, Curve, Demonstration, Measured

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

VECTORS, QUERIES, DIMENSIONS, GROUPS, LISTS, NEIGHBORS = 20_000, 400, 32, 400, 128, 10
PROBES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)


def _distances(left: Floats, right: Floats) -> Floats:
    """Squared distances, one row for each vector of ``left``, up to a constant of the row."""
    result: Floats = (right**2).sum(axis=1) - 2 * left @ right.T
    return result


def _centroids(vectors: Floats, random: np.random.Generator) -> Floats:
    """Ten rounds of k-means; an empty list keeps its centroid."""
    centroids: Floats = vectors[random.choice(len(vectors), LISTS, replace=False)]
    for _ in range(10):
        lists = _distances(vectors, centroids).argmin(axis=1)
        sizes = np.bincount(lists, minlength=LISTS)
        sums = np.zeros_like(centroids)
        np.add.at(sums, lists, vectors)
        centroids = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centroids)
    return centroids


def _sweep(vectors: Floats, queries: Floats, random: np.random.Generator) -> tuple[Floats, Floats]:
    """For each number of probed lists: mean share of vectors read, and recall@10 against exact search."""
    centroids = _centroids(vectors, random)
    lists = _distances(vectors, centroids).argmin(axis=1)
    sizes = np.bincount(lists, minlength=LISTS)
    true = np.argpartition(_distances(queries, vectors), NEIGHBORS, axis=1)[:, :NEIGHBORS]
    order = np.argsort(_distances(queries, centroids), axis=1)
    place = np.argsort(order, axis=1)
    needed = np.take_along_axis(place, lists[true], axis=1)
    read = np.cumsum(sizes[order], axis=1).mean(axis=0) / len(vectors)
    return np.array([read[p - 1] for p in PROBES]), np.array([(needed < p).mean() for p in PROBES])


def _world(random: np.random.Generator, rows: int, centers: Floats, spread: float) -> Floats:
    """Vectors around centers of unequal popularity."""
    weights = 1 / np.arange(1, len(centers) + 1) ** 0.5
    groups = random.choice(len(centers), rows, p=weights / weights.sum())
    result: Floats = centers[groups] + spread * random.normal(size=(rows, DIMENSIONS))
    return result


def demonstrate() -> Demonstration:
    """20,000 vectors of 32 dimensions in 400 groups, 128 lists by k-means, recall@10 of 400 queries.

    Three cases: queries like the vectors, queries shifted away from them, and vectors without any groups.
    A vector's list is read in full (no compression), so a miss is always a list that was not probed.
    """
    random = np.random.default_rng(7)
    centers = random.normal(size=(GROUPS, DIMENSIONS))
    vectors = _world(random, VECTORS, centers, 0.7)
    near = _world(random, QUERIES, centers, 0.7)
    shifted = near + random.normal(size=(QUERIES, DIMENSIONS))
    noise = random.normal(size=(VECTORS + QUERIES, DIMENSIONS))
    read, recall = _sweep(vectors, near, np.random.default_rng(7))
    read_shift, recall_shift = _sweep(vectors, shifted, np.random.default_rng(7))
    read_noise, recall_noise = _sweep(noise[:VECTORS], noise[VECTORS:], np.random.default_rng(7))
    across = np.array([0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.2, 0.3, 0.5, 0.8, 1.0])

    def at(shares: Floats, recalls: Floats) -> tuple[float, ...]:
        return tuple(float(value) for value in np.interp(across, shares, recalls))

    def needs(shares: Floats, recalls: Floats) -> float:
        return float(np.interp(0.95, recalls, shares))

    return Demonstration(
        title="Recall@10 against the share of vectors read, inverted-file index with 128 lists",
        description=(
            "Three rising curves. With grouped vectors and queries like them, recall is already high when one or two "
            "percent of the vectors are read, bends, and is nearly flat afterwards. With queries shifted away from the "
            "vectors the bend comes later. With vectors that have no groups the curve rises slowly and a large part "
            "must be read. Conclusion: an index saves work only as far as the data has structure and the queries share "
            "it, so measure the curve on your own queries."
        ),
        x=Axis("Share of the vectors read", scale="log"),
        y=Axis("Recall@10"),
        across=tuple(float(share) for share in across),
        curves=(
            Curve("Grouped vectors", at(read, recall)),
            Curve("Shifted queries", at(read_shift, recall_shift), style="dashed"),
            Curve("No groups", at(read_noise, recall_noise), points=True),
        ),
        values={
            "ivf_first": Measured(float(recall[0]), "percent", "Recall@10, one list probed"),
            "ivf_first_read": Measured(float(read[0]), "percent", "Vectors read, one list probed"),
            "ivf_needs": Measured(needs(read, recall), "percent", "Vectors read for 95% recall, grouped"),
            "ivf_needs_shifted": Measured(needs(read_shift, recall_shift), "percent", "The same, shifted queries"),
            "ivf_needs_noise": Measured(needs(read_noise, recall_noise), "percent", "The same, no groups"),
        },
    )
