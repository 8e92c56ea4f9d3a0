"""The documentation tells what there is: commands, variables, routes, columns, libraries, examples.

Every ```python block runs, page by page; a ```text block right after it is what it prints.
"""

import contextlib
import io
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import zip_longest
from pathlib import Path

import pytest
import typer

from terttu.cli import app
from terttu.observatory.package_schema import FORMAT, SCHEMAS
from terttu.observatory.readme import LIMITS
from terttu.portal.cli import register

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"
NOT_OURS = {".venv", "var", "build", "dist", "node_modules", "_build", ".git", "locale"}
PAGES = sorted(
    page
    for page in ROOT.rglob("*.md")
    if not NOT_OURS & set(page.relative_to(ROOT).parts)
    and not any(part.startswith(".") for part in page.relative_to(ROOT).parts[:-1])
)
FENCE = re.compile(r"^( *)```([\w{}-]*)(?: [^\n]*)?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]\[]*(?:\[[^\]]*\][^\]]*)?\]\(([^)\s]+)\)")


def named(page):
    """How a page is called in the report of the tests."""
    return str(page.relative_to(ROOT))


def reference(name):
    return (REFERENCE / name).read_text(encoding="utf-8")


def rows(text):
    """The rows of all tables of a page, a list of cells each, without heads and rulers."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    cells = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines]
    return [[cell.strip().replace("\\|", "|") for cell in row] for row in cells]


def codes(text):
    """What stands in the first column of a page's tables between backticks."""
    return {code for row in rows(text) for code in re.findall(r"`([^`]+)`", row[0])}


def section(text, heading):
    """The part of a page under a heading of the second level."""
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL
    )
    assert found, f"there is no heading {heading!r}"
    return found[1]


@pytest.fixture(scope="module")
def commands():
    """All commands with the names of their arguments and options; those of a group by both."""
    whole = typer.Typer()
    whole.registered_commands += app.registered_commands
    whole.registered_groups += app.registered_groups
    if not any(command.callback.__name__ == "serve" for command in whole.registered_commands):
        register(whole)
    return {
        name: [
            {parameter.name.upper()}
            if parameter.param_type_name == "argument"
            else {*parameter.opts, *parameter.secondary_opts}
            for parameter in command.params
            if parameter.name != "help"
        ]
        for name, command in single(typer.main.get_command(whole).commands)
    }


def single(commands):
    """The commands that can be called: a group is not one, the commands in it are."""
    for name, command in commands.items():
        inside = getattr(command, "commands", None)
        if inside is None:
            yield name, command
        else:
            yield from ((f"{name} {inner}", one) for inner, one in single(inside))


def test_reference_names_every_command_and_no_other(commands):
    headings = re.findall(r"^## terttu ([\w -]+)$", reference("commands.md"), re.MULTILINE)
    assert sorted(headings) == sorted(commands)


def test_reference_names_every_option_and_no_other(commands):
    text = reference("commands.md")
    documented = {
        name: sorted(
            part for code in codes(section(text, f"terttu {name}")) for part in code.split(", ")
        )
        for name in commands
    }
    options = {name: sorted(set().union(*parameters)) for name, parameters in commands.items()}
    assert documented == options


def test_reference_names_every_make_command():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE)) - {"help"}
    text = section(reference("commands.md"), "In a clone: make")
    assert {code.removeprefix("make ") for code in codes(text)} == targets


def test_reference_names_every_environment_variable():
    from terttu.portal.env import SCHEME

    assert codes(reference("environment.md")) == set(SCHEME)


def test_reference_names_every_role():
    from terttu.portal.accounts.models import Role

    second = {
        code for row in rows(reference("permissions.md")) for code in re.findall(r"`(\w+)`", row[0])
    }
    assert second == set(Role.Kind.values)


def test_reference_names_every_api_route():
    from terttu.portal.api.views import api

    routes = set(api.get_openapi_schema(path_prefix="/api/v1/")["paths"])
    assert {code for code in codes(reference("api.md")) if code.startswith("/api/")} == routes


def test_reference_names_every_parameter_of_the_api():
    from terttu.portal.api.views import api

    paths = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]
    wanted = {
        route: sorted(p["name"] for p in methods["get"].get("parameters", []) if p["in"] == "query")
        for route, methods in paths.items()
    }
    found = {
        row[0].strip("`"): sorted(re.findall(r"`(\w+)`", row[2]))
        for row in rows(reference("api.md"))
        if row[0].startswith("`/api/")
    }
    assert found == wanted


@pytest.mark.parametrize("name", SCHEMAS)
def test_reference_tells_every_column_of_the_package(name):
    found = rows(section(reference("package.md"), f"{name}.csv"))[2:]
    schema = SCHEMAS[name]
    assert found == [[f"`{f.name}`", f.type, f.description] for f in schema.fields]


def test_reference_tells_format_and_limits_of_the_package():
    text = reference("package.md")
    assert f"The format number is {FORMAT}." in text
    assert codes(section(text, "Limits of a candidate")) == set(LIMITS)


def test_reference_tells_thresholds_and_verdicts_of_the_findings():
    from terttu.portal.insights.findings import RULES, Verdict

    text = reference("findings.md")
    table = {row[0].strip("`"): row[1] for row in rows(section(text, "Thresholds"))[2:]}
    names = RULES.__slots__
    assert {name: float(value) for name, value in table.items()} == {
        n: getattr(RULES, n) for n in names
    }
    assert codes(section(text, "Verdicts")) == {verdict.value for verdict in Verdict}


def test_reference_names_every_direct_dependency():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    needed = [*project["dependencies"], *(one for extra in extras for one in extra)]
    names = {re.match(r"[\w.-]+", requirement)[0].lower() for requirement in needed}
    table = [row for row in rows(reference("dependencies.md")) if row[0].startswith("`")]
    assert {row[0].strip("`") for row in table} == names
    assert [row for row in table if not all(row)] == []


def shown_commands(text):
    """The terttu and make commands of a page's console blocks, as lists of words."""
    for _, kind, block in FENCE.findall(text):
        for part in re.split(r"\n|&&", block) if kind == "console" else []:
            plain = re.sub(r"^\s*\$ |^\s*sudo -u \w+ ", "", part).strip()
            words = [
                w
                for w in re.sub(r"^sudo -u \w+ ", "", plain).split()
                if not re.match(r"[A-Z_]+=", w)
            ]
            if words and re.fullmatch(r"(.*/)?(terttu(\.sh)?|make)", words[0]):
                yield [Path(words[0]).stem, *words[1:]]


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_page_shows_only_commands_that_exist(page, commands):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = {
        "make": set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE)),
        "terttu": {*commands, "--help"},
    }
    unknown = []
    groups = {name.partition(" ")[0] for name in commands if " " in name}
    for program, *words in shown_commands(page.read_text(encoding="utf-8")):
        length = 2 if words[0] in groups else 1
        name, rest = " ".join(words[:length]), words[length:]
        options = {"--help"}.union(*commands.get(name, []))
        wrong = (
            [] if name == "manage" else [w for w in rest if w.startswith("--") and w not in options]
        )
        unknown += [[program, name, *wrong]] if wrong or name not in known[program] else []
    assert unknown == []


def runnable(page):
    """Each python block of a page with what the text block right after it says it prints."""
    text = page.read_text(encoding="utf-8")
    blocks = list(FENCE.finditer(text))
    for block, following in zip_longest(blocks, blocks[1:]):
        if block[2] != "python":
            continue
        between = text[block.end() : following.start()].strip() if following else "-"
        said = following[3] if following and not between and following[2] == "text" else None
        yield block[3], said


@pytest.mark.parametrize("page", [page for page in PAGES if list(runnable(page))], ids=named)
def test_python_examples_run_and_print_what_the_page_says(page, tmp_path, monkeypatch):
    for table in page.parent.glob("*.csv"):
        shutil.copy(table, tmp_path)
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "example"}
    for code, said in runnable(page):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, str(page), "exec"), names)  # noqa: S102
        if said is not None:
            assert out.getvalue() == said


@pytest.mark.parametrize(
    ("page", "arguments"),
    [
        ("README.md", ["--region", "Etelä-Savo"]),
        ("docs/tutorial/own-table.md", ["jobs.csv", "--region", "Etelä-Savo"]),
    ],
)
def test_shown_report_is_what_the_command_prints(page, arguments):
    text = (ROOT / page).read_text(encoding="utf-8")
    shown = next(b for _, kind, b in FENCE.findall(text) if b.startswith("Cluster candidates of"))
    lines = [line for line in shown.splitlines() if line != "…"]
    done = subprocess.run(
        [sys.executable, "-m", "terttu", "identify", *arguments],
        cwd=ROOT / "docs" / "tutorial",
        env={"PATH": "", "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines()[: len(lines)] == lines


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_relative_links_point_to_files_that_exist(page):
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    broken = []
    for target in LINK.findall(text):
        path, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (page.parent / path).resolve() if path else page
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(target)
    assert broken == []


def anchors(page):
    """The anchors of a page: its headings as they become addresses, and its own labels."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    plain = [
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    ]
    return {*plain, *re.findall(r"^\(([\w-]+)\)=$", text, re.MULTILINE)}


def test_every_page_is_in_a_table_of_contents():
    listed = set()
    for page in (ROOT / "docs").rglob("index.md"):
        for block in re.findall(
            r"```\{toctree\}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
        ):
            lines = [line for line in block.splitlines() if line and not line.startswith(":")]
            listed |= {(page.parent / line).resolve() for line in lines}
    notebooks = [page for page in ROOT.glob("docs/*/*.ipynb") if page.parent.name not in NOT_OURS]
    pages = {page.with_suffix("") for page in [*PAGES, *notebooks]}
    pages = {page for page in pages if page.is_relative_to(ROOT / "docs")}
    assert listed == pages - {ROOT / "docs" / "index"}
