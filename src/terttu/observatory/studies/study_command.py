"""``terttu study``: the studies on data that are not shipped, each as a page of Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ..errors import InputError

if TYPE_CHECKING:
    from .us_definitions import Agreement, Chosen, Setting, Study
    from .us_related import Related

app = typer.Typer(
    help="Studies on data that are not shipped: give the folder that holds them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Data = Annotated[Path, typer.Option(help="Folder with the data of the study.")]
Out = Annotated[Path | None, typer.Option(help="File for the report, as Markdown.")]
SHOWN = 10


@app.callback()
def study() -> None:
    """Studies on data that are not shipped: give the folder that holds them."""


@app.command("us-definitions")
def us_definitions(
    data: Data,
    out: Out = None,
    draws: Annotated[int, typer.Option(help="Draws of states behind each similarity.")] = 100,
    resamples: Annotated[
        int, typer.Option(help="Draws of states for the spread of the agreement; 0 for none.")
    ] = 20,
    choose: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--choose", help="Score all settings again; takes minutes.")
    ] = False,
) -> None:
    """Compare definitions from establishments by state with the published US clusters."""
    from .us_definitions import study as run

    _check(data)
    if draws < 1 or resamples < 0:
        raise InputError("Give at least one draw, and no negative number of resamples.")
    found = run(data, draws=draws, resamples=resamples, choose_again=choose, progress=_told)
    _give(definitions_page(found), out)


@app.command("us-related")
def us_related(data: Data, out: Out = None) -> None:
    """Compute the links between the US clusters again and compare them with the published ones."""
    from .us_related import related

    _check(data)
    _give(related_page(related(data)), out)


@app.command("us-entry")
def us_entry(
    data: Data,
    out: Out = None,
    draws: Annotated[int, typer.Option(min=1, help="Draws of states behind the intervals.")] = 300,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 2007,
) -> None:
    """Forecast the industries that entered US states by 2011 from what was there until 2007."""
    from ..measuring.progress import Progress
    from .us_entry import run

    _check(data)
    with Progress() as progress:
        progress.stage("fitting and drawing states")
        found = run(data, draws=draws, seed=seed, progress=progress.part)
    _give(found.as_markdown(), out)


def definitions_page(found: Study) -> str:
    """The agreement with the published clusters, its spread, and what was chosen, as Markdown."""
    from .us_definitions import BUILT_ON, REPORTED, WHOLE

    halves = (WHOLE, REPORTED, BUILT_ON)
    rows = ((*_named(a), *(_figure(a.ami.get(half)) for half in halves)) for a in found.agreements)
    parts = [
        "# Definitions from establishments by state, and the published clusters",
        "Adjusted mutual information (AMI) with the benchmark clusters of the United States.",
        _table(("way", "year", "industries", "clusters", *halves), rows),
    ]
    if found.drawn:
        spread = ((way, *_spread(values)) for way, values in found.drawn.items())
        head = ("way", "draws of states", "mean", "standard deviation", "least", "most")
        parts += ["## When the states are drawn with replacement", _table(head, spread)]
    if found.chosen:
        parts += ["## Settings by their score", _scores(found.chosen)]
    return "\n\n".join(parts) + "\n"


def related_page(found: Related) -> str:
    """The links computed in each way against the published ones, as Markdown."""
    means = ", ".join(f"{name} {mean:.3f}" for name, mean in found.diagonals.items())
    rows = ((c.way, c.published, _figure(c.correlation), _figure(c.error)) for c in found.compared)
    parts = [
        "# Links between the traded clusters of the United States",
        (
            f"{found.areas} metropolitan areas, {found.clusters} clusters; pairs of different "
            f"clusters. Means of the published diagonals: {means}."
        ),
        _table(("way", "published", "correlation", "root mean square error"), rows),
    ]
    return "\n\n".join(parts) + "\n"


def _named(one: Agreement) -> tuple[str, str, str, str]:
    return one.way, str(one.year), str(one.industries), str(one.number)


def _spread(values: Sequence[float]) -> tuple[str, ...]:
    mean = sum(values) / len(values)
    deviation = (sum((v - mean) ** 2 for v in values) / len(values)) ** 0.5
    return str(len(values)), *map(_figure, (mean, deviation, min(values), max(values)))


def _scores(chosen: Iterable[Chosen]) -> str:
    """The best settings of location alone, and the best with the tree."""
    ordered = sorted(chosen, key=lambda one: -one.score)
    best = [one for one in ordered if not one.setting.digits][:SHOWN]
    best += [one for one in ordered if one.setting.digits][:SHOWN]
    rows = (
        (
            _setting(one.setting),
            str(one.setting.number),
            *map(_figure, (one.reproduced, one.validated, one.score)),
        )
        for one in best
    )
    return _table(("setting", "clusters", "reproduced", "validated", "score"), rows)


def _setting(setting: Setting) -> str:
    if not setting.digits:
        return "location"
    levels = ", ".join(map(str, setting.digits))
    drawn = ", location drawn to three digits" if setting.shrunken else ""
    return f"tree {setting.weight:g} (digits {levels}){drawn}"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _check(data: Path) -> None:
    if not data.is_dir():
        raise InputError(f"There is no folder {data}; give the one with the data of the study.")


def _told(text: str) -> None:
    typer.echo(text, err=True)


def _give(page: str, out: Path | None) -> None:
    typer.echo(page, nl=False)
    if out is not None:
        try:
            out.write_text(page, encoding="utf-8")
        except OSError as error:
            raise InputError(f"The report cannot be written to {out}; check the folder.") from error
