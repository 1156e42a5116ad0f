"""Who gets what: the only place where it is said. A new address, form or right adds a row here.

Each cell goes up the ladder of `press_room.ROLES`: `author:page editor:changed` is what an author gets, and
everybody further up until the next step. What stands first without a role begins with `nobody`; in the admin
with `staff`, since strangers are asked to sign in there and staff without the right are refused.

The words: page (2xx), moved (to another page of ours), sign-in, refused (403), missing (404), method (405),
gone (410), mended (422, the form again); and of a POST alone: changed, the database is other than before.
"""

from dataclasses import dataclass

from django.db import connection

from press.models import Edition
from tests.permissions.press_room import ROLES
from tools.setting_up import in_ci

# With CI=true every combination, on SQLite; else a selection in which any two of what is combined meet. No
# database decides who may do what, so the other one is asked with the selection.
WHOLE = in_ci() and connection.vendor == "sqlite"

# GET and a forged POST with a valid token; then others where they are not answered as usual: HEAD as GET,
# OPTIONS in the admin as GET and elsewhere 405, another site's form (FOREIGN) in the admin refused, elsewhere
# 405.
ADDRESSES = """
start                                     | moved                 | method
admin:index                               | page                  | page
admin:language                            | method                | changed
admin:login                               | moved | sign-in | HEAD sign-in | OPTIONS nobody:page
admin:logout | nobody:moved staff:method | nobody:moved staff:page | OPTIONS nobody:moved staff:page
admin:password_change                     | page                  | page
admin:second_factor                       | page                  | page
admin:password_change_done                | page                  | method
admin:help                                | page                  | method
admin:sessions                            | page                  | moved
admin:jsi18n                              | page                  | method
admin:app_list                            | moved                 | moved
admin/(?P<url>.*)$                        | missing               | missing

admin:press_user_changelist               | chief:page            | chief:page
admin:press_user_add                      | chief:page            | chief:changed
admin:press_user_change                   | chief:page            | chief:changed
admin:press_user_change[administrator]    | chief:page            | superuser:changed
admin:press_user_delete                   | refused               | refused
admin:press_user_history                  | chief:moved           | chief:moved
admin:press_user_waiting                  | page                  | page
admin:press_user_vouch                    | method                | changed chief:moved superuser:changed
admin:press_user_vouch[administrator]     | method                | missing chief:moved
admin:press_user_sessions                 | method                | chief:changed
admin:press_user_sessions[administrator]  | method                | chief:moved superuser:changed
admin:press_user_duty                     | method                | chief:moved
admin:press_user_duty[administrator]      | method                | chief:moved
admin:press_user_second_factor            | method                | chief:changed
admin:press_user_second_factor[administrator] | method            | chief:moved superuser:changed
admin:press_user_link                     | chief:moved           | chief:changed
admin:press_user_link[administrator]      | chief:moved           | chief:moved superuser:changed
admin:sign_in_link                        | nobody:moved          | nobody:moved
admin:sign_in_link[made up]               | nobody:page           | nobody:page
admin/press/user/<path:object_id>/        | moved                 | moved

admin:press_auditentry_changelist         | author:page           | author:page
admin:press_auditentry_add                | refused               | refused
admin:press_auditentry_change             | author:page           | refused
admin:press_auditentry_delete             | refused               | refused
admin:press_auditentry_history            | author:moved          | author:moved
admin/press/auditentry/<path:object_id>/  | moved                 | moved

admin:press_edition_changelist            | author:page           | author:page
admin:press_edition_add                   | author:page           | author:changed
admin:press_edition_change                | author:page           | author:mended
admin:press_edition_add[another language] | author:page           | author:mended editor:changed
admin:press_edition_change[draft]         | author:page           | author:changed
admin:press_edition_change[correction]    | author:page           | author:mended editor:changed
admin:press_edition_delete                | refused               | refused
admin:press_edition_history               | moved                 | moved
admin:press_edition_preview               | author:page           | author:page
admin:press_edition_preview[discarded]    | author:missing        | author:missing
admin:press_edition_languages             | author:page           | author:page
admin:press_edition_languages[discarded]  | author:missing        | author:missing
admin:press_edition_autosave              | author:page           | refused
admin:press_edition_preview_typed         | author:missing        | author:page
admin:press_edition_preview_typed[saved]  | author:page           | author:page
admin:press_edition_preview_typed[window] | author:page editor:missing | author:page
admin:press_edition_paste                 | method                | author:page
admin:press_edition_repair                | author:page           | author:page
admin:press_edition_dismiss               | author:page           | author:mended
admin:press_edition_dismiss[draft|correction] | author:page       | author:page
admin:press_edition_notes                 | author:page           | author:mended
admin:press_edition_notes[draft|correction] | author:page         | author:page
admin:press_edition_ask                   | method                | author:moved
admin:press_edition_discard_copy          | method                | missing author:changed editor:missing
admin:press_edition_discard               | author:moved          | author:moved
admin:press_edition_discard[draft|correction] | author:page       | author:page
admin:press_edition_expunge               | chief:page            | chief:mended
admin/press/edition/<path:object_id>/     | moved                 | moved

admin:press_editionfinding_changelist     | author:page           | author:page
admin:press_editionfinding_add            | refused               | refused
admin:press_editionfinding_change         | author:moved          | author:moved
admin:press_editionfinding_delete         | refused               | refused
admin:press_editionfinding_history        | author:moved          | author:moved
admin/press/editionfinding/<path:object_id>/ | moved              | moved

admin:press_photograph_upload             | method                | refused

admin:press_topic_changelist              | author:page           | author:page
admin:press_topic_add                     | editor:page           | editor:changed
admin:press_topic_change                  | author:page           | editor:changed
admin:press_topic_delete                  | chief:page            | chief:changed
admin:press_topic_history                 | author:page           | author:page
admin/press/topic/<path:object_id>/       | moved                 | moved

admin:press_person_changelist             | author:page           | author:page
admin:press_person_add                    | editor:page           | editor:changed
admin:press_person_change                 | author:page           | editor:changed
admin:press_person_delete                 | chief:page            | chief:changed
admin:press_person_history                | author:page           | author:page
admin/press/person/<path:object_id>/      | moved                 | moved

admin:press_contact_changelist            | author:page           | author:page
admin:press_contact_add                   | editor:page           | editor:changed
admin:press_contact_change                | author:page           | editor:changed
admin:press_contact_delete                | chief:page            | chief:changed
admin:press_contact_history               | author:page           | author:page
admin/press/contact/<path:object_id>/     | moved                 | moved

admin:press_registeredname_changelist     | author:page           | author:page
admin:press_registeredname_add            | editor:page           | editor:changed
admin:press_registeredname_change         | author:page           | editor:changed
admin:press_registeredname_delete         | editor:page           | editor:changed
admin:press_registeredname_history        | author:page           | author:page
admin/press/registeredname/<path:object_id>/ | moved              | moved

admin:press_releasetemplate_changelist    | editor:page           | editor:page
admin:press_releasetemplate_add           | editor:page           | editor:changed
admin:press_releasetemplate_change        | editor:page           | editor:changed
admin:press_releasetemplate_delete        | editor:page           | editor:changed
admin:press_releasetemplate_history       | editor:page           | editor:page
admin/press/releasetemplate/<path:object_id>/ | moved             | moved

admin:press_quietperiod_changelist        | author:page           | author:page
admin:press_quietperiod_add               | chief:page            | chief:changed
admin:press_quietperiod_change            | author:page           | chief:changed
admin:press_quietperiod_delete            | chief:page            | chief:changed
admin:press_quietperiod_history           | author:page           | author:page
admin/press/quietperiod/<path:object_id>/ | moved                 | moved

healthz                                   | page                  | method
readyz                                    | page                  | method
machines:sitemap                          | page                  | method
machines:robots                           | page                  | method
reads:count                               | method                | page             | FOREIGN page
reads:pixel                               | page                  | method
display-own                               | page                  | method
accessibility:display                     | page                  | moved reader:changed | FOREIGN refused
accessibility:statement                   | page                  | method

photographs:rendition                     | missing author:page   | method
photographs:rendition[live|urgent|superseded|withdrawn] | page    | method

press:home                                | page                  | method
press:releases                            | page                  | method
press:release(pk)                         | moved                 | method
press:release(pk)[draft|submitted|scheduled|discarded] | missing  | method
press:release(pk)[removed]                | gone                  | method
press:release(pk,slug)                    | page                  | method
press:release(pk,slug)[draft|submitted|scheduled|discarded] | missing | method
press:release(pk,slug)[removed]           | gone                  | method
press:history                             | page                  | method
press:history[draft|submitted|scheduled|discarded] | missing      | method
press:history[removed]                    | gone                  | method
press:history[withdrawn]                  | moved                 | method
press:history-edition                     | page                  | method
press:history-edition[draft|submitted|scheduled|discarded|second edition in work] | missing | method
press:history-edition[removed]            | gone                  | method
press:history-edition[withdrawn]          | moved                 | method
press:archive                             | page                  | method
press:archive-year                        | page                  | method
press:archive-year[ahead]                 | missing               | method
press:archive-month                       | page                  | method
press:archive-month[ahead]                | missing               | method
press:topics                              | page                  | method
press:topic                               | page                  | method
press:topic[draft|submitted|scheduled|removed|withdrawn|discarded] | missing | method
press:topic-feed                        | page                  | method
press:topic-feed[draft|submitted|scheduled|removed|withdrawn|discarded] | missing | method
press:people                              | page                  | method
press:person                              | page                  | method
press:person[draft|submitted|scheduled|removed|withdrawn|discarded] | missing | method
press:person-feed                       | page                  | method
press:person-feed[draft|submitted|scheduled|removed|withdrawn|discarded] | missing | method
press:contacts                          | page                  | method
press:search                              | page                  | method
press:search-feed                         | missing               | method
press:search-feed[asked]                  | page                  | method
press:about-views                         | page                  | method
press:feed-atom                           | page                  | method
press:feed-rss                            | page                  | method
press:feed-json                           | page                  | method
"""

# What a form writes when every column there is was sent with it (forging.py), by the role from which on it
# does; nobody further down the ladder writes anything. `column`: what was sent for it; `column*`: something
# else, which the verb writes by itself; `+table` and `-table`: rows that come and go; `+table.column`: what
# was sent stands in the new row.


def _of(table: str, columns: str) -> str:
    return " ".join(f"press_{table}.{column}" for column in columns.split())


def _new(table: str, columns: str = "") -> str:
    return " ".join([f"+press_{table}", *(f"+press_{table}.{column}" for column in columns.split())])


# What officers write is said in the model; of a first edition there is nothing to correct.
_OF_CORRECTIONS = "correction_note minor"
_TEXT = " ".join(
    Edition._meta.get_field(field.name).attname
    for field in Edition.WRITTEN_FIELDS
    if field.name not in _OF_CORRECTIONS.split()
)
_KEPT = "+press_editionversion"
_DERIVED = "version* search_text* description* ai_checked_by_id*"
_REVISED = f"{_of('edition', _DERIVED)} +press_edition_changed_by {_KEPT}"
_USE = "alternative_text caption"
# What is said of AI, and by whom it was checked.
_AI = "ai_use ai_checked ai_checked_by_id*"
# Of all that is made in the desk it is asked, whatever is sent.
_BEGUN = f"{_new('edition', f'{_TEXT} ai_use_is_asked')} +press_edition_changed_by {_KEPT}"
_TAKEN_IN = f"{_new('photograph', 'rights ai_use ai_checked ai_use_is_asked')} +press_rendition"
_RELATIONS = "+press_story_topics +press_story_people +press_story_related"
_STORY = f"{_of('story', 'pinned_until version*')} {_RELATIONS} +press_storyversion"
# What is public of a story is found by its topics and people.
_FOUND = "press_searchentry.lexemes*"
# By the content rules.
_CHECKED = "+press_contentcheck +press_editionfinding"
_TERMS = "+press_subjectterm -press_subjectterm"
_NAMES = "name_kk name_ru name_en"
_POSITIONS = "position_kk position_ru position_en"
_CONTACT = (
    "unit_kk unit_ru unit_en phone phone_dialled email hours_kk hours_ru hours_en"
    " speaks_kk speaks_ru speaks_en on_duty"
)
_REGISTERED = "kind preferred_kk variants_kk preferred_ru variants_ru preferred_en variants_en"
_TEMPLATE = "name language title lead body"
_ACCOUNT = "username first_name last_name email interface_language languages"
_CHANGED_ACCOUNT = _of("user", f"{_ACCOUNT} is_active version* session_version*")
_BACK = "state* submitted_at* submitted_by_id* version*"
_APPROVED = "state* approved_at* approved_by_id* credit_line* version*"

FIELDS: dict[str, dict[str, str]] = {
    "admin:press_edition_add": {
        "author": f"{_new('story', 'pinned_until')} {_RELATIONS} {_new('release', 'slug language')}"
        f" {_BEGUN} +press_storyversion {_TAKEN_IN} {_new('illustration', _USE)}"
        " +press_photographversion +press_workingcopy"
    },
    # Another language of what is public: so are its photographs' credit, and what the story is about. An
    # author who says that too is told so, and nothing is saved by half (tests/press/desk/test_reach.py).
    "admin:press_edition_add[another language]": {
        "editor": f"{_new('release', 'slug')} {_BEGUN}"
        f" {_new('illustration', _USE)} {_STORY} +press_listed -press_listed {_FOUND} +press_workingcopy",
    },
    "admin:press_edition_change[draft]": {
        "author": f"{_of('edition', _TEXT)} press_release.slug {_REVISED} {_STORY}"
        f" {_of('illustration', _USE)} {_of('photograph', f'credit_en* rights {_AI} version*')}"
        " +press_photographversion +press_workingcopy"
    },
    # The first edition is public: so are its address, its photograph's credit, and what the story is about.
    "admin:press_edition_change[correction]": {
        "editor": f"{_of('edition', _TEXT)} {_of('edition', _OF_CORRECTIONS)} {_REVISED}"
        f" {_of('illustration', _USE)} press_illustration.order* {_STORY} +press_listed -press_listed"
        f" {_FOUND} +press_workingcopy",
    },
    "admin:press_edition_change[submitted]?verb=approve": {
        "editor": f"{_of('edition', _APPROVED)} press_edition.live_from press_release.first_published_at"
        f" +press_listed press_monthcount.releases* +press_searchentry +press_searchword {_CHECKED}"
    },
    # Of what no joint release waits for; of what one does: tests/permissions/test_reviews.py.
    "admin:press_edition_change[submitted]?verb=agree": {},
    "admin:press_edition_change[submitted]?verb=move-joint-release": {},
    "admin:press_edition_change[submitted]?verb=cancel-joint-release": {},
    "admin:press_edition_change[submitted]?verb=urgent": {
        "chief": f"{_of('edition', _APPROVED)} {_of('edition', 'live_from* urgent_reason')}"
        " press_release.first_published_at* +press_listed press_monthcount.releases*"
        f" +press_searchentry +press_searchword {_CHECKED}"
    },
    "admin:press_edition_change[submitted]?verb=take-back": {"author": _of("edition", _BACK)},
    # The state that is sent for a draft happens to be the one that it gets.
    "admin:press_edition_change[draft]?verb=discard": {
        "author": _of("edition", "state discarded_at* discarded_by_id* version*")
    },
    "admin:press_edition_change[discarded]?verb=restore": {
        "author": _of("edition", "state* discarded_at* discarded_by_id* version*")
    },
    "admin:press_edition_change[submitted]?verb=send-back": {
        "editor": _of("edition", f"{_BACK} return_note*")
    },
    "admin:press_edition_change[scheduled]?verb=unschedule": {
        "editor": _of("edition", f"{_BACK} approved_at* approved_by_id* credit_line* live_from*")
        + " press_release.first_published_at* -press_listed press_monthcount.releases* -press_searchentry"
    },
    "admin:press_edition_change[urgent]?verb=confirm": {
        "chief": _of("edition", "confirmed_at* confirmed_by_id* version*")
    },
    "admin:press_edition_change[live]?verb=new-edition": {
        "author": f"+press_edition +press_illustration {_KEPT}"
    },
    "admin:press_edition_change[live]?verb=about": {
        "editor": f"{_STORY} +press_listed -press_listed {_FOUND}"
    },
    "admin:press_edition_change[live]?verb=correct-credit": {
        "editor": _of("photograph", f"credit_kk credit_ru credit_en rights {_AI} version*")
        + f" +press_photographversion {_of('contentcheck', 'rules* checked_at*')}"
    },
    "admin:press_edition_change[live]?verb=applies": {
        "editor": _of("correctionquestion", "applies* answered_by_id* answered_at*")
    },
    "admin:press_edition_change[live]?verb=does-not-apply": {
        "editor": _of("correctionquestion", "applies* answered_by_id* answered_at*")
    },
    # What is sent for the two marks happens to be what a fix has.
    "admin:press_edition_change[live]?verb=fix": {
        "editor": f"{_new('edition', 'contact_id courtesy minor is_fix')} +press_edition_changed_by {_KEPT}"
        f" {_new('illustration', _USE)} press_edition.live_until* +press_searchentry +press_searchword"
        f" press_searchentry.live_until* {_CHECKED} +press_dismissal"
    },
    "admin:press_edition_change[live]?verb=withdraw": {
        "editor": _of("edition", "withdrawn_at* withdrawn_by_id* withdrawal_reason* live_until* version*")
        + " press_generation.taken_back* press_monthcount.releases* press_searchentry.live_until*"
    },
    "admin:press_edition_change[live]?verb=remove": {
        "chief": _of("release", "removed_at* removed_by_id* removal_reason*")
        + " press_edition.live_until* press_generation.taken_back* press_monthcount.releases*"
        " press_searchentry.live_until*"
    },
    # Of the text nothing; an author begins none.
    "admin:press_edition_notes[submitted]?add-note=lead&new-note-lead=Why": {"editor": "+press_reviewnote"},
    "admin:press_edition_notes[live]?add-note=lead&new-note-lead=Why": {},
    "admin:press_topic_add": {"editor": f"{_new('topic', f'{_NAMES} slug')} +press_subjectterm"},
    "admin:press_topic_change": {"editor": f"{_of('topic', _NAMES)} {_TERMS}"},
    "admin:press_person_add": {
        "editor": f"{_new('person', f'{_NAMES} slug {_POSITIONS}')} +press_subjectterm"
    },
    "admin:press_person_change": {"editor": f"{_of('person', f'{_NAMES} {_POSITIONS}')} {_TERMS}"},
    "admin:press_contact_add": {"editor": _new("contact", _CONTACT)},
    "admin:press_contact_change": {"editor": _of("contact", _CONTACT)},
    "admin:press_registeredname_add": {"editor": _new("registeredname", _REGISTERED)},
    "admin:press_registeredname_change": {"editor": _of("registeredname", _REGISTERED)},
    "admin:press_releasetemplate_add": {"editor": _new("releasetemplate", _TEMPLATE)},
    "admin:press_releasetemplate_change": {"editor": _of("releasetemplate", _TEMPLATE)},
    "admin:press_quietperiod_add": {"chief": _new("quietperiod", "starts_at ends_at reason")},
    "admin:press_quietperiod_change": {"chief": _of("quietperiod", "starts_at ends_at reason version*")},
    # An account of the press room is one of the admin, whatever was sent.
    "admin:press_user_add": {
        "chief": f"{_new('user', _ACCOUNT)} +press_user.is_staff +press_user_groups"
        " +press_user_keyholders +press_user_makers"
    },
    "admin:press_user_change": {"chief": f"{_CHANGED_ACCOUNT} +press_user_groups"},
    "admin:press_user_change[administrator]": {"superuser": f"{_CHANGED_ACCOUNT} +press_user_groups"},
    "admin:second_factor?verb=renew-codes": {
        "editor": "+press_recoverycodes +press_recoverycode press_user.session_version*"
    },
    # Who must have one does not do without it, and another app is set up by its own code alone.
    "admin:second_factor?verb=remove": {},
    "admin:second_factor?verb=set-up": {},
    "admin:press_user_second_factor": {"chief": "-otp_totp_totpdevice press_user.session_version*"},
    "admin:press_user_second_factor[administrator]": {
        "superuser": "-otp_totp_totpdevice press_user.session_version*"
    },
    "admin:language": {"staff": "press_user.interface_language*"},
    "accessibility:display": {"reader": "+accessibility_accountdisplay"},
}


@dataclass(frozen=True)
class Row:
    """What one address answers: a cell for each method that is not answered as usual."""

    cells: dict[str, str]

    def expected(self, name: str, role: str, method: str) -> str:
        is_admin = name.startswith("admin")
        usual = {"HEAD": self.cells["GET"], "OPTIONS": "method", "FOREIGN": "method"}
        if is_admin:
            usual |= {"OPTIONS": self.cells["GET"], "FOREIGN": "nobody:refused"}
        return _climb({**usual, **self.cells}[method], role, is_admin=is_admin)


def _climb(cell: str, role: str, *, is_admin: bool) -> str:
    """Returns the word of the highest step that is not above the role."""
    steps = {"nobody": "sign-in", "staff": "refused"} if is_admin else {}
    for step in cell.split():
        begin, _, word = step.rpartition(":")
        steps[begin or ("staff" if is_admin else "nobody")] = word
    if "nobody:" in cell and "staff:" not in cell:
        del steps["staff"]
    below = ROLES[: ROLES.index(role) + 1]
    return next(steps[each] for each in reversed(below) if each in steps)


def read_rows() -> dict[str, Row]:
    """Returns the rows by address; of `name[a|b]` there is one for `name[a]` and one for `name[b]`."""
    rows: dict[str, Row] = {}
    for line in filter(None, ADDRESSES.splitlines()):
        address, get, post, *others = (cell.strip() for cell in line.split(" | "))
        row = Row({"GET": get, "POST": post, **dict(other.split(" ", 1) for other in others)})
        name, _, labels = address.removesuffix("]").partition("[")
        rows |= {f"{name}[{label}]" if label else name: row for label in labels.split("|")}
    return rows


ROWS = read_rows()


def find_row(name: str, label: str) -> str | None:
    """Returns the key of the row that speaks of an address filled so; None where there is none."""
    return next((key for key in (f"{name}[{label}]", name) if key in ROWS), None)


def columns_written(form: str, role: str) -> set[str]:
    """Returns the columns that this role may write with that form."""
    reached = ROLES[: ROLES.index(role) + 1]
    return {
        column for first, columns in FIELDS[form].items() if first in reached for column in columns.split()
    }
