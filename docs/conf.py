"""How Sphinx builds the documentation: `make docs` writes it into docs/_build."""

from __future__ import annotations

from terttu import __version__

project = "terttu"
author = "The terttu developers"
project_copyright = "The terttu developers, MIT licence"
version = release = __version__
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_copybutton"]
exclude_patterns = ["_build"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3

# Pages with code cells run when they are built, so that no figure in them is older than the code.
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_execution_timeout = 120
nb_merge_streams = True

autodoc_typehints = "none"

html_theme = "furo"
html_title = "terttu"
copybutton_prompt_text = r"\$ "
copybutton_prompt_is_regexp = True
