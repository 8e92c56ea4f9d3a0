"""How Sphinx builds the documentation: `make docs` writes it into docs/_build."""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.font_manager  # noqa: F401 - its list of fonts is made here once, not in each page
from docutils.nodes import SkipNode
from docutils.utils.math.latex2mathml import tex2mathml

from terttu import __version__

if TYPE_CHECKING:
    from docutils.nodes import math, math_block
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
AS_THEY_ARE = r"(``[^`]*``|:math:`[^`]*`|^ *(?:>>>|\.\.\.|\.\. math::) .*$)"
DOI = r"doi:(10\.[^\s,;]*[^\s,;.])"


def state() -> str:
    """A name for the observatory's code and data as they are."""
    package = HERE.parent / "src" / "terttu"
    files = sorted([*package.glob("observatory/**/*.py"), *package.glob("data/**/*.*")])
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]


project = "terttu"
author = "The terttu developers"
project_copyright = "The terttu developers, MIT licence"
version = release = __version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_copybutton"]
exclude_patterns = ["_build", "jupyter_execute"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3

# Pages with code cells run when they are built. What they gave is kept for as long as the code and
# the data stay as they are, so that no figure is older than either.
nb_execution_mode = "cache"
nb_execution_cache_path = str(HERE / "_build" / ".jupyter_cache" / state())
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 120
nb_merge_streams = True
os.environ["OMP_NUM_THREADS"] = "1"  # small tables: threads only get in each other's way
os.environ["MATPLOTLIBRC"] = str(HERE / "matplotlibrc")

autodoc_typehints = "none"
default_role = "py:obj"  # `names` of docstrings become links

html_theme = "furo"
html_title = "terttu"
html_math_renderer = "mathml"
html_static_path = ["static"]
html_css_files = ["pages.css"]
copybutton_prompt_text = r"\$ "
copybutton_prompt_is_regexp = True


def setup(app: Sphinx) -> None:
    """Formulas: those of docstrings are plain text, those of pages become MathML."""
    app.connect("autodoc-process-docstring", keep_formulas)
    app.add_html_math_renderer("mathml", (inline_formula, None), (formula, None))


def keep_formulas(
    _app: Sphinx, _what: str, _name: str, _it: Any, _o: Any, lines: list[str]
) -> None:
    """Leave |x| and F_. as they are typed, which reStructuredText has other uses for; link DOIs."""
    parts = re.split(AS_THEY_ARE, "\n".join(lines), flags=re.MULTILINE)
    for place, part in enumerate(parts[::2]):
        typed = re.sub(r"\||(?<=\w)_(?![\w{])", r"\\\g<0>", part)
        parts[2 * place] = re.sub(DOI, r"`doi:\1 <https://doi.org/\1>`__", typed)
    lines[:] = "".join(parts).split("\n")


def inline_formula(writer: Any, node: math) -> None:
    """Write a formula in a line: browsers draw MathML without a script or a network."""
    writer.body.append(tex2mathml(node.astext()))
    raise SkipNode


def formula(writer: Any, node: math_block) -> None:
    """Write a formula on a line of its own."""
    writer.body.append(f'<div class="formula">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise SkipNode
