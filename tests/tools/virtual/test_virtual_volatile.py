"""The disk that loses what was not flushed."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.virtual.volatile import SECTOR, VolatileDisk

SECTORS = 4
places = st.integers(0, SECTORS - 1)
writes = st.lists(st.tuples(places, st.integers(1, 255)), max_size=12)


def sector(value):
    return bytes([value]) * SECTOR


def written(disk, pairs):
    for place, value in pairs:
        disk.write(place * SECTOR, sector(value))


@given(writes, writes, st.integers())
def test_what_was_flushed_lasts_or_is_followed_by_something_newer(before, after, seed):
    disk = VolatileDisk(bytes(SECTORS * SECTOR))
    written(disk, before)
    disk.flush()
    flushed = disk.read(0, len(disk))
    written(disk, after)
    content = disk.cut(Random(seed))
    for place in range(SECTORS):
        own = slice(place * SECTOR, (place + 1) * SECTOR)
        allowed = {flushed[own], *(sector(value) for at, value in after if at == place)}
        assert content[own] in allowed


@given(writes)
def test_what_was_written_is_read_at_once(pairs):
    disk = VolatileDisk(bytes(SECTORS * SECTOR))
    written(disk, pairs)
    for place in range(SECTORS):
        newest = [value for at, value in pairs if at == place][-1:] or [0]
        assert disk.read(place * SECTOR, SECTOR) == sector(newest[0])
    assert disk.waiting == len({at for at, _ in pairs})


@pytest.mark.parametrize("outcome", [0, 1, 2])
def test_everything_that_may_happen_happens(outcome):
    """A sector written twice may be as it was, as it was in between, or as it was last."""
    seen = set()
    for seed in range(50):
        disk = VolatileDisk(sector(0))
        written(disk, [(0, 1), (0, 2)])
        seen.add(disk.cut(Random(seed))[0])
    assert outcome in seen


def test_sectors_fare_differently():
    seen = set()
    for seed in range(50):
        disk = VolatileDisk(bytes(2 * SECTOR))
        disk.write(0, sector(1) + sector(1))
        content = disk.cut(Random(seed))
        seen.add((content[0], content[SECTOR]))
    assert seen == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_reads_cross_sectors_and_end_with_the_disk():
    disk = VolatileDisk(sector(1) + sector(2))
    assert disk.read(SECTOR - 1, 2) == bytes([1, 2])
    assert disk.read(2 * SECTOR - 1, 100) == bytes([2])
    assert disk.read(2 * SECTOR, 1) == b""


@pytest.mark.parametrize(("offset", "size"), [(1, SECTOR), (0, 100), (SECTOR, 2 * SECTOR)])
def test_what_is_no_whole_sector_of_the_disk_is_refused(offset, size):
    with pytest.raises(ValueError):
        VolatileDisk(bytes(2 * SECTOR)).write(offset, bytes(size))


def test_a_disk_has_whole_sectors():
    with pytest.raises(ValueError):
        VolatileDisk(bytes(SECTOR + 1))
