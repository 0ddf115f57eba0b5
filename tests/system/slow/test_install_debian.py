"""Installing in real file systems of Debian 12 and 13: `make test-install`.

The roots have no running systemd: units are enabled and not started. Debian's packages are there
beforehand, so that what apt does is no part of the comparison.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

HOME = Path(__file__).parents[3]
PACKAGES = (
    "systemd,udev,kmod,passwd,python3,python3-pip,fluidsynth,timgm6mb-soundfont,alsa-utils,"
    "ca-certificates,make"
)
OWN = {"bookworm": "", "trixie": ",python3-rtmidi"}
ITS_PYTHON = "PYTHONPATH=/opt/antiphon/packages python3 -s"
IGNORED = ("/proc", "/sys", "/dev", "/run", "/tmp", "/var/log", "/var/cache", "/root")

pytestmark = pytest.mark.timeout(1800)


@pytest.fixture(params=OWN)
def root(request):
    """A Debian of that name; made once, and copied for every test."""
    kept = HOME / f"build/roots/{request.param}.tar"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_suffix(".part.tar")
        include = f"--include={PACKAGES}{OWN[request.param]}"
        make = ["mmdebstrap", "--quiet", "--variant=minbase", include, request.param, part]
        subprocess.run(make, check=True)
        part.rename(kept)
    root = kept.with_suffix("")
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    subprocess.run(["tar", "xf", kept, "-C", root, "--exclude=./dev/*"], check=True)
    (root / "src").mkdir()
    for part in ("appliance", "models_tflite", "system", "requirements", "tools", "Makefile"):
        subprocess.run(["cp", "-r", HOME / part, root / "src"], check=True)
    for file in ("/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt"):
        shutil.copy(file, root / file[1:])
    _in(root, "umask 0; mknod /dev/null c 1 3; mknod /dev/urandom c 1 9")
    yield root
    shutil.rmtree(root)


def _in(root, command):
    """Run a command of the shell in a root; what it says."""
    own = ["unshare", "--mount", "--pid", "--fork", f"--root={root}", "--mount-proc"]
    there = [*own, "sh", "-ec", command]
    ended = subprocess.run(there, text=True, capture_output=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def _tree(root):
    """Every path with its mode, size and target."""
    found = {}
    for path in root.rglob("*"):
        name = "/" + str(path.relative_to(root))
        if name.startswith(IGNORED) or name.endswith(("-", ".pwd.lock", ".pyc", "__pycache__")):
            continue
        there = path.lstat()
        size = 0 if path.is_dir() else there.st_size
        target = str(path.readlink()) if path.is_symlink() else ""
        found[name] = (oct(there.st_mode), there.st_uid, there.st_gid, size, target)
    return found


def test_install_lays_a_box_that_runs_and_uninstall_leaves_what_was_there(root):
    before = _tree(root)
    said = _in(root, "cd /src && make install")
    print(said)
    assert "antiphon.service" in _in(root, "systemctl list-unit-files --state=enabled --no-pager")
    assert "antiphon:" in _in(root, "getent passwd antiphon")
    doctor = _in(root, "antiphon doctor || true")
    print(doctor)
    assert "network for answers" in doctor and "Traceback" not in doctor
    assert _in(root, f"{ITS_PYTHON} -c 'import rtmidi, gpiozero, luma.oled.device'") == ""
    _in(root, "cd /src && make install")  # again, over itself
    _in(root, "cd /src && make uninstall PURGE=1")
    after = _tree(root)
    assert {name: after[name] for name in after if after[name] != before.get(name)} == {}
    assert before.keys() - after.keys() == set()
