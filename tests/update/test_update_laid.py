"""What is laid, and the tools for whoever builds images."""

import re
import subprocess

import pytest

from tests.update.station import TREE, UPDATE, make_bundle, make_key

PROGRAMS = UPDATE / "root/usr/lib/antiphon/update"
WORDS = re.compile(r'(?:tell|refuse|words=) ?"((?:Update|Updating|Updated)[^"]*)"')


def _tool(*command):
    return subprocess.run([*map(str, command)], capture_output=True, text=True, check=False)


def _lay(root, version="0.1.0"):
    root.mkdir()
    ended = _tool(UPDATE / "lay.sh", root, "arm64", version)
    assert ended.returncode == 0, ended.stderr


def test_version_and_architecture_are_put_in(tmp_path):
    _lay(tmp_path / "root", "1.2.3")
    assert (tmp_path / "root/usr/lib/antiphon/update/version").read_text() == "1.2.3\n"
    assert "compatible=antiphon-arm64\n" in (tmp_path / "root/etc/rauc/system.conf").read_text()


def test_without_a_certificate_none_is_laid(tmp_path):
    _lay(tmp_path / "root")
    assert not (tmp_path / "root/etc/rauc/updates.crt").exists()


def test_all_that_is_said_fits_the_display():
    words = [
        sentence
        for program in PROGRAMS.iterdir()
        for sentence in WORDS.findall(program.read_text())
    ]
    assert len(words) >= 10
    assert all(len(sentence.replace("$here", "10.10.10")) <= 40 for sentence in words)


def test_all_that_is_said_stands_in_the_docs():
    described = (TREE / "docs/updates.md").read_text()
    for program in PROGRAMS.iterdir():
        for sentence in WORDS.findall(program.read_text()):
            assert sentence.replace("$here", "0.2.0") in described


def test_the_key_is_secret_and_never_overwritten(tmp_path):
    make_key(tmp_path / "key")
    secret = tmp_path / "key/updates.key"
    before = secret.read_bytes()
    assert secret.stat().st_mode & 0o077 == 0
    assert (tmp_path / "key").stat().st_mode & 0o022 == 0
    ended = _tool(UPDATE / "key.sh", tmp_path / "key")
    assert ended.returncode == 1 and "there is a key already" in ended.stderr
    assert secret.read_bytes() == before


def test_no_key_is_in_the_repository():
    ended = _tool("git", "-C", TREE, "grep", "-lE", "BEGIN [A-Z ]*PRIVATE KEY")
    assert ended.stdout.split() in ([], ["tests/update/test_update_laid.py"])


def test_a_bundle_without_a_key_is_an_error(tmp_path):
    (tmp_path / "system.img").write_bytes(b"system")
    out = tmp_path / "antiphon-0.2.0.raucb"
    arguments = (tmp_path / "system.img", "arm64", "0.2.0", tmp_path / "none", out)
    ended = _tool(UPDATE / "bundle.sh", *arguments)
    assert ended.returncode == 1 and "make update-key" in ended.stderr
    assert not out.exists()


@pytest.fixture
def image(tmp_path, key):
    """The folder of an image that was made with a key."""
    root = tmp_path / "image/root"
    root.parent.mkdir()
    _lay(root, "0.2.0")
    (root / "etc/rauc/updates.crt").write_bytes((key / "updates.crt").read_bytes())
    (root.parent / "system.img").write_bytes(b"system" * 1000)
    return root.parent


def test_an_image_becomes_a_bundle_of_its_version(image, key, tmp_path):
    ended = _tool(UPDATE / "bundle-image.sh", image, key, tmp_path)
    assert ended.returncode == 0, ended.stderr
    bundle = tmp_path / "antiphon-0.2.0.raucb"
    told = _tool("rauc", "--keyring", key / "updates.crt", "info", bundle)
    assert "'0.2.0'" in told.stdout and "antiphon-arm64" in told.stdout


def test_an_image_of_another_key_becomes_none(image, other_key, tmp_path):
    ended = _tool(UPDATE / "bundle-image.sh", image, other_key, tmp_path)
    assert ended.returncode == 1 and "another key" in ended.stderr
    assert not list(tmp_path.glob("*.raucb"))


def test_a_system_comes_out_the_same_from_the_same_files(tmp_path):
    parts = [tmp_path / name for name in ("vmlinuz", "initrd", "arguments", "root")]
    outs = [tmp_path / "one.img", tmp_path / "two.img"]
    for out in outs:
        for number, part in enumerate(parts):
            part.write_bytes(bytes([65 + number]) * 3_000_000 * (number != 2) + b"quiet\n")
        assert _tool(UPDATE / "system.sh", *parts, out).returncode == 0
    assert outs[0].read_bytes() == outs[1].read_bytes()
    found = _tool("mtype", "-i", outs[0], "::cmdline.txt")
    assert found.stdout == "arguments=quiet\n"


def test_a_bundle_holds_nothing_but_the_system(tmp_path, key):
    bundle = make_bundle(tmp_path / "stick", key, "0.2.0", b"system" * 1000)
    assert [path.name for path in bundle.parent.iterdir()] == [bundle.name]
    listed = _tool("unsquashfs", "-l", bundle).stdout.split()
    assert {*listed} >= {"squashfs-root/manifest.raucm", "squashfs-root/system.img"}
    assert len([each for each in listed if each.startswith("squashfs-root/")]) == 2


@pytest.mark.parametrize("unit", ["update@sda1", "update-trial", "update-restart"])
def test_systemd_understands_every_line_of_the_units(tmp_path, unit):
    for file in (UPDATE / "root/etc/systemd/system").glob("*.service"):
        text = file.read_text().replace("/usr/lib/antiphon/update", str(PROGRAMS))
        (tmp_path / file.name).write_text(text)
    ended = _tool("systemd-analyze", "verify", "--man=no", tmp_path / f"antiphon-{unit}.service")
    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "")


def test_programs_are_shell_that_can_be_read():
    for program in [*PROGRAMS.iterdir(), *UPDATE.glob("*.sh")]:
        assert _tool("dash", "-n", program).returncode == 0
