"""What is changed of the lines that Django logs."""

import logging

# Django logs these as ERROR with a traceback, and answers 400. They are the visitor's doing, not a fault of
# ours: a wrong Host, a form that is larger than any of ours. The answer is the cure, so nobody need wake up.
OF_VISITORS = ("DisallowedHost", "RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")


class OutageIsAWarning(logging.Filter):
    """For `django.request`: an outage is one ERROR, the page cache's; requests that it costs are WARNINGs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 0) == 503:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            if record.exc_info:
                record.msg, record.args = f"{record.getMessage()} (%s)", (record.exc_info[1],)
                record.exc_info = None
        return True


class VisitorsDoingIsAWarning(logging.Filter):
    """For `django.security.<one of OF_VISITORS>`: a WARNING of one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.levelno, record.levelname = logging.WARNING, "WARNING"
        record.exc_info = record.exc_text = None
        return True
