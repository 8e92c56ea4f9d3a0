"""Unpacks a zipped analysis package without trusting what the archive says about itself."""

from __future__ import annotations

import lzma
import shutil
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

from .errors import InputError
from .package import MAX_FILE_BYTES, MAX_FILES, MAX_TOTAL_BYTES, Package, validate
from .package_descriptor import DESCRIPTOR, inside_path

if TYPE_CHECKING:
    import os

MAX_RATIO = 200
_CHUNK = 1 << 20
# What the standard library raises for archives that are damaged or made to confuse: ValueError
# covers undecodable names, OSError names that are too long and a file that is a folder as well.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    LookupError,
    OverflowError,
    ValueError,
    OSError,
)


def read_zip(source: str | os.PathLike[str] | IO[bytes], *, into: Path) -> Package:
    """Unpack the zip ``source`` into the new folder ``into``, check it and return the package.

    Refused with InputError: more than 500 files, files over 50 MB, 200 MB in all, contents more
    than 200 times the packed size, absolute or climbing paths, links, encrypted members and
    files other than .csv, .json, .svg, .md and .pdf. One outer folder inside the zip is accepted.
    When anything is wrong, ``into`` is removed again.
    """
    if into.exists():
        raise InputError("The folder exists already; unpack the package into a new one.")
    try:
        with zipfile.ZipFile(source) as archive:
            members = _members(archive)
            into.mkdir(parents=True)
            _unpack(archive, members, into)
        return validate(into)
    except _UNREADABLE as error:
        shutil.rmtree(into, ignore_errors=True)
        raise InputError("The file is not a readable zip archive; make it anew.") from error
    except BaseException:
        shutil.rmtree(into, ignore_errors=True)
        raise


def _members(archive: zipfile.ZipFile) -> dict[PurePosixPath, zipfile.ZipInfo]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if len(infos) > MAX_FILES:
        raise InputError(f"The zip holds more than {MAX_FILES} files and is not unpacked.")
    if sum(info.file_size for info in infos) > MAX_TOTAL_BYTES:
        raise InputError(f"The zip would unpack to more than {MAX_TOTAL_BYTES:,} bytes.")
    outer = _outer_folder([info.filename for info in infos])
    members: dict[PurePosixPath, zipfile.ZipInfo] = {}
    for info in infos:
        _check_member(info)
        path = inside_path(info.filename.removeprefix(outer))
        if path in members:
            raise InputError(f"The zip holds {info.filename!r} twice.")
        members[path] = info
    return members


def _outer_folder(names: list[str]) -> str:
    descriptors = [n for n in names if PurePosixPath(n).name == DESCRIPTOR]
    if len(descriptors) != 1:
        raise InputError(f"The zip must hold exactly one {DESCRIPTOR}.")
    outer = descriptors[0].removesuffix(DESCRIPTOR)
    if any(not name.startswith(outer) for name in names):
        raise InputError("The zip holds files beside the package; zip the package alone.")
    return outer


def _check_member(info: zipfile.ZipInfo) -> None:
    mode = info.external_attr >> 16
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        raise InputError(f"The zip holds a link or device: {info.filename!r}.")
    if info.flag_bits & 0x1:
        raise InputError("The zip is encrypted; make it without a password.")
    if info.file_size > MAX_FILE_BYTES:
        raise InputError(f"{info.filename!r} would unpack to over {MAX_FILE_BYTES:,} bytes.")
    if info.file_size > MAX_RATIO * max(info.compress_size, 1024):
        raise InputError(f"{info.filename!r} unpacks to over {MAX_RATIO} times its packed size.")


def _unpack(
    archive: zipfile.ZipFile, members: dict[PurePosixPath, zipfile.ZipInfo], into: Path
) -> None:
    for path, info in members.items():
        target = into / path
        target.parent.mkdir(exist_ok=True)
        with archive.open(info) as packed, target.open("xb") as out:
            _copy(packed, out, info)


def _copy(packed: IO[bytes], out: IO[bytes], info: zipfile.ZipInfo) -> None:
    written = 0
    while chunk := packed.read(_CHUNK):
        written += len(chunk)
        # The declared size is only a claim: what really comes out is counted as well.
        if written > info.file_size:
            raise InputError(f"{info.filename!r} is larger than the zip says; make it anew.")
        out.write(chunk)
