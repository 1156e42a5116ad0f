"""One test that opens the test database: the trial runs it before it forks, so that every child has it."""


def test_the_database_is_there(db: None) -> None:
    pass
