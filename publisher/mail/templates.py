"""A letter set in the theme's mail templates, as HTML for mail programs and as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from publisher.content.html.tongues import for_templates
from publisher.engine.recipes import BuildContext
from publisher.engine.templates import bounded, reader, template_faults
from publisher.mail import presets
from publisher.mail.galleries import beside
from publisher.mail.letter import Letter
from publisher.mail.sanitizing import INSIDE, mail_safe
from publisher.mail.style import classes_in, rules_for, styled
from publisher.mail.text import plain_text

if TYPE_CHECKING:
    from css_inline import CSSInliner
    from jinja2 import Environment


def environment(context: BuildContext) -> Environment:
    """The theme's `mail/` folder, for templates; one that asks for what it is not given fails."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    templates = Environment(
        loader=FunctionLoader(reader(context, "mail")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    bounded(templates)
    return templates


class LetterTemplates:
    """The theme's `mail/` folder, ready to set letters with.

    The templates are named after what they set: `letter.html` is the HTML, `text.html` the plain
    text's structure in a few plain elements. They see the letter and the globals given below.
    """

    def __init__(self, context: BuildContext) -> None:
        """Read the templates and the style sheet of the theme in force."""
        from markupsafe import Markup

        from publisher.engine.compiled import keep_compiled

        sheet = context.theme["mail/style.css"].path
        style = styled(sheet.read_text("utf-8"), context.config.look, sheet.name)
        templates = environment(context)
        templates.filters["tongues"] = for_templates(context.config.language)
        keep_compiled(templates, "mail")
        templates.globals |= _globals(context)
        templates.globals |= {
            "at_rules": Markup(style.at_rules),  # noqa: S704 (CSS of the theme)
            "other_rules": Markup(style.others),  # noqa: S704 (CSS of the theme)
        }
        self._last: tuple[Letter, dict[str, object]] | None = None
        self._context = context
        with template_faults(context, "mail"):
            self._html = templates.get_template("letter.html")
            self._text = templates.get_template("text.html")
        self._rules = style.inline
        self._inliners: dict[frozenset[str], CSSInliner] = {}

    def html(self, letter: Letter) -> str:
        """The whole HTML document, with every rule that can be inlined in `style` attributes."""
        words = self._words(letter)
        with template_faults(self._context, "mail"):
            html = beside(self._html.render(words), INSIDE)
        classes = classes_in(html)
        if classes not in self._inliners:
            self._inliners[classes] = self._inliner(classes)
        return self._inliners[classes].inline(html) + "\n"

    def _inliner(self, classes: frozenset[str]) -> CSSInliner:
        import css_inline

        return css_inline.CSSInliner(
            extra_css="\n".join(rules_for(classes, self._rules)),
            inline_style_tags=False,
            keep_style_tags=True,
            load_remote_stylesheets=False,
            minify_css=True,
        )

    def text(self, letter: Letter) -> str:
        """The whole plain text."""
        words = self._words(letter)
        with template_faults(self._context, "mail"):
            html = self._text.render(words)
        return plain_text(html)

    def _words(self, letter: Letter) -> dict[str, object]:
        from markupsafe import Markup

        def safe(html: str, page: str, *, opens: bool = True, ids: str = "") -> Markup:
            cleaned = mail_safe(html, page, opens=opens, ids=ids) if html.strip() else ""
            return Markup(cleaned)  # noqa: S704 (made from Markdown, cleaned)

        if self._last is None or self._last[0] is not letter:
            placed = [(clip, safe(after, letter.url, opens=False)) for clip, after in letter.placed]
            clips = (*letter.clips, *(clip for clip, _ in letter.placed))
            # Footnotes are numbered, and headings named, in each text by itself.
            bodies = {
                clip.url: safe(clip.body, clip.url, ids=f"{nth}-")
                for nth, clip in enumerate(clips, start=1)
                if clip.body
            }
            body = safe(letter.body, letter.url)
            words = {"letter": letter, "body": body, "placed": placed, "bodies": bodies}
            self._last = letter, words
        return self._last[1]


def _globals(context: BuildContext) -> dict[str, object]:
    """What every letter shows, from the settings; addresses are whole."""
    config = context.config
    return {
        "site_name": config.site_name,
        "site_url": config.site_url,
        "language": config.language,
        "shows": [
            {
                "title": show.title,
                "url": config.absolute(show.url),
                "feed": config.absolute(show.feed_url),
                "platforms": show.platforms,
            }
            for show in config.shows
        ],
        "subscribe": config.absolute(config.subscribe_url),
        "host": config.host,
        # Signs of our own, which each mail service's tags are put in the place of.
        "unsubscribe": presets.UNSUBSCRIBE if config.mail.unsubscribe else "",
        "web": presets.WEB,
        # Of a letter for subscribers the site shows the beginning; a mail service's copy is whole.
        "beginning_only": not config.mail.web_by_service,
        "greeting": presets.greeting(config),
        "postal_line": config.mail.address,
    }
