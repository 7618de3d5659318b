"""What an import tells: as JSON for programs, as a page to sort and look through."""

from __future__ import annotations

import json
from collections import Counter
from html import escape
from pathlib import Path
from string import Template

from publisher.importers.keeping import write_text
from publisher.importers.story import ImportReport, TextOutcome
from publisher.problems import Problem, PublisherError, reason
from publisher.swedish import number

STATES = {"unchanged": "oförändrad", "changed": "ändrad", "look": "titta här"}
_MANY = {"unchanged": "oförändrade", "changed": "ändrade", "look": "att titta på"}
FATES = {
    "new": "ny",
    "same": "som förut",
    "update": "uppdaterad",
    "edited": "din ändring står kvar",
    "gone": "borttagen här, rörs inte",
}
_SERVICES = {
    "wordpress": "WordPress",
    "substack": "Substack",
    "ghost": "Ghost",
    "feed": "ett flöde",
    "markdown": "en mapp",
}
_ORDER = ("look", "changed", "unchanged")


def written(report: ImportReport, file: Path) -> tuple[Path, Path]:
    """Write both beside each other; `file` names either. Raises PublisherError when it cannot."""
    page, data = file.with_suffix(".html"), file.with_suffix(".json")
    try:
        write_text(data, json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n")
        write_text(page, as_page(report))
    except OSError as error:
        text = f"rapporten går inte att skriva: {reason(error)}"
        raise PublisherError(
            Problem(path=str(file), text=text, hint="Välj en annan plats med --report.")
        ) from None
    return page, data


def as_json(report: ImportReport) -> dict[str, object]:
    """Everything, for programs."""
    return {
        "service": report.service,
        "site": report.site,
        "dry_run": report.dry_run,
        "counts": report.counts,
        "states": {state: report.count(state) for state in STATES},
        "fates": dict(Counter(outcome.fate for outcome in report.outcomes)),
        "words": _sum(report, "words"),
        "links": _sum(report, "links"),
        "images": _sum(report, "images"),
        "lost": [outcome.text.id for outcome in report.lost],
        "texts": [_text(outcome) for outcome in report.outcomes],
        "kept_back": [
            {"id": id_, "title": title, "why": why} for id_, title, why in report.kept_back
        ],
        "notes": [{"kind": note.kind, "text": note.text} for note in report.notes],
        "tags_alike": [list(group) for group in report.alike],
        "queries": [{"from": old, "to": new} for old, new in report.queries],
        "feeds": [{"from": old, "to": new} for old, new in report.feeds],
        "missing_media": report.missing,
        "media": report.media,
        "authors_added": report.authors,
    }


def _sum(report: ImportReport, what: str) -> dict[str, int]:
    pairs = [getattr(outcome.text, what) for outcome in report.outcomes]
    return {"in": sum(pair[0] for pair in pairs), "out": sum(pair[1] for pair in pairs)}


def _text(outcome: TextOutcome) -> dict[str, object]:
    text = outcome.text
    return {
        "id": text.id,
        "title": text.title,
        "link": text.link,
        "path": text.path,
        "state": text.state,
        "fate": outcome.fate,
        "words": list(text.words),
        "links": list(text.links),
        "images": list(text.images),
        "notes": [
            {
                "grade": note.grade,
                "kind": note.kind,
                "text": note.text,
                **({"words": note.words} if note.words else {}),
                **({"links": list(note.links)} if note.links else {}),
                **({"images": list(note.images)} if note.images else {}),
            }
            for note in text.notes
        ],
        "differences": [
            {"kind": each.kind, "text": each.text, "lost": each.lost} for each in text.differences
        ],
        "faults": [str(problem) for problem in text.faults],
        **({"difference": outcome.difference} if outcome.difference else {}),
    }


def as_page(report: ImportReport) -> str:
    """A page that needs nothing but itself; its table is sorted by clicking on a heading."""
    rows = sorted(report.outcomes, key=lambda each: (_ORDER.index(each.text.state), each.text.path))
    counts = ", ".join(f"{number(report.count(state))} {_MANY[state]}" for state in STATES)
    words, links, pictures = (_sum(report, what) for what in ("words", "links", "images"))
    facts = (
        f"<p><strong>{number(len(rows))} texter: {counts}.</strong></p>"
        f"<p>{number(words['in'])} ord in, {number(words['out'])} ut. "
        f"{number(links['in'])} länkar in, {number(links['out'])} ut. "
        f"{number(pictures['in'])} bilder in, {number(pictures['out'])} ut. "
        f"Saknas utan att det står här: <strong>{number(len(report.lost))}</strong>.</p>"
    )
    page = Path(__file__).with_name("report_page.html").read_text("utf-8")
    return Template(page).substitute(
        title=escape(
            f"Flytten från {report.site or _SERVICES.get(report.service, report.service)}"
        ),
        trial="<p>Det här var ett prov: ingenting har skrivits.</p>" if report.dry_run else "",
        facts=facts,
        rows="\n".join(map(_row, rows)),
        rest=_rest(report),
    )


def _row(outcome: TextOutcome) -> str:
    text = outcome.text
    told = [
        *(
            f"<li class=lost><b>{escape(each.kind)}</b> {escape(each.text)}</li>"
            for each in text.differences
        ),
        *(f"<li class=lost><b>stoppar bygget</b> {escape(str(each))}</li>" for each in text.faults),
        *(
            f"<li class={note.grade}><b>{escape(note.kind)}</b> {escape(note.text)}</li>"
            for note in sorted(
                text.notes, key=lambda note: ("look", "changed", "told").index(note.grade)
            )
        ),
    ]
    shown = f"<ul>{''.join(told)}</ul>" if told else ""
    if outcome.difference:
        rows = escape(outcome.difference)
        shown += f"<details><summary>Så skiljer sig din fil</summary><pre>{rows}</pre></details>"
    title = escape(text.title) or "Utan rubrik"
    name = f'<a href="{escape(text.link)}">{title}</a>' if text.link.startswith("http") else title
    state = _ORDER.index(text.state)
    cells = (
        f"<td data-v={state} class={text.state}>{STATES[text.state]}</td>",
        f"<td>{name}<br><small>{escape(text.path)}</small></td>",
        f'<td data-name="Fil">{FATES[outcome.fate]}</td>',
        f'<td data-name="Ord" data-v={text.words[0]}>{number(text.words[0])}</td>',
        f"<td>{shown}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


def _rest(report: ImportReport) -> str:
    parts: list[str] = []
    why = Counter(why for _, _, why in report.kept_back)
    lists = (
        (
            "Kom inte med som texter",
            [f"{number(count)}: {reason_}" for reason_, count in why.most_common()],
        ),
        ("Om hela exporten", [f"{note.kind}: {note.text}" for note in report.notes]),
        (
            "Taggar som kan vara samma (inget har slagits ihop)",
            [" · ".join(group) for group in report.alike],
        ),
        ("Bilder och filer som saknas", [f"{url}: {why_}" for url, why_ in report.missing.items()]),
        (
            "Gamla adresser med frågetecken: reglerna i import/adresser/ eller startsidans skript",
            [f"{old} → {new}" for old, new in report.queries],
        ),
        (
            "Gamla flöden som bara webbvärden kan leda läsarprogram vidare från (import/adresser/)",
            [f"{old} → {new}" for old, new in report.feeds],
        ),
    )
    for heading, items in lists:
        if items:
            listed = "".join(f"<li>{escape(item)}</li>" for item in items)
            parts.append(
                f"<details><summary>{escape(heading)} ({number(len(items))})</summary>"
                f"<ul>{listed}</ul></details>"
            )
    return "\n".join(parts)
