"""What is kept of an entry comes back as the same entry, and of the same kind."""

from __future__ import annotations

import msgspec
import pytest
from sample.recordings import enclosures
from sample.site import article, edition, episode

from publisher.build.published import PublishedEntry
from publisher.content.load.records import EntryRecord
from publisher.model import Enclosure, Entry, Page, Site
from publisher.model.tagged import TaggedEpisode, tagged

PAGE = Page(id="om", source="content/sidor/om.md", url="/om/", title="Om", body_line=3)
ENTRIES = [article(1), episode(2), edition(3), PAGE]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.kind)
def test_an_entry_that_was_kept_is_the_same_and_of_the_same_kind(entry: Entry) -> None:
    sound = enclosures([entry]).get(entry.id)
    published = PublishedEntry(made=tagged(entry), enclosure=sound, made_of=("x",))
    kept = msgspec.json.encode(published)
    assert msgspec.json.decode(kept)["made"]["type"] == entry.kind
    back = msgspec.json.decode(kept, type=PublishedEntry)
    assert type(back.made.entry) is type(entry)
    assert back == published


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.kind)
def test_a_record_that_gets_another_entry_has_that_one_only(entry: Entry) -> None:
    record = EntryRecord(hash="", lines={})
    assert record.entry is None
    assert all(record.having(before).having(entry).entry is entry for before in ENTRIES)


def test_what_is_of_no_kind_cannot_be_kept() -> None:
    bare = Entry(id="x", source="x.md", url="/x/", title="X", body_line=1)
    with pytest.raises(TypeError):
        tagged(bare)


def test_sound_is_a_recording_or_what_others_publish_and_comes_back_as_that() -> None:
    ours = episode(1)
    elsewhere = Enclosure(url="https://ljud.example/1.mp3", bytes=3, mime="audio/mpeg", seconds=9.5)
    theirs = episode(2, sound=elsewhere)
    for each in (ours, theirs):
        kept = msgspec.json.encode(tagged(each))
        assert msgspec.json.decode(kept, type=TaggedEpisode).entry == each
    site = Site(episodes=(ours, theirs), enclosures=enclosures([ours, theirs]))
    assert (ours.recording, theirs.recording) == (ours.sound, None)
    assert site.enclosure(theirs) is elsewhere
    assert site.enclosure(ours).url == "/media/avsnitt/avsnitt-1.mp3"
    with pytest.raises(KeyError):
        Site(episodes=(ours,)).enclosure(ours)
