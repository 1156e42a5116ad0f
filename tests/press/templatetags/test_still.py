"""`{% still %}`: what is the same on every page of a language, and nothing else."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils.translation import override


def test_it_is_made_once_a_language() -> None:
    link = '<a href="{% url "press:home" %}">{% translate "Home" %}</a>'
    still = Template("{% load i18n still %}{% still %}" + link + "{% endstill %}")
    for _again in range(2):
        for language, made in (("en", '<a href="/en/">Home</a>'), ("ru", '<a href="/ru/">Главная</a>')):
            with override(language):
                assert still.render(Context()) == made


@pytest.mark.parametrize(
    "changing",
    [
        "{{ request.path }}",
        "{% translate word %}",
        "{% translate 'Home' as home %}",
        "{% translate 'Home'|upper %}",
        "{% url name %}",
        "{% url 'press:topic' slug %}",
        "{% url 'press:topic' slug='a' %}",
        "{% static name %}",
        "{% static 'css/site.css' as address %}",
        "{% if request %}x{% endif %}",
        "{% block main %}{% endblock %}",
        "{% include 'press/_contact.html' %}",
    ],
)
def test_what_may_change_from_page_to_page_is_refused(changing: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="may change from page to page"):
        Template("{% load i18n static still %}{% still %}" + changing + "{% endstill %}")
