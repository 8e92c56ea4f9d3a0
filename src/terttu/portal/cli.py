"""The portal's commands: serve, worker, tick, region, analyse, backup, restore and others."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from terttu.portal.regions.models import Region

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "terttu.portal.settings")


def register(app: typer.Typer) -> None:
    """Add the portal's commands to the command line."""
    app.command()(serve)
    app.command()(worker)
    app.command()(tick)
    app.command()(region)
    app.command()(analyse)
    app.command()(administrator)
    app.command()(backup)
    app.command()(restore)
    app.command()(upgrade)
    app.command(
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
        add_help_option=False,
    )(manage)


def say(text: str) -> None:
    """One line of progress."""
    typer.echo(f"  {text}")


def stop(text: str) -> typer.Exit:
    """Say what is wrong, and end with exit code 2."""
    typer.echo(f"terttu: {text}", err=True)
    return typer.Exit(2)


def _setup() -> None:
    import django  # noqa: PLC0415 - slow import

    django.setup()


def _default_folders() -> list[Path]:
    """The folders of TERTTU_REGIONS, else those of the examples in the working folder."""
    from django.conf import settings  # noqa: PLC0415 - slow import

    if settings.REGION_FOLDERS:
        return list(settings.REGION_FOLDERS)
    return sorted(file.parent for file in Path("examples").glob("*/region.toml"))


def serve(
    port: Annotated[
        int, typer.Option(help="Port of the site on this machine.", min=1, max=65535)
    ] = 8000,
    address: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    workers: Annotated[int | None, typer.Option(help="Processes that answer.")] = None,
    jobs: Annotated[
        bool, typer.Option(help="Start a worker and the tick for jobs in the background.")
    ] = True,
) -> None:
    """Set up what is missing and serve the site until Ctrl-C."""
    from terttu.portal import server  # noqa: PLC0415 - slow import

    try:
        server.check_port(address, port)
        _setup()
        with server.alone():
            regions = _prepare(port)
        server.run(address=address, port=port, workers=workers, regions=regions, say=say, jobs=jobs)
    except server.ServerError as error:
        raise stop(str(error)) from None


def worker(
    once: Annotated[bool, typer.Option("--once", help="End when nothing waits.")] = False,
) -> None:
    """Run jobs in the background, such as analyses, until Ctrl-C; `serve` starts one itself."""
    _setup()
    from terttu.portal.jobs import worker as jobs  # noqa: PLC0415 - slow import

    jobs.stop_on_signals()
    jobs.work(once=once)


def tick(
    every: Annotated[
        float | None, typer.Option(help="Go on, with this many seconds between.", min=1)
    ] = None,
) -> None:
    """Do what is due now and then: jobs that were lost, old ones; `serve` calls it itself."""
    _setup()
    from terttu.portal.jobs import tick as due, worker as jobs  # noqa: PLC0415 - slow import

    if every is not None:
        jobs.stop_on_signals()
        due.keep_ticking(every)
    elif failed := due.tick():
        raise stop(f"It could not see to: {', '.join(failed)}. The lines above say why.")


def _prepare(port: int) -> list[tuple[str, str]]:
    """Bring everything up to date; (name, address) of each region."""
    from terttu.portal import operations  # noqa: PLC0415 - slow import
    from terttu.portal.manage.folder import apply_folder  # noqa: PLC0415 - slow import
    from terttu.portal.regions.folder import FolderError  # noqa: PLC0415 - slow import
    from terttu.portal.regions.models import Region  # noqa: PLC0415 - slow import

    operations.migrate(say)
    operations.collect_static(say)
    try:
        for folder in _default_folders():
            made, report = apply_folder(folder)
            say(f"region {_name(made)}: {report}")
        operations.move_to_port(port)
        for made in Region.objects.order_by("pk"):
            if operations.needs_analysis(made):
                say(f"analysis of {_name(made)}")
                operations.analyse(made)
    except (FolderError, operations.OperationError) as error:
        raise stop(str(error)) from None
    served = Region.objects.select_related("site").order_by("pk")
    return [(_name(made), made.base_url) for made in served]


def _name(region: Region) -> str:
    """The region's name in its own first language."""
    return str(region.name.text(region.default_language))


def region(
    folder: Annotated[Path, typer.Argument(help="The region's folder, with region.toml in it.")],
    host: Annotated[
        str | None, typer.Option(help="Host name of its site; without it the host stays.")
    ] = None,
    port: Annotated[int, typer.Option(help="Port of its site, with --host.")] = 8000,
    default: Annotated[
        bool, typer.Option(help="With --host: serve it where no other host fits.")
    ] = False,
) -> None:
    """Make a region from its folder, or apply the folder again; edits in the portal stay."""
    _setup()
    from terttu.portal import operations  # noqa: PLC0415 - slow import
    from terttu.portal.manage.folder import apply_folder  # noqa: PLC0415 - slow import
    from terttu.portal.pages.folder import Address  # noqa: PLC0415 - slow import
    from terttu.portal.regions.folder import FolderError  # noqa: PLC0415 - slow import

    operations.migrate(say)
    try:
        made, report = apply_folder(folder, address=Address(host, port, default) if host else None)
    except FolderError as error:
        raise stop(str(error)) from None
    say(f"{_name(made)} at {made.base_url}: {report}")
    for kept in report.kept:
        say(f"left as it was edited: {kept}")


def analyse(
    slug: Annotated[str, typer.Argument(help="Short name of the region, as in its region.toml.")],
) -> None:
    """Run the observatory on a region's data set and import the result."""
    _setup()
    from terttu.portal import operations  # noqa: PLC0415 - slow import
    from terttu.portal.regions.models import Region  # noqa: PLC0415 - slow import

    found = Region.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Region.objects.values_list("slug", flat=True)) or "none yet"
        raise stop(f"There is no region '{slug}'. Those there are: {known}.")
    try:
        operations.analyse(found)
    except operations.OperationError as error:
        raise stop(str(error)) from None
    say(f"analysis of {found} imported")


def administrator(
    email: Annotated[str, typer.Argument(help="E-mail address to log in with.")],
    slug: Annotated[str, typer.Option("--region", help="Short name of the region.")],
    name: Annotated[str, typer.Option(help="Name of the person.")] = "",
) -> None:
    """Make an administrator of a region, with all rights in the editor; asks for a password."""
    _setup()
    from django.core.exceptions import ValidationError  # noqa: PLC0415 - slow import
    from django.core.validators import validate_email  # noqa: PLC0415 - slow import

    from terttu.portal.accounts import services  # noqa: PLC0415 - slow import
    from terttu.portal.pages.permissions import sync_editors  # noqa: PLC0415 - slow import
    from terttu.portal.regions.models import Region  # noqa: PLC0415 - slow import

    found = Region.objects.filter(slug=slug).first()
    if found is None:
        raise stop(f"There is no region '{slug}'. Make it first: terttu region FOLDER")
    try:
        validate_email(email)
        password = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
        services.make_administrator(email=email, name=name, password=password, region=found)
        sync_editors(found)
    except ValidationError as error:
        raise stop(" ".join(error.messages)) from None
    say(f"{email} administers {found}; a second factor is asked for at the first log-in")


def backup(
    file: Annotated[Path, typer.Argument(help="Archive to write, for instance terttu.tar.gz.")],
) -> None:
    """Write database and media into one archive."""
    _operate("back_up", file)
    say(f"{file} written")


def restore(
    file: Annotated[Path, typer.Argument(help="Archive that `terttu backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Replace everything by what an archive holds."""
    if not yes:
        typer.confirm("Everything there is now will be replaced. Go on?", abort=True)
    _operate("restore", file)
    say(f"{file} restored")


def upgrade(
    file: Annotated[Path, typer.Option("--backup", help="Where to back up to before.")] = Path(
        "terttu-before-upgrade.tar.gz"
    ),
) -> None:
    """After a new version was installed: back up, then bring database and files up to date."""
    _setup()
    from django.db import connection  # noqa: PLC0415 - slow import

    from terttu.portal import operations  # noqa: PLC0415 - slow import

    if "django_migrations" in connection.introspection.table_names():
        try:
            operations.back_up(file)
        except operations.OperationError as error:
            raise stop(str(error)) from None
        say(f"{file} written")
    operations.migrate(say)
    operations.collect_static(say)
    say("up to date")


def _operate(name: str, file: Path) -> None:
    _setup()
    from terttu.portal import operations  # noqa: PLC0415 - slow import

    operations.migrate(say)
    try:
        getattr(operations, name)(file)
    except operations.OperationError as error:
        raise stop(str(error)) from None


def manage(context: typer.Context) -> None:
    """Any command of Django, for instance `terttu manage shell`."""
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - slow import

    execute_from_command_line([sys.argv[0], *context.args])
