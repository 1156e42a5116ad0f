"""`python3 -m tools run|test|…`, with any Python: an old one is told so in one sentence.

This file alone is kept readable for Pythons that can't read the others.
"""

import sys

NEEDED = (3, 11)


def main():
    if sys.version_info[:2] < NEEDED:
        sys.stderr.write(
            "Minber needs Python %d.%d or newer, and this is %d.%d (%s): name another one, "
            "for example make run PYTHON=python3.12\n" % (NEEDED + sys.version_info[:2] + (sys.executable,))
        )
        return 1
    from tools.commands import main as go

    return go(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
