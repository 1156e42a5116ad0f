"""Photographs on pages."""

from collections.abc import Callable
from typing import Any

from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from press.models import Edition, Illustration, Photograph
from press.photographs.pictures import prefetch_illustrations
from press.photographs.renditions import make_missing
from tests.press.photographs.files import picture_url


def shown(template: str, used: Illustration, cookie: str = "") -> str:
    request = RequestFactory(HTTP_COOKIE=cookie).get("/")
    with translation.override("en"):
        return Template("{% load pictures %}" + template).render(Context({"request": request, "used": used}))


def test_a_picture_offers_only_what_exists_and_keeps_its_place(
    illustrated: Callable[..., Illustration],
) -> None:
    used = illustrated("live")
    at_once = shown("{% picture used %}", used)
    assert "<source" not in at_once
    assert f'src="{picture_url(used)}"' in at_once
    assert 'width="400" height="200" alt="A table"' in at_once
    assert 'loading="lazy"' in at_once
    make_missing()
    used.refresh_from_db()
    complete = shown("{% picture used sizes='50vw' priority=True %}", used)
    media = f"/media/{used.photograph_id}"
    assert f'type="image/avif" srcset="{media}/360.avif 360w, {media}/400.avif 400w" sizes="50vw"' in complete
    assert complete.index("image/avif") < complete.index("image/webp") < complete.index("<img")
    assert 'fetchpriority="high"' in complete
    assert "lazy" not in complete


def test_a_figure_says_the_caption_and_whose_photograph_it_is(
    illustrated: Callable[..., Illustration],
) -> None:
    used = illustrated("live")
    Photograph.objects.update(credit_ru="Н. Байбулин <b>")
    used.refresh_from_db()
    figure = shown("{% figure used %}", used)
    assert '<span class="caption">The talks</span>' in figure
    assert 'Photo: <span lang="ru">Н. Байбулин &lt;b&gt;</span>' in figure


def test_texts_for_pictures_are_texts_and_decorative_ones_are_nothing(
    illustrated: Callable[..., Illustration],
) -> None:
    used = illustrated("live")
    text = shown("{% figure used %}", used, cookie="display=images:text")
    assert "Photograph: A table" in text
    assert "<img" not in text
    used.alternative_text, used.decorative = "", True
    assert shown("{% figure used %}", used, cookie="display=images:text").strip() == ""
    assert 'alt=""' in shown("{% figure used %}", used)


def test_a_list_of_pictures_asks_as_often_as_one(
    illustrated: Callable[..., Illustration], django_assert_num_queries: Any
) -> None:
    for _ in range(4):
        illustrated("live")
    with django_assert_num_queries(3):
        editions = list(Edition.objects.live().prefetch_related(prefetch_illustrations()))
        page = Template(
            "{% load pictures %}{% for e in editions %}{% picture e.illustrations.all.0 %}{% endfor %}"
        ).render(Context({"editions": editions}))
    assert page.count("<img") == 4
