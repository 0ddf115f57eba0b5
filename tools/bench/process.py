"""What the box costs the computer before it plays: CPU seconds to be ready, and memory."""

from __future__ import annotations

import json
import subprocess
import sys

SETTINGS = """
[web]
page = 'off'
[panel]
buttons = 'off'
display = 'none'
[models]
size = 'standard'
"""
READY = f"""
import json, resource, time
from appliance.app import Box
from appliance.config import parse_config
Box(parse_config({SETTINGS!r}))
rss = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 2**20
print(json.dumps({{"ready_cpu_s": time.process_time(), "rss_mb": rss}}))
"""


def readiness() -> dict[str, float]:
    """`ready_cpu_s`: of import and load, both tasks; `rss_mb`: resident then, in MiB."""
    command = [sys.executable, "-c", READY]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, float] = json.loads(told.splitlines()[-1])
    return result
