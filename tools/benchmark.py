"""`make bench`: sets up, then measures the server beside its limits and its peers (benchmarks/speed.py).

`ARGS="search --large"` measures the search instead (benchmarks/search.py).
"""

import os
import shlex
import subprocess

from tools.setting_up import PYTHON, ROOT, set_up, step


def main() -> int:
    """Returns 0 when every answer of ours was right. ARGS= goes to it: `--only …`, `search --large`."""
    set_up()
    with step("Message catalogues"):
        subprocess.run([PYTHON, "-m", "tools.catalogues"], cwd=ROOT, check=True)
    arguments = shlex.split(os.environ.get("ARGS", ""))
    name = arguments.pop(0) if arguments[:1] == ["search"] else "speed"
    return subprocess.run([PYTHON, "-m", f"benchmarks.{name}", *arguments], cwd=ROOT, check=False).returncode
