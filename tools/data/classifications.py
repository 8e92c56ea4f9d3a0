"""Makes the industry lists: NACE Rev. 2 in three languages, its sections, its divisions."""

from __future__ import annotations

from pathlib import Path

from rows import Row, read_rows, write_rows

OWN = Path(__file__).parent / "own"
NACE_COLUMNS = ["code", "level", "parent", "section", "label_fi", "label_sv", "label_en"]
TRADED_COLUMNS = ["traded", "traded_reason", "note"]
SECTION_COLUMNS = ["code", "label_fi", "label_sv", "label_en", "divisions", *TRADED_COLUMNS]
DIVISION_COLUMNS = ["code", "label_fi", "label_sv", "label_en", "section", *TRADED_COLUMNS]
# Two slips of the keyboard in the source's labels.
CORRECTIONS = {"MAANPUOLUSTU3S": "MAANPUOLUSTUS", "U0NDIFFERENTIATED": "UNDIFFERENTIATED"}


def read_nace(raw: Path) -> list[Row]:
    """All 996 codes of NACE Rev. 2; sections in sentence case, not in capitals as published."""
    rows = read_rows(raw / "nace_rev2" / "nace_rev2_en_fi_sv.csv")
    return [
        row | {key: _label(row, key) for key in row if key.startswith("label_")} for row in rows
    ]


def build_nace(raw: Path, target: Path) -> None:
    """Write the whole classification."""
    write_rows(target, NACE_COLUMNS, read_nace(raw))


def build_sections(raw: Path, target: Path) -> None:
    """Write the sections: our own short labels and rule, joined with NACE's divisions."""
    divisions: dict[str, list[str]] = {}
    for row in read_nace(raw):
        if row["level"] == "2":
            divisions.setdefault(row["section"], []).append(row["code"])
    rows = read_rows(OWN / "sections.csv")
    joined = [row | {"divisions": "|".join(divisions.get(row["code"], []))} for row in rows]
    write_rows(target, SECTION_COLUMNS, joined)


def build_divisions(raw: Path, target: Path, *, codes: set[str]) -> None:
    """Write the divisions in `codes`, written as section letter and two digits (C16)."""
    rule = _division_rule()
    rows = [
        row | rule[row["code"]] | {"code": row["section"] + row["code"], "note": ""}
        for row in read_nace(raw)
        if row["level"] == "2" and row["section"] + row["code"] in codes
    ]
    write_rows(target, DIVISION_COLUMNS, rows)


def _label(row: Row, key: str) -> str:
    label = row[key]
    for wrong, right in CORRECTIONS.items():
        label = label.replace(wrong, right)
    return label.capitalize() if row["level"] == "1" else label


def _division_rule() -> dict[str, Row]:
    rule: dict[str, Row] = {}
    for row in read_rows(OWN / "traded_divisions.csv"):
        first, _, last = row["divisions"].partition("-")
        for number in range(int(first), int(last or first) + 1):
            rule[f"{number:02d}"] = {
                "traded": row["traded"],
                "traded_reason": row["traded_reason"],
            }
    return rule
