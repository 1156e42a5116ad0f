"""What is changed of the lines that Django logs."""

import logging
import re

# Django logs these with a traceback or as a warning, and answers 400 or 403. They are the visitor's doing, no
# fault of ours: a wrong Host, a form that is larger than any of ours. The answer is the cure.
OF_VISITORS = ("DisallowedHost", "RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent", "csrf")
# What visitors cause too, but whoever watches wants to see: 429 and 503 are our own refusals.
_REFUSED = 429
_OUTAGE = 503
_LINK = re.compile(r"(/account/).*")


class AnswerLevel(logging.Filter):
    """For `django.request`: how loud an answer is.

    An outage is one ERROR, the page cache's; requests that it costs are WARNINGs, and so are those refused
    for being too many. All else that is wrong with a request alone (404, 400, 403 …) is DEBUG: strangers
    cause as much of it as they like, and would fill the log.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(_without_link(each) for each in record.args)
        status = getattr(record, "status_code", 0)
        if status == _OUTAGE:
            _set_level(record, logging.WARNING)
            if record.exc_info:
                record.msg, record.args = f"{record.getMessage()} (%s)", (record.exc_info[1],)
                record.exc_info = None
        elif 400 <= status < 500 and status != _REFUSED:
            return _as_debug(record)
        return True


class VisitorsDoing(logging.Filter):
    """For `django.security.<one of OF_VISITORS>`: DEBUG, without the traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.exc_info = record.exc_text = None
        return _as_debug(record)


def _without_link(said: object) -> object:
    """Returns it without a sign-in link, which opens an account until its officer has used it."""
    return _LINK.sub(r"\1", said) if isinstance(said, str) else said


def _as_debug(record: logging.LogRecord) -> bool:
    """Returns whether the record is still to be seen: a logger has compared its first level already."""
    _set_level(record, logging.DEBUG)
    return logging.getLogger(record.name).isEnabledFor(logging.DEBUG)


def _set_level(record: logging.LogRecord, level: int) -> None:
    record.levelno, record.levelname = level, logging.getLevelName(level)
