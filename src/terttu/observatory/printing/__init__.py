"""The printed report of an analysis: sentences from a package's rows, set as a PDF."""

from .typesetting import print_reports

__all__ = ["print_reports"]
