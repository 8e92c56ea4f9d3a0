"""The measures: a module a family, labelled arrays in and out."""
