"""`{% still %}…{% endstill %}`: what is the same on every page of a language, made once a process."""

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, TextNode, Token, Variable
from django.template.context import Context
from django.template.defaulttags import URLNode
from django.template.exceptions import TemplateSyntaxError
from django.templatetags.i18n import TranslateNode
from django.templatetags.static import StaticNode
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


class StillNode(Node):
    # Who looks for the blocks of a page, as each rendering does, need not look in here.
    child_nodelists = ()

    def __init__(self, nodelist: NodeList) -> None:
        self._nodelist = nodelist
        self._made: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        made = self._made.get(language)
        if made is None:
            made = self._made[language] = self._nodelist.render(context)
        return made


@register.tag
def still(parser: Parser, token: Token) -> StillNode:
    """May hold words, and `{% translate %}`, `{% url %}`, `{% static %}` of nothing that varies.

    Anything else is refused.
    """
    nodelist = parser.parse(("endstill",))
    parser.delete_first_token()
    for node in nodelist:
        if not _stands_still(node):
            raise TemplateSyntaxError(
                f"{node} may change from page to page and cannot stand in {{% still %}}"
            )
    return StillNode(nodelist)


def _stands_still(node: Node) -> bool:
    if isinstance(node, URLNode):
        return not (node.args or node.kwargs or node.asvar) and _is_a_text(node.view_name)
    if isinstance(node, TranslateNode):
        return not (node.asvar or node.message_context) and _is_a_text(node.filter_expression)
    if isinstance(node, StaticNode):
        return node.varname is None and _is_a_text(node.path)
    return isinstance(node, TextNode)


def _is_a_text(expression: FilterExpression) -> bool:
    var = expression.var
    return not expression.filters and (
        isinstance(var, str) or (isinstance(var, Variable) and not var.lookups)
    )
