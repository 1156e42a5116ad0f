"""`python -m tools.source_archive NAME VERSION FOLDER`: one package's source archive, as pip would find it.

From whatever index, mirror or folder pip is set up with here. `pip download` runs the archive's setup, to
learn what it needs; these are only read, so this stops where pip has found the file.
"""

import sys
from pathlib import Path
from typing import Any

from pip._internal.commands import create_command


def main(name: str, version: str, folder: str) -> None:
    """Writes the archive into the folder, unchecked: the caller knows its hash."""
    download: Any = create_command("download")
    options, _ = download.parse_args(["--no-binary", ":all:", "--quiet"])
    with download.main_context():
        session = download.get_default_session(options)
        finder = download._build_package_finder(options, session)
        found = (each.link for each in finder.find_all_candidates(name) if str(each.version) == version)
        link = next(found, None)
        if link is None:
            sys.exit(f"pip knows no source archive of {name} {version}.")
        answer = session.get(link.url_without_fragment)
        answer.raise_for_status()
        (Path(folder) / link.filename).write_bytes(answer.content)


if __name__ == "__main__":
    main(*sys.argv[1:])
