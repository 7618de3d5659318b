"""A small export of WordPress, with words of our own: a post, and what stands around it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Gamla bladet</title><link>https://gamla.example</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://gamla.example</wp:base_site_url>
<wp:base_blog_url>https://gamla.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>anna</wp:author_login>
<wp:author_email>anna@gamla.example</wp:author_email>
<wp:author_display_name>Anna Lund</wp:author_display_name></wp:author>
"""
END = "</channel></rss>\n"


def post(
    body: str,
    *,
    meta: Mapping[str, str] | None = None,
    terms: str = "",
    more: str = "",
    **fields: str,
) -> str:
    """An `<item>`; fields are named as in the file, without `wp:`."""
    given = {
        "post_id": "10",
        "post_type": "post",
        "post_name": "en-text",
        "status": "publish",
        "post_date": "2015-03-04 12:00:00",
        "post_date_gmt": "2015-03-04 11:00:00",
        **fields,
    }
    title = given.pop("title", "En text")
    link = given.pop("link", f"https://gamla.example/2015/03/04/{given['post_name']}/")
    guid = given.pop("guid", f"https://gamla.example/?p={given['post_id']}")
    excerpt = given.pop("excerpt", "")
    own = "".join(f"<wp:{key}>{escape(value)}</wp:{key}>" for key, value in given.items())
    rows = "".join(
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value><![CDATA[{value}]]></wp:meta_value></wp:postmeta>"
        for key, value in (meta or {}).items()
    )
    return (
        f"<item><title>{escape(title)}</title><link>{escape(link)}</link><guid>{guid}</guid>"
        f"<dc:creator>anna</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>"
        f"<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>{own}{terms}{rows}{more}</item>\n"
    )


def wxr(*items: str) -> str:
    """A whole file."""
    return HEAD + "".join(items) + END
