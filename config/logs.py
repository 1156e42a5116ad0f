"""What is changed of the lines that Django logs."""

import logging


class OutageIsAWarning(logging.Filter):
    """For `django.request`: an outage is one ERROR, the page cache's; requests that it costs are WARNINGs."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 0) == 503:
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            if record.exc_info:
                record.msg, record.args = f"{record.getMessage()} (%s)", (record.exc_info[1],)
                record.exc_info = None
        return True
