"""Guesses at passwords, counted in the database before anything is hashed, for all processes together."""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from django.db import transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from press.authentication.devices import Device
from press.authentication.throttle import LONGEST_WAIT, TooManyAttempts, place_to_hash
from press.client_address import client_address
from press.models import PasswordAttempts, User

logger = logging.getLogger(__name__)

# Wrong passwords for one name, from one address and from one known device, in the hour that begins with the
# first: more than an officer needs who mistypes. OWASP ASVS 5.0 (6.3.1) has the site choose and write it
# down (docs/adr/0008); 4.0 (2.2.1) allowed a hundred an hour.
MOST_ATTEMPTS = 10
WINDOW = datetime.timedelta(hours=1)


def keyed_hash(kind: str, value: str) -> str:
    """Returns what stands for a name, an address or a device: equal for equal ones, with SECRET_KEY alone."""
    return salted_hmac(f"press.attempts.{kind}", value, algorithm="sha256").hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One guess. `keys`: what is counted, the first being what a failure is noted with.

    `account` is there only where such an account exists; `address` is a keyed hash, empty where it is not
    known; `wait` is how long the guess may wait for its turn, in seconds.
    """

    keys: tuple[str, ...]
    account: User | None
    address: str
    wait: float = 0.0

    @classmethod
    def to_sign_in(cls, username: str, account: User | None, request: HttpRequest | None) -> Self:
        """A known device of the account has a count of its own; others share the name's and the address's.

        Names are counted alike whether or not there is such an account.
        """
        address = _hash_address(request)
        device = Device.read(request.COOKIES) if request else None
        if account and device and device.knows(account):
            return cls((keyed_hash("device", f"{device.name} {account.pk}"),), account, address, LONGEST_WAIT)
        keys = (keyed_hash("name", username.casefold()), address)
        return cls(tuple(filter(None, keys)), account, address)

    @classmethod
    def at_own_password(cls, account: User) -> Self:
        """Who is signed in says their password once more: whoever found the screen unlocked may not guess."""
        return cls((keyed_hash("own", str(account.pk)),), account, "", LONGEST_WAIT)

    def judge(self, is_right: Callable[[], bool]) -> bool:
        """Returns what `is_right` says, which hashes; raises TooManyAttempts without asking it.

        The attempt is counted before, so that of guesses in many threads and processes at once none is too
        many. A right one is given back; what an outage ends costs one.
        """
        try:
            self._require_some_left()
            with place_to_hash(self.wait):
                self._reserve()
                right = is_right()
        except TooManyAttempts:
            logger.warning("A password was refused unread, %s.", self._in_words())
            raise
        if right:
            self._give_back()
        else:
            self._note_failure()
        return right

    def hold(self) -> str:
        """Counts a right password while its second factor is not given, and returns what `give_back` takes.

        Raises TooManyAttempts: who has ten that were not gone on with begins no more, and none is hashed.
        The address is not counted: many may sign in at once behind one, and each knows a password.
        """
        key = self._held_key
        with transaction.atomic():
            if not _count_one(key):
                raise TooManyAttempts
            PasswordAttempts.objects.filter(key=key).update(account=self.account, address=self.address)
        return key

    @property
    def _held_key(self) -> str:
        return keyed_hash("held", self.keys[0])

    def _require_some_left(self) -> None:
        """Without a lock: whoever has none left must not stand in the way of those who have."""
        full = self._rows().filter(count__gte=MOST_ATTEMPTS, since__gt=timezone.now() - WINDOW)
        if begun := max(full.values_list("since", flat=True), default=None):
            raise TooManyAttempts(_seconds_until(begun + WINDOW))

    def _reserve(self) -> None:
        """All keys or none. Not within another transaction: other processes must see it before we hash."""
        try:
            with transaction.atomic():
                # In one order everywhere, so that no two wait for each other.
                for key in sorted(self.keys):
                    if not _count_one(key):
                        raise TooManyAttempts
        except TooManyAttempts:
            self._require_some_left()  # says how long the wait is
            raise

    def _give_back(self) -> None:
        with transaction.atomic():
            for key in sorted(self.keys):
                PasswordAttempts.objects.filter(key=key, count__gt=0).update(count=F("count") - 1)

    def _note_failure(self) -> None:
        """Costs the same time whether or not there is an account: the audit is the worker's to write.

        Who then types its name in capitals, and so nobody's, must not make it forget the account.
        """
        PasswordAttempts.objects.filter(key=self.keys[0]).update(
            account=self.account or F("account"), address=self.address, failed_at=timezone.now()
        )
        logger.warning("A wrong password, %s.", self._in_words())

    def _rows(self) -> QuerySet[PasswordAttempts]:
        return PasswordAttempts.objects.filter(key__in=(*self.keys, self._held_key))

    def _in_words(self) -> str:
        """Nothing of what was typed, which may be a password: an account is named only if it is one."""
        name = self.account.get_username() if self.account else "no account"
        return f"for {name}, from address {self.address or 'unknown'}"


def give_back(held: str) -> None:
    """Counts a right password no more: the second factor was given too."""
    rows = PasswordAttempts.objects.filter(key=held)
    rows.filter(count__gt=0).update(count=F("count") - 1)
    # So that `since` is of the first that is still held.
    rows.filter(count=0).delete()


def forget_attempts() -> None:
    """Deletes what counts no more: the worker's, after the audit was written from it."""
    PasswordAttempts.objects.filter(since__lte=timezone.now() - 2 * WINDOW).delete()


def _count_one(key: str) -> bool:
    """Returns whether there was one left, of which it now is one less."""
    now = timezone.now()
    is_over = Q(since__lte=now - WINDOW)
    PasswordAttempts.objects.bulk_create([PasswordAttempts(key=key, since=now)], ignore_conflicts=True)
    rows = PasswordAttempts.objects.filter(Q(count__lt=MOST_ATTEMPTS) | is_over, key=key)
    counted = rows.update(
        count=Case(When(is_over, then=Value(1)), default=F("count") + 1),
        since=Case(When(is_over, then=Value(now)), default=F("since")),
    )
    return counted == 1


def _hash_address(request: HttpRequest | None) -> str:
    address = client_address(request.META) if request else None
    return keyed_hash("address", address) if address else ""


def _seconds_until(moment: datetime.datetime) -> int:
    return int((moment - timezone.now()).total_seconds()) + 1
