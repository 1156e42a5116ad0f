"""What the tests of counting share."""

from collections.abc import Iterator

import pytest

from press.reads import log as logs


@pytest.fixture
def own_log() -> Iterator[logs.ReadLogWriter]:
    log = logs.current()
    yield log
    log.close()
