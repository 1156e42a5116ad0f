"""Where a request becomes a read: for the views, and for the page cache in front of them."""

from django.conf import settings

from press.client_address import client_address
from press.reads import bound, log
from press.reads.filtering import Environ, is_reading

# Longer ones can't be a release, and Python refuses to read numbers of thousands of digits.
_MOST_DIGITS = 19


def count_reading(number: str, environ: Environ) -> None:
    """Appends a read of the release with that number, as its address has it, in digits alone.

    If the request is a reader's, and their address has not added its share to that release within the hour.
    """
    if not is_reading(environ) or len(number) > _MOST_DIGITS or (release_id := int(number)) > log.MAX_ID:
        return
    if _is_within_bound(environ, release_id):
        log.current().append(release_id)


def _is_within_bound(environ: Environ, release_id: int) -> bool:
    """Whose address cannot be known is not bounded: it might be everybody's."""
    at_most: int = settings.READS_PER_ADDRESS_HOUR
    if not at_most or (address := client_address(environ)) is None:
        return True
    return bound.of_this_process.takes(address, release_id, at_most)
