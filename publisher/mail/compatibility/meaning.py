"""What a reader meets when a mail program does not know a feature, and how bad that is.

A feature *breaks* a letter when something that must be read or pressed is lost or ends up in the
wrong place; everything else *degrades* it. Both are our judgement: caniemail.com only says which
program shows what.
"""

from __future__ import annotations

from typing import Final

BREAKS: Final = {
    "css-at-import": "stilmallen hämtas inte",
    "css-background-image": "text som ligger ovanpå bilden kan bli oläslig",
    "css-column-count": "spalterna blir en enda",
    "css-display-flex": "det som skulle stå bredvid vartannat hamnar under vartannat",
    "css-display-grid": "det som skulle stå i rutor hamnar under vartannat",
    "css-float": "det som skulle stå bredvid texten hamnar under eller över den",
    "css-function-clamp": "måttet gäller inte",
    "css-function-light-dark": "färgen gäller inte",
    "css-function-max": "måttet gäller inte",
    "css-function-min": "måttet gäller inte",
    "css-grid-template": "det som skulle stå i rutor hamnar under vartannat",
    "css-left-right-top-bottom": "det som är flyttat ligger kvar där det stod",
    "css-modern-color": "färgen gäller inte",
    "css-position": "det som är flyttat kan täcka annan text",
    "css-pseudo-element-after": "det som står i stilmallen syns inte",
    "css-pseudo-element-before": "det som står i stilmallen syns inte",
    "css-transform": "det som är flyttat eller vridet ligger kvar",
    "css-unit-calc": "måttet gäller inte",
    "css-variables": "värdet gäller inte: färger och mått försvinner",
    "html-audio": "spelaren syns inte",
    "html-base": "länkar och bilder leder fel",
    "html-button-reset": "knappen gör inget",
    "html-button-submit": "knappen gör inget",
    "html-dialog": "innehållet syns inte",
    "html-form": "formuläret går inte att skicka",
    "html-image-maps": "länkarna i bilden går inte att trycka på",
    "html-input-checkbox": "rutan går inte att kryssa i",
    "html-input-radio": "valet går inte att göra",
    "html-input-text": "fältet går inte att skriva i",
    "html-link": "stilmallen hämtas inte",
    "html-object": "innehållet syns inte",
    "html-picture": "bilden kan utebli",
    "html-popover": "innehållet syns inte",
    "html-select": "valet går inte att göra",
    "html-svg": "bilden syns inte",
    "html-textarea": "fältet går inte att skriva i",
    "html-video": "filmen syns inte",
    "image-apng": "bilden syns inte",
    "image-avif": "bilden syns inte",
    "image-base64": "bilden syns inte",
    "image-bmp": "bilden syns inte",
    "image-heif": "bilden syns inte",
    "image-ico": "bilden syns inte",
    "image-mp4": "bilden syns inte",
    "image-svg": "bilden syns inte",
    "image-tiff": "bilden syns inte",
    "image-webp": "bilden syns inte",
}
"""Feature → what is lost."""

DEGRADES: Final = {
    "css-animation": "inget rör sig",
    "css-at-font-face": "texten sätts i ett annat typsnitt",
    "css-at-media": "brevet ser likadant ut på mobil och dator",
    "css-at-media-prefers-color-scheme": "brevet är ljust också i mörkt läge",
    "css-border-radius": "hörnen blir kantiga",
    "css-box-shadow": "skuggan uteblir",
    "css-color-scheme": "programmet väljer själv färger i mörkt läge",
    "css-display-none": "det dolda kan synas",
    "css-important": "regeln kan förlora mot en annan",
    "css-letter-spacing": "bokstäverna står som vanligt",
    "css-linear-gradient": "ytan blir enfärgad",
    "css-max-height": "höjden begränsas inte",
    "css-max-width": "bredden begränsas inte",
    "css-opacity": "det genomskinliga blir täckande",
    "css-overflow": "det som inte får plats syns ändå",
    "css-pseudo-class-hover": "länken ändrar sig inte under muspekaren",
    "css-text-shadow": "skuggan uteblir",
    "css-white-space": "raderna bryts på programmets eget sätt",
    "css-word-break": "långa ord bryts inte",
    "html-abbr": "förklaringen till förkortningen syns inte",
    "html-anchor-links": "länkar inom brevet, som fotnoternas, leder ingenstans",
    "html-aria-hidden": "skärmläsare kan läsa upp det dolda",
    "html-aria-label": "skärmläsare läser upp texten i stället",
    "html-bdi": "ord som läses åt olika håll kan byta plats",
    "html-doctype": "programmet sätter sin egen doctype",
    "html-hidden": "det dolda syns",
    "html-meta-color-scheme": "programmet väljer själv färger i mörkt läge",
    "html-role": "skärmläsare kan läsa upp tabellerna som tabeller",
    "html-rp": "läsningen står efter tecknet i stället för ovanför",
    "html-rt": "läsningen står efter tecknet i stället för ovanför",
    "html-ruby": "läsningen står efter tecknet i stället för ovanför",
    "html-srcset": "den vanliga bilden visas",
    "html-style": "stilmallen i huvudet gäller inte, bara stilarna i texten",
    "image-gif": "bara den första bilden visas",
}
"""Feature → what the reader sees instead, where the general words below say too little."""

OTHERWISE: Final = "det visas på programmets eget sätt"
"""What is said of everything else."""
