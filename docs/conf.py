"""How Sphinx builds the documentation: `make docs` writes it into docs/_build."""

from __future__ import annotations

from terttu import __version__

project = "terttu"
author = "The terttu developers"
project_copyright = "The terttu developers, MIT licence"
version = release = __version__
language = "en"

extensions = ["myst_parser", "sphinx_copybutton"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = "terttu"
copybutton_prompt_text = r"\$ "
copybutton_prompt_is_regexp = True
