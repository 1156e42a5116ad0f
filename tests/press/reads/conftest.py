"""What the tests of counting share."""

from collections.abc import Iterator

import pytest

from press.reads import log as logs


@pytest.fixture
def own_log() -> Iterator[logs.ReadLog]:
    log = logs.current()
    yield log
    log.close()
