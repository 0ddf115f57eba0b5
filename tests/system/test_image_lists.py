"""What goes into the image: modules, Python packages, the table of licences, what fits together."""

import subprocess
from pathlib import Path

import pytest

from system.image.manifest import licences_in, python_rows
from system.image.modules import closure, wanted
from system.image.requirements import lines_for

SYSTEM = Path(__file__).parents[2] / "system"
IMAGE = SYSTEM / "image"
DEPENDENCIES = "kernel/a/one.ko: kernel/b/two-x.ko\nkernel/b/two-x.ko:\nkernel/c/three.ko:\n"


def test_modules_come_with_what_they_depend_on():
    assert closure(["one"], DEPENDENCIES, "") == ["kernel/a/one.ko", "kernel/b/two-x.ko"]
    assert closure(["two_x"], DEPENDENCIES, "") == ["kernel/b/two-x.ko"]


def test_modules_that_are_built_in_are_no_files_and_unknown_ones_an_error():
    assert closure(["four"], DEPENDENCIES, "kernel/d/four.ko\n") == []
    with pytest.raises(ValueError, match="no module five"):
        closure(["five"], DEPENDENCIES, "kernel/d/four.ko\n")


def test_comments_in_lists_are_no_names():
    assert wanted("# why\n\nvfat # sticks\next4\n") == ["vfat", "ext4"]


LOCK = """\
lgpio==0.2.2.0 ; python_full_version < '3.13' and platform_machine == 'aarch64'
numpy==1.26.4 ; python_full_version < '3.12'
numpy==2.5.5 ; python_full_version >= '3.12'
mido==1.3.3
colorama==0.4.6 ; python_full_version >= '3.12' and sys_platform == 'win32'
"""


def test_requirements_are_those_of_the_other_machine():
    ours = ["lgpio==0.2.2.0", "numpy==1.26.4", "mido==1.3.3"]
    assert lines_for(LOCK, "3.11.2", "aarch64") == ours
    assert lines_for(LOCK, "3.13.5", "x86_64") == ["numpy==2.5.5", "mido==1.3.3"]


def test_licences_are_read_from_copyright_files_of_both_kinds():
    assert licences_in("Files: *\nLicense: MIT\n\nLicense: GPL-2+\n text\n") == "GPL-2+, MIT"
    assert licences_in("… see /usr/share/common-licenses/LGPL-2.1.\n") == "LGPL-2.1"
    assert licences_in("do as you like") == "see its copyright file"


def test_licences_are_read_from_python_packages(tmp_path):
    for name, field in (
        ("a", "License-Expression: MIT"),
        ("b", "Classifier: License :: OSI Approved :: BSD License"),
        ("c", "License: zlib\n and more"),
    ):
        folder = tmp_path / f"{name}-1.dist-info"
        folder.mkdir()
        (folder / "METADATA").write_text(f"Name: {name}\nVersion: 1\n{field}\n\nText\n")
    assert [row.licences for row in python_rows(tmp_path)] == ["MIT", "BSD License", "zlib"]


def test_all_packages_that_are_asked_for_are_locked():
    locked = {line.split()[0] for line in (IMAGE / "packages.lock").read_text().splitlines()[1:]}
    asked = [each for file in ("packages", "kernel") for each in _list(f"{file}.list")]
    assert {*asked} <= locked | {"linux-image-arm64"}
    assert any(name.startswith("linux-image-6.1") for name in locked)


def test_the_units_of_the_box_are_found():
    units = subprocess.check_output([SYSTEM / "units.sh"], text=True).split()
    assert {"antiphon.service", "antiphon-synth.service"} <= {*units}
    assert not [unit for unit in units if "@" in unit]


def test_no_unit_of_the_box_is_masked_as_noise():
    ours = {file.name for file in SYSTEM.glob("**/systemd/system/*")}
    assert not ours & {*_list("noise.list")}


def _list(name):
    return wanted((IMAGE / name).read_text())
