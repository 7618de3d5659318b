"""EPUB 3.3 of a year or a selection: `book` gathers it, `pages` sets it, `package` tells of it.

Written with zipfile and our own templates: EbookLib is AGPL, stamps the hour into every file, and
would leave the XHTML, the notes and the accessibility metadata to us all the same. The same texts
give the same bytes. epubcheck is the judge (tests/exporters/test_epub.py).
"""
