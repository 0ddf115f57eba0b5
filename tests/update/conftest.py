"""Keys, updates and a machine to be updated."""

import os

import pytest

from tests.update.station import MEBIBYTE, Station, make_bundle, make_key


@pytest.fixture(scope="session")
def key(tmp_path_factory):
    return make_key(tmp_path_factory.mktemp("keys") / "ours")


@pytest.fixture(scope="session")
def other_key(tmp_path_factory):
    return make_key(tmp_path_factory.mktemp("keys") / "theirs")


@pytest.fixture(scope="session")
def system():
    """What a newer system is made of."""
    return os.urandom(32 * MEBIBYTE)


@pytest.fixture(scope="session")
def bundle(tmp_path_factory, key, system):
    """A stick with an update to 0.2.0."""
    return make_bundle(tmp_path_factory.mktemp("stick"), key, "0.2.0", system)


@pytest.fixture
def station(tmp_path, key):
    station = Station(tmp_path, key)
    yield station
    station.close()
