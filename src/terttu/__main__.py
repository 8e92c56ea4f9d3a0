"""`python -m terttu` is the command `terttu`."""

from __future__ import annotations

from terttu.cli import main

main()
