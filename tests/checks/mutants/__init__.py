"""Ways to break a book, one thing at a time; ``KINDS`` has them all by name."""

from tests.checks.mutants import config, diagrams, links, markdown  # noqa: F401 - each adds its kinds
from tests.checks.mutants.kinds import KINDS, Corpus, Mutant

__all__ = ["KINDS", "Corpus", "Mutant"]
