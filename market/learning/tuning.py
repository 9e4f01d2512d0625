"""Tuning an encoder from a terminal: `flask encoder train`."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from flask.cli import AppGroup
from rich.console import Console
from rich.table import Table

from market import clock, web
from market.config import ROOT
from market.learning.pairs import past_pairs
from market.suggestions.vectors import encoder_settings
from matching.centering import LEAST_DOCUMENTS
from matching.encoders import builtin_e5
from matching.encoders.base import EncoderSettings, EncoderUnavailable
from matching.encoders.prompts import prompts_for
from matching.evaluation.datasets import load
from matching.evaluation.vectors import KeptVectors
from matching.tuning import training
from matching.tuning.pairs import HOLD_BACK, LEAST_PAIRS, Pair, digest, held_back_set, split
from matching.tuning.trial import BACKEND, Trial, judge, measure

FROZEN = ROOT / "seeds" / "evaluation"  # public sets, on which a tuned encoder must not become worse
CARD = "card.json"

encoder = AppGroup("encoder", help="The embedding model, tuned on past pairings.")


@encoder.command("train")
@click.option("--until", type=click.DateTime(), help="Look at pairings from before this moment only (UTC).")
@click.option(
    "--holdback", type=click.FloatRange(0.1, 0.5), default=HOLD_BACK, show_default=True, help="The last share."
)
@click.option("--anyway", is_flag=True, help="Also from too few pairs: to see what happens, not to be used.")
@click.option(
    "--set", "sets", multiple=True, help="Try it on these public sets only; then it is not to be used either."
)
def train(until: datetime | None, holdback: float, *, anyway: bool, sets: tuple[str, ...]) -> None:
    """Tune the built-in model on past pairings into a new directory, and tell whether it became better."""
    frozen = sorted(path.name for path in FROZEN.iterdir() if path.is_dir())
    for name in set(sets) - set(frozen):
        raise click.BadParameter(f"There is no {name}; there are {', '.join(frozen)}.", param_hint="--set")
    with web.database().reader() as session:
        pairs = past_pairs(session, until.replace(tzinfo=UTC) if until else clock.now())
    learned, held = split(pairs, holdback)
    missing = max(LEAST_PAIRS - len(learned), 0)
    click.echo(
        f"{len(pairs)} pairs agreed; {len(held)} are held back, and {len(learned)} of the earlier ones have no "
        "organization in common with them."
    )
    if not learned or not held or (missing and not anyway):
        click.echo(f"Too few to learn from: {missing} more are needed. Nothing was made.")
        return
    try:
        target = _tune(learned)
        trial = _try(target, held, pairs, sets or tuple(frozen), frozen, missing)
    except (EncoderUnavailable, training.TrainingUnavailable) as error:
        raise click.ClickException(str(error)) from error
    _write_card(target, trial, learned, held)
    _tell(target, trial)


def _tune(learned: list[Pair]) -> Path:
    settings = _settings()
    base = builtin_e5.ensure_built(settings)
    # With E5 in its name it is centred and prompted as its family is.
    name = f"tuned-e5-{clock.today():%Y%m%d}-{digest(learned, builtin_e5.DIGEST)[:12]}"
    target = settings.cache_dir / name
    if not target.exists():
        click.echo(f"Tuning {builtin_e5.NAME} …")
        training.tune(base, learned, target, prompts_for(builtin_e5.NAME, {}, settings))
    return target


def _settings(model: str = builtin_e5.NAME) -> EncoderSettings:
    """Those of the site, but for the backend: what is trained is what torch runs, and both are judged by one."""
    return replace(encoder_settings(web.settings()), model=model, backend=BACKEND)


def _try(
    target: Path, held: list[Pair], pairs: list[Pair], sets: tuple[str, ...], frozen: list[str], missing: int
) -> Trial:
    kept = web.settings().instance / "vectors"
    before, after = (KeptVectors(kept, _settings(model), _progress) for model in (builtin_e5.NAME, str(target)))
    found = measure(before, after, held_back_set(held, pairs), "document")
    public = {name: measure(before, after, load(FROZEN / name), "query") for name in sets}
    return judge(found, public, frozen, missing)


def _progress(done: int, of: int) -> None:
    click.echo(f"{done:6} of {of} texts encoded", err=True)


def _write_card(target: Path, trial: Trial, learned: list[Pair], held: list[Pair]) -> None:
    card = {
        "base": builtin_e5.NAME,
        "base_weights": builtin_e5.DIGEST,
        "data": digest(learned, builtin_e5.DIGEST),
        "learned_from": len(learned),
        "held_back": len(held),
        "trained_at": clock.now().isoformat(),
        "settings": {
            "batch": training.BATCH,
            "epochs": training.EPOCHS,
            "learning_rate": training.LEARNING_RATE,
            "most_tokens": training.MOST_TOKENS,
            "seed": training.SEED,
        },
        "judged_by": BACKEND,
        **trial.plain(),
    }
    (target / CARD).write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _tell(target: Path, trial: Trial) -> None:
    table = Table("nDCG@10 on", "Queries", "Before", "After", "Difference (95 %)", "Means of")
    for name, one in {"held-back pairings": trial.held_back, **trial.public}.items():
        gained = one.difference
        numbers = f"{gained.mean:+.3f} ({gained.low:+.3f} to {gained.high:+.3f})"
        table.add_row(name, str(one.queries), f"{one.before:.3f}", f"{one.after:.3f}", numbers, one.centred_on)
    Console().print(table)
    click.echo(f"Both were run by {BACKEND} in float32, each centred on its own means of the same texts.")
    click.echo(f"It lies in {target}, with a card that says all this.")
    if trial.objections:
        click.echo("It is not to be used:\n" + "\n".join(f"  {one}" for one in trial.objections))
        return
    click.echo(
        f"To use it, set EMBEDDING_MODEL={target} and EMBEDDING_BACKEND=auto (or torch, torch-bf16; onnxruntime runs "
        "the built-in model alone), and start the site and its worker again. The worker encodes all listings anew in "
        "the background; until it is done, those without a vector are found by their words. Its vectors are centred "
        "on the means of the listings; a language that has fewer than "
        f"{LEAST_DOCUMENTS} borrows the mean of the other. To go back, set EMBEDDING_MODEL={builtin_e5.NAME}: its "
        "vectors are kept."
    )


commands = (encoder,)
