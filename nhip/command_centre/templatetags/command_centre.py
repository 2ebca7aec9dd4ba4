"""Thẻ trang điều hành: a part of a page that is rendered once for everybody who may see it."""

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString

register = template.Library()


class SharedNode(template.Node):
    """Phần dùng chung: ``{% shared page "figures" page.marked %} … {% endshared %}``.

    What stands in it must depend on the page, the language and the words behind it alone.
    """

    def __init__(
        self, nodelist: NodeList, page: FilterExpression, on: list[FilterExpression]
    ) -> None:
        self.nodelist, self.page, self.on = nodelist, page, on

    def render(self, context: Context) -> SafeString:
        """Render the part unless somebody had it rendered already."""
        page = self.page.resolve(context)
        part = tuple(one.resolve(context) for one in self.on)
        rendered: SafeString = page.renderings.once(part, lambda: self.nodelist.render(context))
        return rendered


@register.tag
def shared(parser: Parser, token: Token) -> SharedNode:
    """Read the tag."""
    _name, page, *on = token.split_contents()
    nodelist = parser.parse(("endshared",))
    parser.delete_first_token()
    return SharedNode(
        nodelist, parser.compile_filter(page), [parser.compile_filter(one) for one in on]
    )
