"""A release at its address: what a reader finds there, and where other addresses lead."""

import datetime
import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from press import publishing
from press.models import Contact, Edition, Release, User
from tests.factories import illustrate, make_contact, make_person, make_topic

DAY = datetime.datetime(2023, 3, 18, 6, 0, tzinfo=datetime.UTC)  # noon in Almaty, then +6
YESTERDAY = datetime.timedelta(days=1)


def page(client: Client, release: Release) -> str:
    response = client.get(release.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_holds_all_eight_things_of_the_real_one(
    client: Client, make_release: Callable[..., Release], contact: Contact, settings: Any
) -> None:
    settings.SITE_URL = "https://press.example"
    Contact.objects.filter(pk=contact.pk).update(phone_dialled="+77172747227", email="press@example.org")
    release = make_release(
        title="Maulen Ashimbaev met with OSCE observers",
        body="<p>793 observers will monitor the elections.</p>",
        at=DAY,
        hour_known=False,
        previous_reads=146,
        contact=contact,
        courtesy="N. Baibulin",
    )
    html = page(client, release)
    assert html.count("<h1>") == 1
    assert "<h1>Maulen Ashimbaev met with OSCE observers</h1>" in html
    assert '<time datetime="2023-03-18">18.03.2023</time>' in html
    assert '<data class="views" value="146">Views: 146</data>' in html
    assert "<p>793 observers will monitor the elections.</p>" in html
    assert '<a class="phone" href="tel:+77172747227">74-72-27</a>' in html
    assert "Courtesy of N. Baibulin" in html
    assert "display-bar" in html  # site colour and letter spacing
    address = quote(f"https://press.example{release.get_absolute_url()}", safe="")
    assert f"https://t.me/share/url?url={address}&amp;text=Maulen%20Ashimbaev" in html
    assert f"https://vk.com/share.php?url={address}&amp;" in html


def test_the_hour_is_printed_only_where_it_is_known_and_says_whose_it_is(
    client: Client, make_release: Callable[..., Release]
) -> None:
    assert "Astana time" not in page(client, make_release(at=DAY, hour_known=False))
    html = page(client, make_release(at=DAY, title="Another"))
    assert '<time datetime="2023-03-18T12:00+06:00">18.03.2023' in html
    assert "Astana time" in html


def test_a_phone_is_a_link_only_where_it_is_known_how_it_is_dialled(
    client: Client, make_release: Callable[..., Release], contact: Contact
) -> None:
    html = page(client, make_release(contact=contact))
    assert '<span class="phone">74-72-27</span>' in html
    assert "tel:" not in html


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Views: 12,345"), ("ru", "12\xa0345"), ("kk", "12\xa0345")]
)
def test_a_large_count_is_grouped_as_the_language_groups_it(
    client: Client, make_release: Callable[..., Release], language: str, label: str
) -> None:
    html = page(client, make_release(at=DAY, previous_reads=12345, language=language))
    found = re.search(r'<data class="views" value="12345">(.*?)</data>', html)
    assert found
    assert label in found[1]


def test_a_mistake_is_reported_with_the_address_and_the_edition(
    client: Client, make_release: Callable[..., Release], contact: Contact, settings: Any
) -> None:
    settings.SITE_URL = "https://press.example"
    Contact.objects.filter(pk=contact.pk).update(email="press@example.org")
    release = make_release(title="A & B", contact=contact)
    found = re.search(r'class="mistake" href="([^"]+)"', page(client, release))
    assert found
    mail = urlsplit(found[1].replace("&amp;", "&"))
    assert mail.path == "press@example.org"
    said = parse_qs(mail.query)
    assert said["subject"] == ["A mistake in a release: A & B"]
    assert f"https://press.example{release.get_absolute_url()}\n" in said["body"][0]
    assert "Edition: 1\n" in said["body"][0]


def test_a_mistake_is_reported_to_who_can_be_written_to_and_else_to_nobody(
    client: Client, make_release: Callable[..., Release], contact: Contact, settings: Any
) -> None:
    release = make_release(contact=contact)
    duty = make_contact("Duty officer", on_duty=True)
    settings.PRESS_ROOM_EMAIL = ""
    assert "Report a mistake" not in page(client, release)
    settings.PRESS_ROOM_EMAIL = "press@example.org"
    assert 'class="mistake" href="mailto:press@example.org?' in page(client, release)
    Contact.objects.filter(pk=duty.pk).update(email="duty@example.org")
    assert 'class="mistake" href="mailto:duty@example.org?' in page(client, release)
    Contact.objects.filter(pk=contact.pk).update(email="service@example.org")
    assert 'class="mistake" href="mailto:service@example.org?' in page(client, release)


def test_other_slugs_none_and_other_languages_lead_to_the_address_of_what_is_public(
    client: Client, make_release: Callable[..., Release]
) -> None:
    release = make_release(at=DAY)
    right = release.get_absolute_url()
    for wrong in (
        f"/en/releases/{release.pk}/",
        f"/en/releases/{release.pk}-other/",
        right.replace("en", "ru", 1),
    ):
        response = client.get(wrong)
        assert (response.status_code, response["Location"]) == (301, right)
    assert client.get(f"/kk/releases/{release.pk}-x/history/")["Location"] == f"{right}history/"


@pytest.mark.parametrize("state", ["draft", "submitted", "scheduled"])
def test_what_never_was_public_is_like_a_number_never_used(
    client: Client, make_release: Callable[..., Release], state: str
) -> None:
    release = make_release(state=state)
    never = client.get("/en/releases/999999-title/")
    for last in ("", "-title", f"-{release.slug or 'x'}"):
        hidden = client.get(f"/en/releases/{release.pk}{last}/")
        assert hidden.status_code == never.status_code == 404
        # The address itself is in the display bar's form, to come back to: nothing else differs.
        said = [re.sub(r"releases(/|%2F)[\w-]+", "", answer.content.decode()) for answer in (hidden, never)]
        assert said[0] == said[1]
        assert hidden.headers.keys() == never.headers.keys()


def test_a_withdrawn_release_stays_readable_under_its_banner(
    client: Client, make_release: Callable[..., Release]
) -> None:
    release = make_release(state="withdrawn", at=DAY, body="<p>What it said.</p>")
    html = page(client, release)
    assert 'data-status="withdrawn"' in html
    assert "The figures were wrong." in html
    assert f"withdrawn on {timezone.localtime():%d.%m.%Y}" in html
    assert "<p>What it said.</p>" in html
    assert '<meta name="robots" content="noindex">' in html
    assert "/read/" not in html  # it counts no more
    assert "Share" not in html
    assert re.findall("<h([1-6])", html)[0] == "1"
    assert client.get(f"/en/releases/{release.pk}/").status_code == 301
    history = client.get(f"{release.get_absolute_url()}history/")
    assert (history.status_code, history["Location"]) == (302, release.get_absolute_url())


def test_a_removed_release_is_gone_with_the_reason_at_every_address(
    client: Client, make_release: Callable[..., Release]
) -> None:
    release = make_release(state="removed", at=DAY, title="What nobody reads now")
    right = release.get_absolute_url()
    for address in (right, f"/ru/releases/{release.pk}/", f"{right}history/", f"{right}history/1/"):
        response = client.get(address)
        assert response.status_code == 410
        assert '<span lang="en">Published by mistake.</span>' in response.content.decode()
        assert "What nobody reads now" not in response.content.decode()


def test_other_languages_are_linked_and_named_and_only_where_they_are_public(
    client: Client, make_release: Callable[..., Release], settings: Any
) -> None:
    settings.SITE_URL = "https://press.example"
    english = make_release(at=DAY)
    russian = make_release(at=DAY, story=english.story, language="ru", title="Встреча")
    make_release(state="scheduled", story=english.story, language="kk", title="Кездесу")
    html = page(client, english)
    ru, en = russian.get_absolute_url(), english.get_absolute_url()
    assert f'<a href="{ru}" lang="ru" hreflang="ru" rel="alternate">Русский: Встреча</a>' in html
    assert f'<li><a href="{ru}" lang="ru" hreflang="ru">Русский</a></li>' in html
    assert '<li><a href="/kk/" lang="kk" hreflang="kk">Қазақша</a></li>' in html
    assert re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', html) == [
        ("ru", f"https://press.example{ru}"),
        ("en", f"https://press.example{en}"),
        ("x-default", f"https://press.example{ru}"),
    ]
    assert f'<link rel="canonical" href="https://press.example{en}">' in html


def test_a_correction_is_said_above_the_text_and_a_later_minor_change_does_not_hide_it(
    client: Client, make_release: Callable[..., Release], correct: Callable[..., Edition]
) -> None:
    release = make_release(at=DAY)
    assert "Corrected" not in page(client, release)
    correct(release, title="Seven hundred", correction_note="It was 700, not 200.")
    correct(release, courtesy="N. Baibulin", minor=True, correction_note="")
    html = page(client, release)
    assert "<b>Corrected</b>" in html
    assert "It was 700, not 200." in html
    assert "Edition 3" in html
    assert f'href="{release.get_absolute_url()}history/"' in html


def test_the_history_shows_every_text_as_it_was_and_none_that_is_to_come(
    client: Client, make_release: Callable[..., Release], correct: Callable[..., Edition]
) -> None:
    release = make_release(at=DAY, title="Two hundred", body="<p>200 observers.</p>")
    correct(release, title="Seven hundred", body="<p>700 observers.</p>")
    correct(release, title="Nine hundred", at=timezone.now() + YESTERDAY)
    root = f"{release.get_absolute_url()}history/"
    html = client.get(root).content.decode()
    assert re.findall(r"<h2 id=[^>]+><a [^>]+>(Edition \d)</a></h2>", html) == ["Edition 2", "Edition 1"]
    first = client.get(f"{root}1/").content.decode()
    assert "<h1>Two hundred</h1>" in first
    assert "<p>200 observers.</p>" in first
    assert 'data-status="superseded"' in first
    assert "noindex" in first
    assert 'data-status="live"' in client.get(f"{root}2/").content.decode()
    assert client.get(f"{root}3/").status_code == 404


def test_the_linked_data_say_what_the_page_says_and_no_title_breaks_out_of_them(
    client: Client, make_release: Callable[..., Release], correct: Callable[..., Edition], settings: Any
) -> None:
    settings.SITE_URL = "https://press.example"
    title = "</script><script>alert(1)</script> & “more”"
    release = make_release(at=DAY, hour_known=False, title=title, lead="In short.")
    html = page(client, release)
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert len(blocks) == 1
    assert "<" not in blocks[0]
    data = json.loads(blocks[0])
    assert data["@type"] == "NewsArticle"
    assert data["headline"] == title
    assert data["description"] == "In short."
    assert data["datePublished"] == "2023-03-18"
    assert data["inLanguage"] == "en"
    assert data["url"] == f"https://press.example{release.get_absolute_url()}"
    assert "dateModified" not in data
    correct(release)
    assert '"dateModified"' in page(client, release)


def test_the_page_counts_itself_with_and_without_a_script(
    client: Client, make_release: Callable[..., Release]
) -> None:
    release = make_release()
    html = page(client, release)
    assert f'data-release="{release.pk}"' in html
    assert "js/count.js" in html
    pixel = f'<noscript><img src="/read/{release.pk}.gif" alt="" width="1" height="1"></noscript>'
    assert pixel in html


def test_the_neighbours_in_time_and_what_is_related_are_linked(
    client: Client, make_release: Callable[..., Release]
) -> None:
    older = make_release(title="Older", at=DAY)
    release = make_release(title="Middle", at=DAY + YESTERDAY)
    newer = make_release(title="Newer", at=DAY + 2 * YESTERDAY)
    hidden = make_release(title="Withdrawn one", state="withdrawn", at=DAY + YESTERDAY)
    far = make_release(title="Far away", at=DAY - 30 * YESTERDAY)
    release.story.related.add(far.story, hidden.story)
    context = client.get(release.get_absolute_url()).context
    assert context["nearby"].older.release == older
    assert context["nearby"].newer.release == newer
    assert [edition.release for edition in context["nearby"].related] == [far]
    assert client.get(far.get_absolute_url()).context["nearby"].older is None


def test_a_release_stands_nowhere_beside_itself(client: Client, make_release: Callable[..., Release]) -> None:
    """Neither as another language nor as related: it is in the list of its own topic."""
    release = make_release(at=DAY, title="Only one of its kind")
    release.story.topics.add(make_topic())
    page = client.get(release.get_absolute_url()).content.decode()
    main = page.split("<main")[1].split("</main>")[0]
    assert re.findall(r">([^<>]*Only one of its kind)<", main) == ["Only one of its kind"]
    assert "og:locale:alternate" not in page


def test_related_is_what_was_chosen_then_what_came_before_on_the_topic_and_no_neighbour_twice(
    client: Client, make_release: Callable[..., Release]
) -> None:
    topic = make_topic("Elections")
    releases = [make_release(title=f"On {day}", at=DAY + day * YESTERDAY) for day in range(7)]
    for release in releases:
        release.story.topics.add(topic)
    releases[3].story.related.add(releases[2].story, releases[0].story)
    context = client.get(releases[3].get_absolute_url()).context
    assert [context["nearby"].older.title, context["nearby"].newer.title] == ["On 2", "On 4"]
    assert [edition.title for edition in context["nearby"].related] == ["On 0", "On 1", "On 5"]


def test_neighbours_on_the_topic_and_chosen_ones_leave_as_many_as_there_is_room_for(
    client: Client, make_release: Callable[..., Release]
) -> None:
    """The neighbours are among the candidates of every kind, and take no place from what is shown."""
    topic = make_topic("Elections")
    releases = [make_release(title=f"On {day}", at=DAY + day * YESTERDAY) for day in range(13)]
    for release in releases:
        release.story.topics.add(topic)
    here = releases[6]

    def related() -> list[str]:
        return [edition.title for edition in client.get(here.get_absolute_url()).context["nearby"].related]

    assert related() == ["On 4", "On 3", "On 2"]
    here.story.related.add(releases[4].story, releases[5].story, releases[7].story)
    assert related() == ["On 4", "On 3", "On 2"]
    here.story.related.add(releases[0].story, releases[8].story, releases[9].story)
    assert related() == ["On 9", "On 8", "On 4"]


def test_the_page_asks_the_same_few_questions_however_much_hangs_on_it(
    client: Client,
    make_release: Callable[..., Release],
    correct: Callable[..., Edition],
    author: User,
    contact: Contact,
    django_assert_num_queries: Any,
) -> None:
    alone = make_release(title="Alone", at=DAY, contact=contact)
    crowded = make_release(title="Crowded", at=DAY, contact=contact)
    correct(crowded)
    story = crowded.story
    make_release(at=DAY, story=story, language="ru")
    make_release(at=DAY, story=story, language="kk")
    for number in range(6):
        story.topics.add(make_topic(f"Topic {number}"))
        story.people.add(make_person(f"Person {number}"))
        story.related.add(make_release(title=f"Related {number}", at=DAY).story)
    for release in (alone, crowded):
        with django_assert_num_queries(5):
            client.get(release.get_absolute_url())
    illustrate(crowded.editions.live().get(), by=author)
    with django_assert_num_queries(6):
        client.get(crowded.get_absolute_url())


def test_a_public_page_may_be_stored_and_is_the_same_for_everyone(
    client: Client, make_release: Callable[..., Release], editor: User
) -> None:
    release = make_release()
    nobody = client.get(release.get_absolute_url(), {"utm_source": "mail", "fbclid": "1"})
    client.force_login(editor)
    somebody = client.get(release.get_absolute_url())
    assert nobody["Cache-Control"] == somebody["Cache-Control"] == "no-cache"
    assert not nobody.cookies
    assert "Cookie" not in somebody.get("Vary", "")
    assert editor.get_username() not in re.sub(r"<a [^>]*>", "", somebody.content.decode())
    assert client.post(release.get_absolute_url()).status_code == 405


def test_a_release_of_nothing_but_a_title_and_a_text_is_whole(
    client: Client, make_release: Callable[..., Release]
) -> None:
    html = page(client, make_release(title="W" * 250, body="<p>One <b>word</b>.</p>"))
    assert '<p class="lead">' not in html
    assert 'class="credit"' not in html
    assert "<figure" not in html
    assert '<meta name="description" content="One word.">' in html


def test_workflow_withdraws_at_once_and_so_does_the_page(
    client: Client, make_release: Callable[..., Release], editor: User
) -> None:
    release = make_release()
    assert 'data-status="live"' in page(client, release)
    publishing.withdraw(release, by=editor, reason="Wrong.")
    assert 'data-status="withdrawn"' in page(client, release)


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**18, 10**40])
def test_a_number_longer_than_any_of_ours_is_404(client: Client, db: None, number: int) -> None:
    for address in (f"/en/releases/{number}/", f"/en/releases/{number}-a/", f"/media/{number}/320.jpg"):
        assert client.get(address).status_code == 404
