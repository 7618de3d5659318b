"""As little as makes the same pages as the others: see peers/hugo/hugo.toml."""

SITENAME = "Kinamedia"
SITEURL = "https://kinamedia.example"
TIMEZONE = "Europe/Stockholm"
DEFAULT_LANG = "sv"
PATH = "content"
OUTPUT_PATH = "output"
ARTICLE_PATHS = ["artiklar"]
STATIC_PATHS = ["images"]
THEME = "theme"
THEME_STATIC_PATHS: list[str] = []

ARTICLE_URL = "{date:%Y}/{slug}/"
ARTICLE_SAVE_AS = "{date:%Y}/{slug}/index.html"
TAG_URL = "taggar/{slug}/"
TAG_SAVE_AS = "taggar/{slug}/index.html"
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "sitemap"]
SITEMAP_SAVE_AS = "sitemap.xml"
DEFAULT_PAGINATION = 20
PAGINATED_TEMPLATES = {"index": None, "tag": None}

FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
FEED_ALL_RSS = "feed.xml"
FEED_MAX_ITEMS = 20
RSS_FEED_SUMMARY_ONLY = False

# What makes a second run quick; it costs the first one a few per cent.
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CHECK_MODIFIED_METHOD = "mtime"
