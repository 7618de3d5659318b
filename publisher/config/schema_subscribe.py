"""How `subscribe_form:` may be written, and what each mail service must be told of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import parse_qs, quote, urlsplit

from pydantic import AfterValidator, Field

from publisher.config.schema_types import Strict, Web, Words
from publisher.config.values_subscribe import FIELD, SubscribeForm
from publisher.problems import Problem

if TYPE_CHECKING:
    from publisher.config.fields import Parsed

_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _list(value: str) -> str:
    if not _UUID.fullmatch(value):
        hint = "Kopiera listans UUID ur listmonk, under Lists: 36 tecken med bindestreck."
        raise ValueError("är ingen listas UUID", hint)
    return value.lower()


ListId = Annotated[str, AfterValidator(_list)]
_LIST = "6b0f1b5e-3f0c-4d0e-9c6e-1f2a3b4c5d6e"


class SubscribeFormFields(Strict):
    """`subscribe_form:`, for those who keep their readers at a mail service."""

    service: Literal["listmonk", "mailchimp", "buttondown", "brevo", "ghost"] = Field(
        examples=["listmonk"]
    )
    url: Web | None = Field(default=None, examples=["https://listmonk.tidning.se/"])
    user: Words | None = Field(default=None, examples=["tidningen"])
    lists: list[ListId] = Field(default=[], examples=[f"[{_LIST}]"])


_NEEDS: Mapping[str, tuple[str, str]] = {
    "listmonk": ("url", "Skriv url: https://listmonk.tidning.se/, adressen till er listmonk."),
    "mailchimp": (
        "url",
        "Kopiera adressen efter action= i Mailchimps formulär (Audience › Signup forms).",
    ),
    "buttondown": ("user", "Skriv user: och namnet i adressen till er sida hos Buttondown."),
    "brevo": (
        "url",
        "Kopiera adressen efter action= i Brevos formulär (Forms › Sign-up › Share, HTML).",
    ),
    "ghost": ("url", "Skriv url: https://tidning.ghost.io/, adressen till er sajt hos Ghost."),
}


def form(fields: SubscribeFormFields | None, service: str) -> SubscribeForm | None:
    """The form of the box; `service` is the address of a sign-up service of our own, or empty.

    What is wrong with `fields` has been told by `form_problems`.
    """
    if fields is None:
        return SubscribeForm(action=service, field=FIELD) if service else None
    return _FORMS[fields.service](fields)


def form_problems(
    fields: SubscribeFormFields | None, service: str, parsed: Parsed, path: str
) -> Iterator[Problem]:
    """What the service cannot do without, and two that both want to be the form."""
    if fields is None:
        return
    line = parsed.line("subscribe_form")
    needed, hint = _NEEDS[fields.service]
    if not getattr(fields, needed):
        text = f"”{needed}” saknas: utan det vet formuläret inte vart hos {fields.service} det ska"
        yield Problem(path=path, line=line, text=text, hint=hint)
    elif fields.service == "mailchimp" and not _mailchimp(fields.url or "")[1]:
        text = "adressen till Mailchimp saknar u= eller id=, som säger vilken lista det gäller"
        yield Problem(path=path, line=line, text=text, hint=hint)
    if fields.service == "listmonk" and not fields.lists:
        hint = "Skriv lists: [och listans UUID], som står i listmonk under Lists."
        text = "”lists” saknas: listmonk tar inte emot någon utan lista"
        yield Problem(path=path, line=line, text=text, hint=hint)
    if service:
        text = "rutan kan inte leda både till er egen anmälningstjänst och till en annan"
        hint = "Ta bort subscribe_form:, eller service: under subscribers:."
        yield Problem(path=path, line=line, text=text, hint=hint)


def _listmonk(fields: SubscribeFormFields) -> SubscribeForm:
    """listmonk, frontend/src/views/Forms.vue: `email`, a `nonce` that stays empty, `l` per list."""
    return SubscribeForm(
        action=f"{(fields.url or '').rstrip('/')}/subscription/form",
        field="email",
        hidden=(("nonce", ""), *(("l", each) for each in fields.lists)),
    )


def _mailchimp(url: str) -> tuple[str, str]:
    """The address, and the name of the trap that Mailchimp's own form has: `b_<u>_<id>`.

    It may have been copied out of HTML, where & is written out.
    """
    url = url.replace("&amp;", "&")
    asked = parse_qs(urlsplit(url).query)
    account, audience = (asked.get(name, [""])[0] for name in ("u", "id"))
    return url, f"b_{account}_{audience}" if account and audience else ""


def _at_mailchimp(fields: SubscribeFormFields) -> SubscribeForm:
    action, trap = _mailchimp(fields.url or "")
    return SubscribeForm(action=action, field="EMAIL", trap=trap)


def _buttondown(fields: SubscribeFormFields) -> SubscribeForm:
    """https://docs.buttondown.com/building-your-subscriber-base: `email`, `embed=1`."""
    user = quote(fields.user or "", safe="")
    return SubscribeForm(
        action=f"https://buttondown.com/api/emails/embed-subscribe/{user}",
        field="email",
        hidden=(("embed", "1"),),
    )


def _brevo(fields: SubscribeFormFields) -> SubscribeForm:
    """Brevo's “simple HTML”: `EMAIL`, the trap `email_address_check`, the language of answers."""
    hidden = (("locale", "sv"), ("html_type", "simple"))
    return SubscribeForm(
        action=fields.url or "", field="EMAIL", hidden=hidden, trap="email_address_check"
    )


def _ghost(fields: SubscribeFormFields) -> SubscribeForm:
    """Ghost takes JSON from its own script only (`members/api/send-magic-link`): lead there."""
    return SubscribeForm(action=f"{(fields.url or '').rstrip('/')}/#/portal/signup")


_FORMS = {
    "listmonk": _listmonk,
    "mailchimp": _at_mailchimp,
    "buttondown": _buttondown,
    "brevo": _brevo,
    "ghost": _ghost,
}
