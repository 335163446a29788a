"""How often the intervals of a posterior hold hidden truths, and where among its draws these lie.

A truth is a point whose figures, those of one year run there, are taken for published ones; its posterior comes from
runs that it is not among (simulation-based calibration: Talts and others 2018). Truths are of three kinds: `prior`,
from what the posterior takes for its prior; `wider`, from one with standard deviations 1.3 times as wide; and
`structural_error`, from that too, with something in their year that the model of the posterior does not have.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sim.study.analysis.emulator import Emulator, Floats
from sim.study.analysis.posterior import Posterior, Prior, posterior
from sim.study.analysis.posterior_tables import Evidence
from sim.study.analysis.sampling import Generator

LEVELS = (50, 80, 95)
"""Percent of the intervals whose coverage is told."""
FOLDS = 5
"""Parts that the runs are divided into: truths of one are looked for by an emulator of the others."""
PRIOR, WIDER, STRUCTURE = "prior", "wider", "structural_error"
Ranks = Mapping[str, Floats]
"""By kind of truth: ranks [truth, multiplier]."""


def posteriors_of_runs(
    evidence: Evidence, prior: Prior, truths: Sequence[int], generator: Generator
) -> list[Posterior]:
    """Return the posterior of each hidden truth that is among the runs, with doubt and discrepancy in its figures.

    Its emulator has not seen the run.
    """
    densities: dict[int, Posterior] = {}
    spread = np.hypot(evidence.doubt, evidence.discrepancy)
    for fold in range(FOLDS):
        seen = np.arange(len(evidence.scores)) % FOLDS != fold
        emulator = Emulator.of(evidence.scores[seen], evidence.figures[seen])
        for truth in truths:
            if truth % FOLDS == fold:
                figures = evidence.figures[truth] + spread * generator.standard_normal(len(spread))
                densities[truth] = posterior(emulator, figures, evidence.noise(emulator), prior, generator)
    return [densities[truth] for truth in truths]


def coverage(evidence: Evidence, prior: Prior, truths: Sequence[int], generator: Generator) -> Floats:
    """Return the ranks [truth, multiplier] of hidden truths, the multipliers of some runs, among their posteriors."""
    densities = posteriors_of_runs(evidence, prior, truths, generator)
    pairs = zip(truths, densities, strict=True)
    return np.array([density.ranks(evidence.scores[truth]) for truth, density in pairs])


def coverage_elsewhere(
    evidence: Evidence, prior: Prior, scores: Floats, figures: Floats, spread: Floats, generator: Generator
) -> Floats:
    """Return the ranks [truth, multiplier] of truths that are not among the runs.

    ``scores`` [truth, multiplier] are theirs, ``figures`` [truth, figure] the square roots of what one year gave there,
    and ``spread`` [figure] the standard deviation of the noise that is added to these.
    """
    ranks, emulator = np.zeros(scores.shape), evidence.emulator
    noise = evidence.noise(emulator)
    for at, (truth, roots) in enumerate(zip(scores, figures, strict=True)):
        published = roots + spread * generator.standard_normal(len(spread))
        ranks[at] = posterior(emulator, published, noise, prior, generator).ranks(truth)
    return ranks


def coverage_table(names: Sequence[str], ranks: Ranks) -> pd.DataFrame:
    """Return, by kind of truth, a row for each multiplier and one for all: percent of truths that intervals hold.

    ``uniform_p`` is the p-value of the Kolmogorov-Smirnov test that the ranks of a multiplier are uniform.
    """
    return pd.concat([_of_kind(kind, names, of) for kind, of in ranks.items()], ignore_index=True)


def _of_kind(kind: str, names: Sequence[str], ranks: Floats) -> pd.DataFrame:
    from scipy.stats import kstest  # noqa: PLC0415 - takes half a second to load

    held = [_held(ranks[:, at]) for at in range(len(names))]
    rows = [{"kind": kind, "multiplier": name, "truths": len(ranks)} for name in [*names, "all"]]
    table = pd.DataFrame([row | of for row, of in zip(rows, [*held, _held(ranks)], strict=True)])
    table["uniform_p"] = [*(float(kstest(ranks[:, at], "uniform").pvalue) for at in range(len(names))), np.nan]
    return table


def _held(ranks: Floats) -> dict[str, float]:
    tail = [(100 - level) / 200 for level in LEVELS]
    return {
        f"held_{level}": 100 * float(((ranks > end) & (ranks < 1 - end)).mean())
        for level, end in zip(LEVELS, tail, strict=True)
    }


def ranks_table(names: Sequence[str], ranks: Ranks) -> pd.DataFrame:
    """Return a row for each kind, truth and multiplier: the share of its posterior below the truth."""
    return pd.DataFrame(
        [
            {"kind": kind, "truth": truth, "multiplier": name, "rank": round(float(row[at]), 5)}
            for kind, of in ranks.items()
            for truth, row in enumerate(of, start=1)
            for at, name in enumerate(names)
        ]
    )
