"""Installing and removing: what is laid goes again, what was there before stays."""

import os
import subprocess
from pathlib import Path

import pytest

SYSTEM = Path(__file__).parents[2] / "system"

# In place of a Python with pip: it fetches nothing, and pretends that a package was laid.
PYTHON = """\
#!/bin/sh
case "$*" in
    *"pip install"*) while [ "$1" != --target ]; do shift; done; mkdir -p "$2/numpy" ;;
    *"sys.version_info"*) exit 1 ;;
esac
"""


@pytest.fixture
def root(tmp_path):
    """A root file system with what every Debian has."""
    root = tmp_path / "root"
    for folder in ("etc/systemd/system", "usr/bin", "usr/lib/sysusers.d", "opt", "var/lib"):
        (root / folder).mkdir(parents=True)
    (root / "etc/os-release").write_text("ID=debian\nVERSION_CODENAME=bookworm\n")
    (root / "etc/passwd").write_text("root:x:0:0:root:/root:/bin/sh\n")
    (root / "etc/group").write_text("root:x:0:\naudio:x:29:\ngpio:x:997:\n")
    (root / "etc/shadow").write_text("root:*:1:0:99999:7:::\n")
    (root / "etc/gshadow").write_text("root:*::\naudio:!::\ngpio:!::\n")
    return root


@pytest.fixture
def run(root, tmp_path):
    """Runs a script on that root; the process that has ended."""
    python = tmp_path / "python"
    python.write_text(PYTHON)
    python.chmod(0o755)
    there = {**os.environ, "ROOT": str(root), "PYTHON": str(python)}

    def run(script, *arguments):
        command = [SYSTEM / script, *arguments]
        return subprocess.run(command, env=there, text=True, capture_output=True, check=False)

    return run


def _tree(root):
    """All that is there, but the copies that the tools for users keep of what they change."""
    return {
        str(path.relative_to(root)): path.read_bytes() if path.is_file() else None
        for path in root.rglob("*")
        if not path.name.endswith("-") and path.name != ".pwd.lock"
    }


def _well(ended):
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_install_lays_the_box_and_enables_it(root, run):
    said = _well(run("install.sh"))
    assert "laying the box" in said and "enabling" in said
    assert (root / "opt/antiphon/appliance/__main__.py").exists()
    assert (root / "opt/antiphon/packages/numpy").exists()
    assert os.access(root / "usr/bin/antiphon", os.X_OK)
    assert (root / "etc/systemd/system/multi-user.target.wants/antiphon.service").is_symlink()
    assert "antiphon:" in (root / "etc/passwd").read_text()
    assert (root / "boot/firmware/antiphon.toml").exists()


def test_uninstall_with_purge_leaves_the_tree_as_it_was(root, run):
    before = _tree(root)
    _well(run("install.sh"))
    _well(run("install.sh"))
    assert _tree(root) != before
    _well(run("uninstall.sh", "--purge"))
    assert _tree(root) == before


def test_uninstall_keeps_jams_and_settings_unless_asked(root, run):
    _well(run("install.sh"))
    jam = root / "var/lib/antiphon/jams/jam-0001.mid"
    settings = root / "boot/firmware/antiphon.toml"
    jam.parent.mkdir(parents=True)
    jam.write_bytes(b"MThd")
    settings.write_text("[jam]\ntempo = 90.0\n")
    assert "kept" in _well(run("uninstall.sh"))
    assert jam.exists() and not (root / "usr/bin/antiphon").exists()
    _well(run("install.sh"))
    assert "tempo = 90.0" in settings.read_text()


def test_what_only_an_older_version_laid_goes_when_a_newer_is_installed(root, run):
    _well(run("install.sh"))
    old = root / "etc/systemd/system/antiphon-old.service"
    old.write_text("[Service]\n")
    with (root / "opt/antiphon/installed/files").open("a") as files:
        files.write("/etc/systemd/system/antiphon-old.service\n")
    _well(run("install.sh"))
    assert not old.exists()


def test_files_of_others_in_the_same_folders_stay(root, run):
    other = root / "etc/udev/rules.d/99-other.rules"
    _well(run("install.sh"))
    other.write_text("# not ours\n")
    _well(run("uninstall.sh", "--purge"))
    assert other.exists()


def test_another_system_is_refused_and_nothing_is_laid(root, run):
    (root / "etc/os-release").write_text("ID=debian\nVERSION_CODENAME=bullseye\n")
    before = _tree(root)
    ended = run("install.sh")
    assert ended.returncode == 1 and "no Debian 12 or 13" in ended.stderr
    assert _tree(root) == before


def test_removing_what_is_not_there_says_so(run):
    ended = run("uninstall.sh")
    assert ended.returncode == 1 and "not installed" in ended.stderr
