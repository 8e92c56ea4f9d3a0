"""The command line: the observatory's commands, and the portal's where it is installed."""

from __future__ import annotations

import sys
from functools import cache
from importlib import import_module, util
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.exceptions import Abort, TyperException

from terttu import __version__
from terttu.observatory.studies.study_command import app as studies

app = typer.Typer(
    name="terttu",
    help="Find a region's cluster candidates in open statistics, and run its cluster site.",
    add_completion=False,
    context_settings={"max_content_width": 100},
    rich_markup_mode=None,  # plain help is there in half the time, and a screen reader can read it
    pretty_exceptions_enable=False,
)
_USAGE = 2


@app.callback()
def terttu() -> None:
    """Find a region's cluster candidates in open statistics, and run its cluster site."""


@app.command()
def version() -> None:
    """Print the version of terttu."""
    typer.echo(__version__)


@app.command()
def identify(
    table: Annotated[
        Path | None, typer.Argument(help="CSV, Parquet or XLSX; without it a dataset is used.")
    ] = None,
    region: Annotated[str, typer.Option(help="Name or code of the region.")] = ...,  # type: ignore[assignment]
    data: Annotated[
        str, typer.Option(help="finland, europe or the folder of a dataset.")
    ] = "finland",
    value: Annotated[str | None, typer.Option(help="Column with the figures.")] = None,
    range_: Annotated[
        list[str] | None,
        typer.Option("--range", help="Column that measures the same otherwise; repeatable."),
    ] = None,
    region_column: Annotated[str | None, typer.Option(help="Column with the regions.")] = None,
    industry_column: Annotated[str | None, typer.Option(help="Column with the industries.")] = None,
    period_column: Annotated[str | None, typer.Option(help="Column with the periods.")] = None,
    level: Annotated[
        str | None, typer.Option(help="section, division, group or class: keep this level.")
    ] = None,
    nuts: Annotated[
        int | None, typer.Option(help="Keep the regions of this NUTS level, 0 to 3.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="Industry code to leave out; repeatable.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE: keep only the rows with this value; repeatable."),
    ] = None,
    links_input_output: Annotated[
        Path | None, typer.Option(help="Purchases between industries: from, to, value.")
    ] = None,
    groups: Annotated[
        Path | None, typer.Option(help="Own groups: CSV with definition, industry, weight.")
    ] = None,
    threshold: Annotated[
        float, typer.Option(help="Location quotient that counts as specialised.")
    ] = 1.25,
    peers: Annotated[
        Path | None, typer.Option(help="Own groups of peers: TOML with name, region, members.")
    ] = None,
    profile: Annotated[
        list[str] | None,
        typer.Option(help="Method profile, or a TOML file with one; repeatable. All by default."),
    ] = None,
    establishments: Annotated[
        str | None,
        typer.Option(help="Column with numbers of establishments; hides what would disclose."),
    ] = None,
    least_establishments: Annotated[
        int, typer.Option(min=1, help="Establishments that a published cell rests on.")
    ] = 3,
    out: Annotated[Path | None, typer.Option(help="Folder for the analysis package.")] = None,
    overwrite: Annotated[bool, typer.Option(help="Replace the package in --out.")] = False,
    charts: Annotated[bool, typer.Option(help="Draw charts into the package.")] = True,
    report: Annotated[
        bool, typer.Option(help="Print a report (PDF) into the package; needs the charts.")
    ] = True,
    language: Annotated[str, typer.Option(help="Language of the names: en, fi or sv.")] = "en",
    made_at: Annotated[
        str | None, typer.Option(help="Time of making to write, as ISO 8601.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed for methods that draw at random.")] = 0,
) -> None:
    """Find the cluster candidates of a region and, with --out, write them as a package."""
    from terttu.observatory.command import Request, run

    columns = {
        "region": region_column,
        "industry": industry_column,
        "period": period_column,
        "value": value,
    }
    request = Request(
        region=region,
        table=table,
        data=data,
        columns=columns,
        ranges=tuple(range_ or ()),
        level=level,
        nuts=nuts,
        exclude=tuple(exclude or ()),
        where=tuple(where or ()),
        flows=links_input_output,
        groups=groups,
        threshold=threshold,
        peers=peers,
        profiles=tuple(profile or ()),
        establishments=establishments,
        least_establishments=least_establishments,
        out=out,
        overwrite=overwrite,
        charts=charts,
        report=report,
        language=language,
        made_at=made_at,
        seed=seed,
        version=__version__,
    )
    typer.echo(run(request))


@app.command()
def measure(
    name: Annotated[
        str | None, typer.Argument(help="Name of the measure, such as location_quotient.")
    ] = None,
    table: Annotated[
        Path | None, typer.Argument(help="CSV, Parquet or XLSX with the figures to measure.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List all measures by family.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Tell formula, conventions, options and source.")
    ] = False,
    value: Annotated[str | None, typer.Option(help="Column with the figures.")] = None,
    region_column: Annotated[str | None, typer.Option(help="Column with the regions.")] = None,
    industry_column: Annotated[str | None, typer.Option(help="Column with the industries.")] = None,
    period_column: Annotated[str | None, typer.Option(help="Column with the periods.")] = None,
    period: Annotated[
        list[str] | None, typer.Option(help="Measure this period only; repeatable.")
    ] = None,
    level: Annotated[
        str | None, typer.Option(help="section, division, group or class: keep this level.")
    ] = None,
    nuts: Annotated[
        int | None, typer.Option(help="Keep the regions of this NUTS level, 0 to 3.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="Industry code to leave out; repeatable.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE: keep only the rows with this value; repeatable."),
    ] = None,
    absent: Annotated[
        str, typer.Option(help="What a combination without a row is: missing or zero.")
    ] = "missing",
    is_presence: Annotated[
        bool, typer.Option("--is-presence", help="The table holds presences already: 0 or 1.")
    ] = False,
    region: Annotated[
        str | None, typer.Option(help="Region, where the measure is for one.")
    ] = None,
    size: Annotated[
        Path | None, typer.Option(help="Sizes of the regions: region, population.")
    ] = None,
    income: Annotated[
        Path | None, typer.Option(help="Incomes of the regions: region, income.")
    ] = None,
    groups: Annotated[
        Path | None, typer.Option(help="Groups of the industries: industry, group.")
    ] = None,
    relatedness: Annotated[
        str | None,
        typer.Option(
            help="proximity, probability, association, cosine, jaccard or teece; or a file with "
            "industry, industry_2, value."
        ),
    ] = None,
    related_from: Annotated[
        float | None, typer.Option(help="Relatedness from which two industries are related.")
    ] = None,
    threshold: Annotated[
        float | None, typer.Option(help="Location quotient that counts as present.")
    ] = None,
    method: Annotated[str | None, typer.Option(help="Method, where the measure has some.")] = None,
    option: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE: an option of the measure's own; repeatable."),
    ] = None,
    dtype: Annotated[
        str | None, typer.Option(help="float64 or float32: precision of the numbers.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Seed, where the measure draws at random.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write: .csv, .parquet, .xlsx or .nc.")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace --out.")] = False,
    format_: Annotated[
        str, typer.Option("--format", help="On the screen: table, or csv with every row.")
    ] = "table",
    rows: Annotated[int, typer.Option(help="Rows of the table to show; 0 shows all.")] = 40,
) -> None:
    """Calculate a measure from a table and show it or, with --out, write it."""
    from terttu.observatory.measuring import measure_command

    columns = {
        "region": region_column,
        "industry": industry_column,
        "period": period_column,
        "value": value,
    }
    request = measure_command.MeasureRequest(
        name=name,
        table=table,
        list_all=list_,
        explain=explain,
        columns=columns,
        periods=tuple(period or ()),
        level=level,
        nuts=nuts,
        exclude=tuple(exclude or ()),
        where=tuple(where or ()),
        absent=absent,
        is_presence=is_presence,
        region=region,
        size=size,
        income=income,
        groups=groups,
        relatedness=relatedness,
        related_from=related_from,
        threshold=threshold,
        method=method,
        options=tuple(option or ()),
        dtype=dtype,
        seed=seed,
        out=out,
        overwrite=overwrite,
        format=format_,
        rows=rows,
        version=__version__,
    )
    answer = measure_command.measure(request)
    typer.echo(answer.text)
    for note in answer.notes:
        typer.echo(f"terttu: note: {note}", err=True)


@app.command()
def define(
    table: Annotated[
        Path | None, typer.Argument(help="CSV, Parquet or XLSX; without it a dataset is used.")
    ] = None,
    data: Annotated[
        str, typer.Option(help="finland, europe or the folder of a dataset.")
    ] = "finland",
    value: Annotated[str | None, typer.Option(help="Column with the figures.")] = None,
    region_column: Annotated[str | None, typer.Option(help="Column with the regions.")] = None,
    industry_column: Annotated[str | None, typer.Option(help="Column with the industries.")] = None,
    period_column: Annotated[str | None, typer.Option(help="Column with the periods.")] = None,
    level: Annotated[
        str | None, typer.Option(help="section, division, group or class: keep this level.")
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(help="Industry code to leave out; repeatable.")
    ] = None,
    where: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=VALUE: keep only the rows with this value; repeatable."),
    ] = None,
    similarity: Annotated[
        list[str] | None,
        typer.Option(help="shares, levels, location_quotients or coagglomeration; repeatable."),
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option(
            help="ward, average, kmeans, leiden or consensus; repeatable. All by default."
        ),
    ] = None,
    numbers: Annotated[str, typer.Option(help="Numbers of definitions to try: 12, or 30-60.")] = "",
    draws: Annotated[
        int, typer.Option(min=0, help="Draws of the regions for the stability; 0: none.")
    ] = 100,
    compare: Annotated[
        Path | None, typer.Option(help="Definitions to compare with, as a CSV.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for tables, pictures, report.")] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace --out.")] = False,
    charts: Annotated[bool, typer.Option(help="Draw pictures into the folder.")] = True,
    language: Annotated[str, typer.Option(help="Language of the names: en, fi or sv.")] = "en",
    seed: Annotated[int, typer.Option(help="Seed for methods that draw at random.")] = 0,
) -> None:
    """Group related industries into cluster definitions, and tell how good they are."""
    from terttu.observatory.definitions import define_command
    from terttu.observatory.measuring.progress import Progress

    columns = {
        "region": region_column,
        "industry": industry_column,
        "period": period_column,
        "value": value,
    }
    request = define_command.DefineRequest(
        table=table,
        data=data,
        columns=columns,
        level=level,
        exclude=tuple(exclude or ()),
        where=tuple(where or ()),
        kinds=tuple(similarity or ()),
        methods=tuple(method or ()),
        numbers=numbers,
        draws=draws,
        seed=seed,
        compare=compare,
        out=out,
        overwrite=overwrite,
        charts=charts,
        language=language,
    )
    with Progress() as progress:
        text = define_command.run(request, progress)
    typer.echo(text)


app.add_typer(studies, name="study")


def main() -> None:
    """Run the command line; an error is one sentence on stderr and the exit code 2."""
    from terttu.observatory.errors import TerttuError

    _add_portal(app)
    try:
        code = app(standalone_mode=False)
    except TyperException as error:
        _fail(error.format_message())
    except Abort:
        raise SystemExit(130) from None
    except TerttuError as error:
        _fail(" ".join(str(error).split()))
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        _fail(f"The system refused: {error.strerror or error}{where}.")
    except MemoryError:
        _fail("There is not enough memory for this table; use a smaller one.")
    else:
        raise SystemExit(code or 0)


def _fail(sentence: str) -> None:
    sys.stderr.write(f"terttu: {sentence}\n")
    raise SystemExit(_USAGE)


@cache
def _add_portal(commands: Any) -> None:
    """Add the portal's commands, once, where it is installed; nothing else of it is loaded."""
    if util.find_spec("terttu.portal") and util.find_spec("terttu.portal.cli"):
        import_module("terttu.portal.cli").register(commands)


if __name__ == "__main__":
    main()
