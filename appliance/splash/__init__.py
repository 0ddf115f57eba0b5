"""The early splash: `python3 -m appliance.splash`, before the box itself is up. Imports little."""
