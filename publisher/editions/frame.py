"""A letter set in the theme's mail templates, as HTML for mail programs and as plain text."""

from __future__ import annotations

import re

from publisher.editions.letter import Letter, absolute
from publisher.editions.safe import mail_safe
from publisher.editions.text import plain_text
from publisher.work import Work

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"[^{}]+\{(?:[^{}]|\{[^{}]*\})*\}")
_NOT_INLINE = re.compile(r":(?:hover|focus|active|visited|root|:)[^{]*\{")


class Frame:
    """The theme's `mail/` folder, ready to set letters with.

    The templates are named after what they set: `letter.html` is the HTML, `text.html` the plain
    text's structure in a few plain elements. They see the letter and the globals given below.
    """

    def __init__(self, work: Work) -> None:
        """Read the templates and the style sheet of the theme in force."""
        import css_inline
        import jinja2
        from markupsafe import Markup

        def source(name: str) -> str | None:
            file = work.theme.get(f"mail/{name}")
            return file.path.read_text(encoding="utf-8") if file else None

        inline, at_rules, others = split_style(work.theme["mail/style.css"].path.read_text("utf-8"))
        templates = jinja2.Environment(
            loader=jinja2.FunctionLoader(source),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        templates.globals |= _globals(work)
        templates.globals |= {"at_rules": Markup(at_rules), "other_rules": Markup(others)}  # noqa: S704 (CSS of the theme)
        self._html = templates.get_template("letter.html")
        self._text = templates.get_template("text.html")
        self._inliner = css_inline.CSSInliner(
            extra_css=inline,
            inline_style_tags=False,
            keep_style_tags=True,
            load_remote_stylesheets=False,
            minify_css=True,
        )

    def html(self, letter: Letter) -> str:
        """The whole HTML document, with every rule that can be inlined in `style` attributes."""
        return self._inliner.inline(self._html.render(self._words(letter))) + "\n"

    def text(self, letter: Letter) -> str:
        """The whole plain text."""
        return plain_text(self._text.render(self._words(letter)))

    def _words(self, letter: Letter) -> dict[str, object]:
        from markupsafe import Markup

        body = Markup(mail_safe(letter.body, letter.url))  # noqa: S704 (made from Markdown, cleaned)
        return {"letter": letter, "body": body}


def split_style(css: str) -> tuple[str, str, str]:
    """A style sheet as (rules to inline, at-rules, other rules that only a style sheet can hold).

    The last two stand in a block each: Gmail throws away a whole block for one rule it dislikes.

    >>> split_style("p{margin:0} a:hover{color:red} @media print{p{color:black}}")
    ('p{margin:0}', '@media print{p{color:black}}', 'a:hover{color:red}')
    """
    rules = [rule.strip() for rule in _RULE.findall(_COMMENT.sub("", css))]
    at_rules = [rule for rule in rules if rule.startswith("@")]
    others = [rule for rule in rules if rule not in at_rules and _NOT_INLINE.search(rule)]
    inline = [rule for rule in rules if rule not in at_rules and rule not in others]
    return "\n".join(inline), "\n".join(at_rules), "\n".join(others)


def _globals(work: Work) -> dict[str, object]:
    """What every letter shows, from the settings; addresses are whole."""
    config = work.config
    return {
        "site_name": config.site_name,
        "site_url": config.site_url,
        "language": config.language,
        "shows": [
            {
                "title": show.title,
                "url": absolute(config, show.url),
                "feed": absolute(config, show.feed_url),
                "platforms": show.platforms,
            }
            for show in config.shows
        ],
        "subscribe": absolute(config, config.subscribe_url),
        "unsubscribe": absolute(config, config.mail.unsubscribe),
        "postal_line": config.mail.address,
    }
