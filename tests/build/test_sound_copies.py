"""Sound in whole builds: labelled copies, remote files, other hosting, loudness and new episodes."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sample.episodes import EPISODE as ONE
from sample.episodes import MP3, SHOW, SOUND

from publisher.build import BuildOptions, build, check, finished, sound_copies
from publisher.media.audio import copies, loudness, own_tags
from publisher.media.audio.loudness import Loudness
from publisher.problems import Problem, PublisherError
from publisher.swedish import STOCKHOLM

ROOT = Path(__file__).parents[2]
COPY = "build/site/media/avsnitt/ett.mp3"
REMOTE = "audio: https://ljud.example/ett.mp3"
Maker = Callable[..., Path]
HEAD = "---\ntitle: {title}\ndate: 2025-03-03\nshow: podden\n{audio}\n{more}---\n\nText.\n"


def episode(title: str = "Ett", audio: str = "audio: ett.mp3", more: str = "") -> str:
    return HEAD.format(title=title, audio=audio, more=more)


def made(root: Path, **more: Any) -> tuple[Problem, ...]:
    return build(BuildOptions(root=root, **more)).problems


def faults(root: Path) -> list[Problem]:
    with pytest.raises(PublisherError) as caught:
        made(root)
    return list(caught.value.problems)


def enclosures(root: Path) -> list[tuple[str, int]]:
    feed = (root / "build/site/podd/podden.xml").read_text("utf-8")
    found = re.findall(r'<enclosure url="([^"]*)" length="(\d+)"', feed)
    return [(url, int(length)) for url, length in found]


@pytest.fixture
def podcast(publication: Maker) -> Path:
    return publication({**SHOW, ONE: episode(), MP3: SOUND})


def test_the_copy_has_the_episode_s_labels_and_the_original_is_not_touched(podcast: Path) -> None:
    made(podcast)
    own = own_tags(podcast / COPY)
    assert (own.title, own.date) == ("Ett", "2025-03-03")
    assert (podcast / MP3).read_bytes() == SOUND


def test_everything_tells_the_size_of_the_copy(podcast: Path) -> None:
    made(podcast)
    size = (podcast / COPY).stat().st_size
    assert size != len(SOUND)
    assert enclosures(podcast) == [("https://prov.example/media/avsnitt/ett.mp3", size)]
    with finished(BuildOptions(root=podcast)) as done:
        assert [each.bytes for each in done.context.site.enclosures.values()] == [size]
        [episode_] = done.context.site.episodes
        assert (episode_.sound.bytes, done.context.site.enclosure(episode_).bytes) == (
            len(SOUND),
            size,
        )


def test_the_ledger_promises_the_author_s_original(
    podcast: Path, run: Callable[..., tuple[int, str, str]]
) -> None:
    made(podcast)
    assert run("deploy", cwd=podcast)[0] == 0
    rows = (podcast / "feeds/ledger.jsonl").read_text("utf-8").splitlines()
    [promise] = [row["enclosure"] for row in map(json.loads, rows) if "enclosure" in row]
    assert promise["sha256"] == sha256(SOUND).hexdigest()
    assert promise["bytes"] == (podcast / COPY).stat().st_size
    (podcast / ONE).write_text(episode("En annan rubrik"))
    assert not made(podcast)
    (podcast / MP3).write_bytes(SOUND + SOUND)
    assert "ett annat än det som är publicerat" in str(faults(podcast)[0])


def test_a_new_title_makes_only_that_copy_anew(podcast: Path) -> None:
    two = {"content/avsnitt/tva.md": episode("Två", "audio: tva.mp3")}
    (podcast / "content/avsnitt/tva.mp3").write_bytes(SOUND)
    (podcast / "content/avsnitt/tva.md").write_text(two["content/avsnitt/tva.md"])
    made(podcast)
    (podcast / ONE).write_text(episode("Ny rubrik"))
    report = build(BuildOptions(root=podcast))
    assert [path for path in report.changed if "/media/" in path] == [COPY.removeprefix("build/")]
    assert own_tags(podcast / COPY).title == "Ny rubrik"


def test_a_new_text_does_not_touch_the_sound(podcast: Path) -> None:
    made(podcast)
    (podcast / ONE).write_text(episode() + "\nMer text.\n")
    assert not [path for path in build(BuildOptions(root=podcast)).changed if "/media/" in path]


def test_a_new_cover_makes_the_copies_anew(podcast: Path) -> None:
    from PIL import Image

    made(podcast)
    before = (podcast / COPY).read_bytes()
    Image.new("RGB", (1400, 1400), "blue").save(podcast / "feeds/nya-kalla-kriget.jpg")
    made(podcast)
    after = (podcast / COPY).read_bytes()
    assert after != before
    made(podcast, clean=True)
    assert (podcast / COPY).read_bytes() == after


def test_an_unchanged_episode_is_not_measured_again(
    podcast: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(podcast)

    def never(*_: object) -> int:
        raise AssertionError

    monkeypatch.setattr(copies, "size", never)
    monkeypatch.setattr(copies, "pieces", never)
    (podcast / "content/sidor/prenumerera.md").write_text("---\ntitle: Ny\n---\n\nNytt.\n")
    made(podcast)
    assert enclosures(podcast)[0][1] == (podcast / COPY).stat().st_size


def test_an_m4a_is_kept_between_builds_and_swept_when_it_is_gone(
    podcast: Path, tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [
        tool("ffmpeg"),
        "-v",
        "error",
        "-i",
        podcast / MP3,
        podcast / "content/avsnitt/x.m4a",
    ]
    subprocess.run(command, check=True)
    (podcast / ONE).write_text(episode(audio="audio: x.m4a"))
    made(podcast)
    [kept] = (podcast / sound_copies.FOLDER).iterdir()
    copy = podcast / "build/site/media/avsnitt/x.m4a"
    assert own_tags(copy).title == "Ett"
    assert copy.read_bytes() == kept.read_bytes()
    monkeypatch.setattr(copies, "make", None)
    (podcast / "content/sidor/prenumerera.md").write_text("---\ntitle: Ny\n---\n\nNytt.\n")
    made(podcast)
    (podcast / ONE).write_text(episode())
    made(podcast)
    assert not list((podcast / sound_copies.FOLDER).iterdir())


def test_an_m4a_without_ffmpeg_is_published_as_it_is_with_advice(
    podcast: Path, tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = podcast / "content/avsnitt/x.m4a"
    subprocess.run([tool("ffmpeg"), "-v", "error", "-i", podcast / MP3, source], check=True)
    (podcast / ONE).write_text(episode(audio="audio: x.m4a"))
    monkeypatch.setenv("PATH", str(podcast))
    for _ in range(2):
        advice = [str(problem) for problem in made(podcast)]
        assert [text for text in advice if "kunde inte skrivas in" in text and "ffmpeg" in text]
        assert not [text for text in advice if "kapitel och titel" not in text]
    assert (podcast / "build/site/media/avsnitt/x.m4a").read_bytes() == source.read_bytes()


def test_a_file_that_two_shows_share_has_the_newest_episode_s_labels(podcast: Path) -> None:
    show = re.sub("^guid: .*\n", "", SHOW["feeds/podden.yml"], flags=re.MULTILINE)
    (podcast / "feeds/andra.yml").write_text(show, "utf-8")
    other = episode("Två").replace("2025-03-03", "2025-04-04").replace("podden", "andra")
    (podcast / "content/avsnitt/tva.md").write_text(other, "utf-8")
    made(podcast)
    assert own_tags(podcast / COPY).title == "Två"
    size = (podcast / COPY).stat().st_size
    assert enclosures(podcast) == [("https://prov.example/media/avsnitt/ett.mp3", size)]


def test_sound_on_other_hosting_is_told_by_the_author(publication: Maker) -> None:
    facts = "bytes: 61034496\nseconds: 2543.5\nchapters: ['00:00 Ett', '10:00 Två', '20:00 Tre']\n"
    root = publication({**SHOW, ONE: episode(audio=REMOTE, more=facts)})
    made(root)
    assert enclosures(root) == [("https://ljud.example/ett.mp3", 61034496)]
    assert not (root / "build/site/media/avsnitt").exists()
    page = (root / "build/site/podd/podden/ett/index.html").read_text("utf-8")
    assert 'src="https://ljud.example/ett.mp3"' in page


def test_its_facts_stand_in_the_ledger(
    publication: Maker, run: Callable[..., tuple[int, str, str]]
) -> None:
    facts = "bytes: 61034496\nseconds: 2543\n"
    root = publication({**SHOW, ONE: episode(audio=REMOTE, more=facts)})
    made(root)
    code, _, said = run("deploy", cwd=root)
    assert code == 0, said
    rows = (root / "feeds/ledger.jsonl").read_text("utf-8").splitlines()
    [promise] = [row["enclosure"] for row in map(json.loads, rows) if "enclosure" in row]
    assert (promise["url"], promise["bytes"]) == ("https://ljud.example/ett.mp3", 61034496)
    assert not promise["sha256"]
    assert not made(root)


@pytest.mark.parametrize(
    ("audio", "more", "line", "words"),
    [
        (REMOTE, "", 5, "”bytes” och ”seconds” saknas"),
        (REMOTE, "bytes: 10\n", 5, "”seconds” saknas"),
        (REMOTE, "bytes: 0\nseconds: 1\n", 6, "minst 1"),
        (REMOTE, "bytes: 9\nseconds: -1\n", 7, "större än 0"),
        ("audio: https://ljud.example/ett", "bytes: 9\nseconds: 9\n", 5, "vad för ljud"),
        ("audio: https://ljud.example/å.mp3", "bytes: 9\nseconds: 9\n", 5, "ingen hel webbadress"),
        ("audio: ftp://ljud.example/a.mp3", "bytes: 9\nseconds: 9\n", 5, "ingen hel webbadress"),
        ("audio: https:///a.mp3", "bytes: 9\nseconds: 9\n", 5, "ingen hel webbadress"),
        ("audio: ett.mp3", "bytes: 9\n", 6, "”bytes” mäts av programmet"),
        (
            REMOTE,
            "bytes: 9\nseconds: 60\nchapters: ['00:00 A', '00:30 B', '01:30 C']\n",
            None,
            "efter att ljudet är slut",
        ),
    ],
)
def test_what_is_wrong_with_sound_elsewhere_has_line_and_next_step(
    publication: Maker, audio: str, more: str, line: int | None, words: str
) -> None:
    found = faults(publication({**SHOW, MP3: SOUND, ONE: episode(audio=audio, more=more)}))
    assert words in found[0].text
    assert line is None or found[0].line == line
    assert found[0].path == ONE


def test_a_base_address_moves_the_sound_and_the_copy_is_still_made(podcast: Path) -> None:
    settings = podcast / "mkdocs.yml"
    text = settings.read_text("utf-8")
    more = "      media:\n        base_url: https://hink.example/ljud/\n      targets:"
    settings.write_text(text.replace("      targets:", more), "utf-8")
    made(podcast)
    size = (podcast / COPY).stat().st_size
    assert enclosures(podcast) == [("https://hink.example/ljud/avsnitt/ett.mp3", size)]
    page = (podcast / "build/site/podd/podden/ett/index.html").read_text("utf-8")
    assert 'src="https://hink.example/ljud/avsnitt/ett.mp3"' in page
    assert own_tags(podcast / COPY).title == "Ett"


def test_advice_on_a_sound_file_stands_at_its_line_and_is_given_again(podcast: Path) -> None:
    (podcast / MP3).write_bytes(b"skr\xe4p" * 900 + SOUND)
    for _ in range(2):
        [advice] = [each for each in made(podcast) if "något annat än ljud" in each.text]
        assert (advice.path, advice.line, advice.fatal) == (ONE, 5, False)


def quiet(tool: Callable[[str], str], goal: Path, volume: str) -> None:
    tone = ("-f", "lavfi", "-i", f"sine=440:duration=8,volume={volume}", "-metadata", "title=Ton")
    subprocess.run([tool("ffmpeg"), "-v", "error", *tone, goal], check=True)


def test_check_listens_once_to_what_is_not_yet_published(
    podcast: Path,
    tool: Callable[[str], str],
    run: Callable[..., tuple[int, str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (podcast / MP3).unlink()
    quiet(tool, podcast / MP3, "0.05")
    heard: list[str] = []

    def told(name: str, share: float) -> None:
        assert 0 <= share <= 1
        heard.append(name)

    options = BuildOptions(root=podcast)
    [advice] = [each for each in check(options, told) if "låter för svagt" in each.text]
    assert advice.path == ONE
    assert "publisher audio level" in advice.hint
    assert set(heard) == {MP3}
    monkeypatch.setattr("publisher.build.loudness.measure", None)
    assert [each for each in check(options) if "låter för svagt" in each.text] == [advice]
    made(podcast)
    assert run("deploy", cwd=podcast)[0] == 0
    assert not [each for each in check(options) if "låter" in each.text]


def several(podcast: Path, names: str = "abc") -> None:
    for number, name in enumerate(names, 2):
        more = f"number: {number}\n" + ("draft: true\n" if name == "c" else "")
        text = episode(name.upper(), f"audio: {name}.mp3", more)
        (podcast / f"content/avsnitt/{name}.md").write_text(text, "utf-8")
        (podcast / f"content/avsnitt/{name}.mp3").write_bytes(SOUND + name.encode() * 500)


def test_several_new_episodes_are_listened_to_at_once_and_told_in_order(
    podcast: Path, tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tool("ffmpeg")
    several(podcast)
    meeting = Barrier(2)
    names: set[str] = set()

    def measure(_file: Path, path: str, _seconds: float, told: Callable[[float], None]) -> Loudness:
        meeting.wait(300)  # breaks when nobody else comes
        told(1)
        if path.endswith("b.mp3"):
            raise PublisherError(Problem(path=path, text="ffmpeg klarar inte av filen"))
        return Loudness(integrated=-30, peak=-20)

    monkeypatch.setattr("publisher.build.loudness.measure", measure)
    found = check(BuildOptions(root=podcast, jobs=2), lambda name, _share: names.add(name))
    told = [each for each in found if "ljudfilen" in each.text]
    assert [(each.path[-4:], each.fatal) for each in told] == [
        (f"{name}.md", False) for name in "abct"
    ]
    assert "ffmpeg klarar inte av filen" in told[1].text
    assert [bool(each.coming) for each in told] == [False, False, True, False]
    assert names == {"4 ljudfiler"}
    monkeypatch.setattr("publisher.build.loudness.measure", None)
    (podcast / "content/avsnitt/b.md").unlink()
    assert (
        len([each for each in check(BuildOptions(root=podcast)) if "ljudfilen" in each.text]) == 3
    )


def test_playing_times_are_measured_side_by_side(
    podcast: Path, tool: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tool("ffprobe")
    several(podcast, "a")
    meeting = Barrier(2)

    def measured(_ffprobe: str, _file: Path) -> float:
        meeting.wait(300)
        return 1.0

    monkeypatch.setattr("publisher.feeds.gate.sound.playing_time", measured)
    monkeypatch.setattr("publisher.build.loudness.advice", lambda *_: ())
    found = [
        each for each in check(BuildOptions(root=podcast, jobs=2)) if "1,0 s i ljudet" in each.text
    ]
    assert [(each.path, each.fatal) for each in found] == [
        ("content/avsnitt/a.md", False),
        (ONE, False),
    ]


def test_whoever_breaks_off_a_check_may_begin_anew(
    podcast: Path, tool: Callable[[str], str]
) -> None:
    tool("ffmpeg")
    several(podcast)

    def told(_name: str, _share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(BuildOptions(root=podcast, jobs=2), told)
    again = [each for each in check(BuildOptions(root=podcast, jobs=2)) if "ljudfilen" in each.text]
    assert [each for each in check(BuildOptions(root=podcast, jobs=1)) if each in again] == again


def test_loudness_is_what_it_was_made_to_be(tool: Callable[[str], str], tmp_path: Path) -> None:
    quiet(tool, tmp_path / "a.wav", "0.5")
    found = loudness.measure(tmp_path / "a.wav", "a.wav")
    assert found.peak == pytest.approx(-24.1, abs=0.3)  # lavfi's sine has an amplitude of 1/8
    assert found.integrated < -20
    silence = ("-f", "lavfi", "-i", "anullsrc=duration=2", tmp_path / "tyst.wav")
    subprocess.run([tool("ffmpeg"), "-v", "error", *silence], check=True)
    assert loudness.measure(tmp_path / "tyst.wav", "tyst.wav").fault == "är alldeles tyst"
    assert not loudness.Loudness(integrated=-16.9, peak=-1.0).fault
    assert "för starkt: −12,0 LUFS" in loudness.Loudness(integrated=-12, peak=-3).fault
    assert "−0,2 dBTP" in loudness.Loudness(integrated=-16, peak=-0.2).fault


@pytest.mark.parametrize(("channels", "bitrate"), [("1", 96_000), ("2", 128_000)])
def test_a_levelled_copy_is_an_mp3_at_16_lufs(
    tool: Callable[[str], str],
    tmp_path: Path,
    run: Callable[..., Any],
    channels: str,
    bitrate: int,
) -> None:
    from publisher.media.audio import Measured, measure

    noise = ("-f", "lavfi", "-i", "anoisesrc=duration=12:amplitude=0.02:seed=1:color=pink")
    source = tmp_path / "a.flac"
    meta = ("-metadata", "title=Räls", "-ac", channels, "-ar", "48000")
    subprocess.run([tool("ffmpeg"), "-v", "error", *noise, *meta, source], check=True)
    before = source.read_bytes()
    done = run("audio", "level", "a.flac", cwd=tmp_path)
    assert done.code == 0, done.stderr
    assert not done.stderr
    assert "a.mp3: −1" in done.stdout
    found = measure(tmp_path, "a.mp3")
    assert isinstance(found, Measured)
    assert found.recording.bitrate == pytest.approx(bitrate, rel=0.05)
    assert (found.recording.channels, found.recording.sample_rate) == (int(channels), 48000)
    assert not loudness.measure(tmp_path / "a.mp3", "a.mp3").fault
    assert own_tags(tmp_path / "a.mp3").title == "Räls"
    assert source.read_bytes() == before
    again = run("audio", "level", "a.flac", cwd=tmp_path)
    assert (again.code, "finns redan" in again.stderr) == (1, True)
    other = run("audio", "level", "a.mp3", "--out", "b.wav", cwd=tmp_path)
    assert (other.code, "blir en MP3" in other.stderr) == (1, True)


def test_what_cannot_be_levelled_is_told(
    tool: Callable[[str], str], tmp_path: Path, run: Callable[..., Any]
) -> None:
    (tmp_path / "text.wav").write_text("Bara text.")
    silence = ("-f", "lavfi", "-i", "anullsrc=duration=2", tmp_path / "tyst.wav")
    subprocess.run([tool("ffmpeg"), "-v", "error", *silence], check=True)
    for name, words in {
        "saknas.wav": "finns inte",
        "text.wav": "ffmpeg klarar inte av filen",
        "tyst.wav": "alldeles tyst",
    }.items():
        done = run("audio", "level", name, cwd=tmp_path)
        assert (done.code, words in done.stderr) == (1, True), done.stderr
    assert {file.name for file in tmp_path.iterdir()} == {"text.wav", "tyst.wav"}
    bare = run("audio", "level", "tyst.wav", cwd=tmp_path, env={"PATH": str(tmp_path)})
    assert (bare.code, "ffmpeg finns inte" in bare.stderr) == (1, True)


def test_show_prints_the_facts(podcast: Path, run: Callable[..., Any]) -> None:
    made(podcast)
    done = run("audio", "show", COPY, cwd=podcast)
    assert done.code == 0, done.stderr
    for words in ("0:48", "audio/mpeg", "mono", "LUFS", "dBTP", "Titel:", "2025-03-03"):
        assert words in done.stdout
    (podcast / "x.mp3").write_text("text")
    assert "textfil" in run("audio", "show", "x.mp3", cwd=podcast).stderr


def test_show_tells_of_chapters_as_exactly_as_the_file_has_them(
    tmp_path: Path, run: Callable[..., Any]
) -> None:
    from mutagen.id3 import CHAP, ID3, TIT2

    tags = ID3()
    for start, title in ((0, "Inledning"), (3999, "Tullarna"), (12_000, "Gruvan")):
        named = [TIT2(encoding=3, text=title)]
        tags.add(CHAP(element_id=title, start_time=start, end_time=start + 1000, sub_frames=named))
    (tmp_path / "a.mp3").write_bytes(SOUND)
    tags.save(tmp_path / "a.mp3")
    shown = run("audio", "show", "a.mp3", cwd=tmp_path).stdout
    told = shown.split("Kapitel:\n")[1].splitlines()
    assert told == ["  00:00 Inledning", "  00:03.999 Tullarna", "  00:12 Gruvan"]


@pytest.fixture
def recorded(podcast: Path, tool: Callable[[str], str]) -> Path:
    """A sound file as an editing program leaves it, with tags and chapters of its own."""
    meta = podcast / "meta.txt"
    chapters = "".join(
        f"[CHAPTER]\nTIMEBASE=1/1\nSTART={start}\nEND={start + 2}\ntitle={title}\n"
        for start, title in ((0, "Början"), (2, "Mitten: mer"), (4, "Slutet"))
    )
    tags = "title=Räls: fika & kaka\ndate=2025-05-05\ntrack=7/9\ncomment=En ingress.\n"
    meta.write_text(f";FFMETADATA1\n{tags}{chapters}", "utf-8")
    tone = ("-f", "lavfi", "-i", "sine=440:duration=6", "-i", meta, "-map_metadata", "1")
    goal = podcast / "Inspelning 7.mp3"
    subprocess.run([tool("ffmpeg"), "-v", "error", *tone, "-map_chapters", "1", goal], check=True)
    return goal


def test_a_new_episode_starts_from_the_sound_s_own_tags(
    recorded: Path, run: Callable[..., Any]
) -> None:
    root = recorded.parent
    done = run("new", "episode", "--audio", recorded, cwd=root)
    assert done.code == 0, done.stderr
    text = root / "content/avsnitt/rals-fika-och-kaka.md"
    written = re.sub(r"(?m)^# \w+: .*\n", "", text.read_text("utf-8"))  # without suggestions
    assert written == (
        '---\ntitle: "Räls: fika & kaka"\ndescription: En ingress.\ndate: 2025-05-05\n'
        "show: podden\naudio: rals-fika-och-kaka.mp3\nnumber: 7\n"
        'chapters:\n  - "00:00 Början"\n  - "00:02 Mitten: mer"\n  - "00:04 Slutet"\n'
        "draft: true\n---\n\nSkriv texten här.\n"
    )
    assert text.with_suffix(".mp3").read_bytes() == recorded.read_bytes()
    written = (
        text.read_text("utf-8").replace("draft: true\n", "").replace("Skriv texten här", "Ord")
    )
    text.write_text(written, "utf-8")
    assert not [each for each in made(root) if each.fatal]
    assert (root / "build/site/podd/podden/rals-fika-och-kaka/index.html").is_file()
    again = run("new", "episode", "--audio", recorded, cwd=root)
    assert again.code == 1
    assert again.stderr.count("filen finns redan") == 2


def test_a_new_episode_has_the_chapters_of_its_sound_as_they_are(
    podcast: Path, run: Callable[..., Any]
) -> None:
    """Also where a line of a list would be read as Markdown: as a link, or as a picture."""
    from sample.sounds import chap, ctoc, id3, id3_frame, link

    titles = (
        "[Nato](https://a.example/)",
        "![x](x.png) Bild",
        "*Stjärnan*",
        "- Streck",
        "Sist: så",
    )
    marks = [chap(str(nth), nth * 1500, title) for nth, title in enumerate(titles)]
    marks.append(chap("5", 9000, "`Kod`", link("https://b.example/")))
    named = id3_frame("TIT2", b"\0Nytt") + ctoc("t", *"012345")
    (podcast / "ny.mp3").write_bytes(id3(named + b"".join(marks)) + SOUND)
    assert run("new", "episode", "--audio", "ny.mp3", cwd=podcast).code == 0
    text = podcast / "content/avsnitt/nytt.md"
    assert '  - "00:06 Sist: så"\n' in text.read_text("utf-8")
    text.write_text(text.read_text("utf-8").replace("draft: true\n", "").replace("Skriv", "Läs"))
    assert not [each for each in made(podcast) if each.fatal]
    listed = json.loads((podcast / "build/site/podd/podden/nytt/kapitel.json").read_text("utf-8"))
    assert [(each["title"], each.get("url")) for each in listed["chapters"]] == [
        *((title, None) for title in titles),
        ("`Kod`", "https://b.example/"),
    ]
    assert not [each for each in listed["chapters"] if "img" in each]


def test_a_new_episode_with_a_title_of_its_own_beside_its_sound(
    podcast: Path, run: Callable[..., Any]
) -> None:
    done = run("new", "episode", "Eget namn", "--audio", MP3, "--show", "podden", cwd=podcast)
    assert done.code == 0, done.stderr
    text = (podcast / "content/avsnitt/eget-namn.md").read_text("utf-8")
    assert "title: Eget namn\n" in text
    assert "audio: ett.mp3\n" in text
    assert not (podcast / "content/avsnitt/eget-namn.mp3").exists()
    wrong = run("new", "episode", "Annat", "--audio", MP3, "--show", "poden", cwd=podcast)
    assert (wrong.code, "Menade du ”podden”" in wrong.stderr) == (1, True)
    assert not (podcast / "content/avsnitt/annat.md").exists()


def test_a_new_episode_of_a_bad_sound_makes_nothing(
    podcast: Path, run: Callable[..., Any], tool: Callable[[str], str]
) -> None:
    quiet(tool, podcast / "a.aiff", "0.5")
    done = run("new", "episode", "--audio", "a.aiff", cwd=podcast)
    assert (done.code, "publisher audio level" in done.stderr) == (1, True)
    assert run("new", "episode", "Ett", cwd=podcast).code == 2
    assert {file.name for file in (podcast / "content/avsnitt").iterdir()} == {"ett.md", "ett.mp3"}


@pytest.mark.parametrize(
    "command", [("audio", "show"), ("audio", "level"), ("new", "episode", "Ett till", "--audio")]
)
def test_a_sound_that_is_not_there_is_told_by_name_and_by_no_episode(
    podcast: Path, run: Callable[..., Any], command: tuple[str, ...]
) -> None:
    (podcast / "intervju.mp3").write_bytes(b"")
    done = run(*command, "intervj.mp3", cwd=podcast)
    assert done.code == 1
    assert "intervj.mp3: ljudfilen finns inte\n    Menade du ”intervju.mp3”? " in done.stderr
    assert "avsnittet" not in done.stderr
    folder = run(*command, "content", cwd=podcast)
    assert (folder.code, "är en mapp, inte en ljudfil" in folder.stderr) == (1, True)


def test_a_first_episode_needs_a_podcast_to_belong_to(
    podcast: Path, run: Callable[..., Any]
) -> None:
    (podcast / "feeds/podden.yml").unlink()
    for named, told in ([], ""), (["--show", "nya"], " --slug nya"):
        done = run("new", "episode", "Ett till", "--audio", MP3, *named, cwd=podcast)
        assert (done.code, done.stdout) == (1, "")
        assert "här finns ingen podd än" in done.stderr
        assert f'publisher new show "Poddens namn"{told}\n' in done.stderr
        assert "ingen än" not in done.stderr.replace("ingen podd än", "")
    assert not (podcast / "content/avsnitt/ett-till.md").exists()


@pytest.mark.parametrize("kind", ["flac", "wav"])
def test_an_episode_with_flac_or_wav_builds_and_checks_with_advice_only(
    podcast: Path, run: Callable[..., Any], tool: Callable[[str], str], kind: str
) -> None:
    source = podcast / f"a.{kind}"
    noise = ("-f", "lavfi", "-i", "anoisesrc=duration=3:amplitude=0.2:seed=1:color=pink", source)
    subprocess.run([tool("ffmpeg"), "-v", "error", *noise], check=True)
    shown = run("audio", "show", source.name, cwd=podcast)
    assert (shown.code, f"audio/{kind}" in shown.stdout, "LUFS" in shown.stdout) == (0, True, True)
    done = run("new", "episode", "Stort ljud", "--audio", source.name, cwd=podcast)
    assert done.code == 0, done.stderr
    assert "Råd: " in done.stderr
    assert f'publisher audio level "a.{kind}"' in done.stderr
    text = podcast / "content/avsnitt/stort-ljud.md"
    text.write_text(
        text.read_text("utf-8").replace("draft: true\n", "").replace("Skriv texten här", "Ord"),
        "utf-8",
    )
    told = [each for each in made(podcast) if each.path.endswith("stort-ljud.md")]
    assert len([each for each in told if "filen är stor" in each.text]) == 1
    assert not [each for each in told if each.fatal or "kunde inte skrivas in" in each.text]
    found = check(BuildOptions(root=podcast))
    assert not [each for each in found if each.fatal]
    assert [each for each in found if f"audio/{kind} spelas inte av Apple" in each.text]
    copy = podcast / f"build/site/media/avsnitt/stort-ljud.{kind}"
    assert (f"https://prov.example/media/avsnitt/{copy.name}", copy.stat().st_size) in enclosures(
        podcast
    )
    assert own_tags(copy).title == ("Stort ljud" if kind == "flac" else "")
    assert (copy.read_bytes() == source.read_bytes()) is (kind == "wav")


def test_new_articles_and_editions_are_drafts_that_build(
    publication: Maker, run: Callable[..., Any]
) -> None:
    root = publication()
    today = datetime.now(STOCKHOLM).date()
    year = today.year
    for kind, title, path in (
        ("article", "Kina: no & on", f"content/artiklar/{year}/kina-no-och-on.md"),
        ("article", "on", f"content/artiklar/{year}/on.md"),
        ("article", "2025", f"content/artiklar/{year}/2025.md"),
        ("edition", "Veckans brev", f"content/nyhetsbrev/{today}-veckans-brev.md"),
    ):
        done = run("new", kind, title, cwd=root)
        assert done.code == 0, done.stderr
        assert done.stdout.splitlines()[0] == path
        text = (root / path).read_text("utf-8")
        assert "\ndraft: true\n" in text
        (root / path).write_text(
            text.replace("draft: true\n", "").replace("Skriv texten här", "Ord"), "utf-8"
        )
        assert run("new", kind, title, cwd=root).code == 1
    assert not [each for each in made(root) if each.fatal]
    assert run("new", "article", "中国", cwd=root).code == 0
    assert run("new", "article", "!!", cwd=root).code == 1


def test_chapters_in_the_sound_that_nobody_asked_for_are_told(publication: Maker) -> None:
    """With the way to have them, and the way to be rid of them without being told again."""
    from sample.sounds import chap, ctoc, id3, link

    marks = (("a", 0, "Ett"), ("b", 3999, "B"), ("c", 7000, "C"))
    frames = [chap(name, start, title, link("https://a.example/")) for name, start, title in marks]
    tagged = id3(ctoc("t", "a", "b", "c") + b"".join(frames) + chap("d", 9000, "Dold")) + SOUND
    root = publication({**SHOW, ONE: episode(), MP3: tagged})
    [told] = [each for each in made(root) if "kapitel" in each.text]
    assert (told.path, told.line, told.fatal) == (ONE, 5, False)
    assert told.text == "ljudfilen ”ett.mp3” har 3 kapitel som inte kommer med"
    assert "chapters: ljudfilen" in told.hint
    assert [each.text for each in made(root)] == [told.text]  # kept with the text, and said again
    (root / ONE).write_text(episode(more="chapters: []\n"))
    assert not made(root)
    (root / ONE).write_text(episode(more="chapters: ljudfilen\n"))
    assert not made(root)
    listed = json.loads((root / "build/site/podd/podden/ett/kapitel.json").read_text("utf-8"))
    assert [each["startTime"] for each in listed["chapters"]] == [0, 3.999, 7]
    assert {each["url"] for each in listed["chapters"]} == {"https://a.example/"}
    assert [each.start for each in own_tags(root / COPY).chapters] == [0, 3.999, 7]
    feed = (root / "build/site/podd/podden.xml").read_text("utf-8")
    assert 'start="00:00:03.999"' in feed
    assert "00:03 " in feed
    page = (root / "build/site/podd/podden/ett/index.html").read_text("utf-8")
    assert "#t=3.999" in page
