"""The posterior of a hidden truth by another method: an ensemble smoother on a regression of its own.

Ensemble smoother with multiple data assimilation (Emerick and Reynolds 2013) by pyesmda, on figures by ordinary least
squares on scores and their squares. It shares the runs, doubts, discrepancies and the prior with ``study=posterior``,
and neither its emulator nor its sampling. From the project's folder:

    python -m sim study=posterior partnership=inverclyde runs=160
    python -m tests.theory.ensemble_smoother results/FOLDER [truths]
    python -m tests.theory.ensemble_smoother results/FOLDER record

The second prints how far the two are apart for some hidden truths, years of the first design; the third writes the
years beside this file, for the test.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import yaml
from covmats import CovViaCholesky
from numpy.typing import NDArray
from pyesmda import ESMDA

from sim.description.read import read_system
from sim.study.analysis.emulator import Emulator
from sim.study.analysis.posterior import Posterior, Prior, posterior
from sim.study.analysis.posterior_tables import Evidence
from sim.study.analysis.sampling import generator
from sim.study.kinds.calibration_update import Tried
from sim.study.kinds.posterior_design import Free

HERE, SCENARIOS = Path(__file__).parent, Path(__file__).resolve().parents[2] / "scenarios"
MEMBERS, STEPS = 2000, 8
NEAR, ALIKE = 0.3, 0.25
"""Standard deviations that means, and parts that widths, may be apart."""
Floats = NDArray[np.float64]


def of_folder(folder: Path) -> tuple[Evidence, Prior, int]:
    """Return the years of both designs in a results folder, their prior, and how many are of the first design."""
    asked = yaml.safe_load((folder / "question.yaml").read_text(encoding="utf-8"))
    description = read_system([SCENARIOS], asked["place"])
    free = Free(description)
    design = pd.read_parquet(folder / "design.parquet")
    design = design[design["year"] <= 2 * asked["runs"]].dropna()
    scores, runs, first = [], [], 0
    for row in design.to_dict("records"):
        figures = {str(name)[7:]: value for name, value in row.items() if str(name).startswith("figure_")}
        if not Tried({}, figures).blocked(description):
            scores.append(free.scores({name: row[f"multiplier_{name}"] for name in free.names}))
            runs.append(figures)
            first += row["year"] <= asked["runs"]
    wanted = [aim.published(description) for aim in free.aims]
    return Evidence.of(free.aims, wanted, np.array(scores), runs), free.design_prior, first


def recorded() -> tuple[Evidence, Prior, int]:
    """Return the years that are recorded beside this file."""
    years, noise = (pd.read_csv(HERE / f"inverclyde_{name}.csv") for name in ("years", "noise"))
    scores = years.filter(like="score_").to_numpy()
    figures = years.filter(like="root_").to_numpy()
    doubt, discrepancy = noise["doubt"].to_numpy(), noise["discrepancy"].to_numpy()
    size = scores.shape[1]
    prior = Prior(np.zeros(size), np.ones(size), -4 * np.ones(size), 4 * np.ones(size))
    return (
        Evidence(list(noise["figure"]), scores, figures, figures[0], doubt, discrepancy),
        prior,
        int(years["first"].sum()),
    )


def record(folder: Path) -> None:
    """Write the years of a results folder beside this file."""
    evidence, _, first = of_folder(folder)
    columns = {f"score_{at}": evidence.scores[:, at].round(3) for at in range(evidence.scores.shape[1])}
    columns |= {f"root_{name}": evidence.figures[:, at].round(3) for at, name in enumerate(evidence.names)}
    years = pd.DataFrame({"first": (np.arange(len(evidence.scores)) < first).astype(int), **columns})
    years.to_csv(HERE / "inverclyde_years.csv", index=False)
    noise = {"figure": evidence.names, "doubt": evidence.doubt.round(4), "discrepancy": evidence.discrepancy.round(4)}
    pd.DataFrame(noise).to_csv(HERE / "inverclyde_noise.csv", index=False)


def squares(scores: Floats) -> Floats:
    """Return a constant, the scores, and their squares [point, feature]."""
    return np.hstack([np.ones((len(scores), 1)), scores, scores**2])


def smoothed(evidence: Evidence, seen: NDArray[np.bool_], figures: Floats, prior: Prior, seed: int) -> Floats:
    """Return the members [member, multiplier] that the smoother ends with, given the figures of a truth."""
    design = squares(evidence.scores[seen])
    slopes, *_ = np.linalg.lstsq(design, evidence.figures[seen], rcond=None)
    left = evidence.figures[seen] - design @ slopes
    luck = left.T @ left / (len(design) - design.shape[1])
    noise = luck + np.diag(evidence.doubt**2 + evidence.discrepancy**2)
    rng = np.random.default_rng(seed)
    solver = ESMDA(
        obs=figures,
        m_init=prior.mean[:, None] + prior.sd[:, None] * rng.standard_normal((len(prior.mean), MEMBERS)),
        cov_obs=CovViaCholesky(np.linalg.cholesky(noise)),
        forward_model=lambda members: (squares(members.T) @ slopes).T,
        n_assimilations=STEPS,
        random_state=rng,
    )
    solver.solve()
    return np.asarray(solver.m_posterior).T


def both(evidence: Evidence, truth: int, prior: Prior, seed: int) -> tuple[Posterior, Floats]:
    """Return the posterior of a truth, a run that neither has seen, and the members of the smoother."""
    seen = np.arange(len(evidence.scores)) != truth
    noise = np.hypot(evidence.doubt, evidence.discrepancy)
    figures = evidence.figures[truth] + noise * generator(seed).standard_normal(len(noise))
    emulator = Emulator.of(evidence.scores[seen], evidence.figures[seen])
    ours = posterior(emulator, figures, evidence.noise(emulator), prior, generator(seed, 1))
    return ours, smoothed(evidence, seen, figures, prior, seed)


def apart(evidence: Evidence, truth: int, prior: Prior, seed: int) -> tuple[Floats, Floats]:
    """Return by multiplier how far the means are apart, in standard deviations, and the ratio of the widths."""
    ours, members = both(evidence, truth, prior, seed)
    sd = np.sqrt(np.diag(ours.covariance))
    return (members.mean(axis=0) - ours.mean) / sd, members.std(axis=0) / sd


def main(folder: str, word: str = "20") -> None:
    """Print how far both methods are apart, over some truths; or record the years."""
    if word == "record":
        record(Path(folder))
        return
    evidence, prior, first = of_folder(Path(folder))
    truths = range(min(int(word), first))
    means, widths = (np.array(part) for part in zip(*(apart(evidence, at, prior, at) for at in truths), strict=True))
    near, alike = 100 * (np.abs(means) < NEAR).mean(), 100 * (np.abs(widths - 1) < ALIKE).mean()
    print(f"{len(truths)} truths, {means.shape[1]} multipliers, {len(evidence.scores)} years")
    print(f"means apart, mean over truths: at most {np.abs(means.mean(axis=0)).max():.2f} sd of any multiplier")
    print(f"means apart, single: {near:.0f} % within {NEAR} sd, at most {np.abs(means).max():.2f} sd")
    print(f"ratio of widths, mean over truths: {widths.mean(axis=0).min():.2f} to {widths.mean(axis=0).max():.2f}")
    print(f"ratio of widths, single: {alike:.0f} % within {100 * ALIKE:.0f} %")


if __name__ == "__main__":
    main(*sys.argv[1:])
