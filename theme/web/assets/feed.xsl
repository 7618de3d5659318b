<?xml version="1.0" encoding="UTF-8"?>
<!-- A feed, RSS or Atom, as a page for the person who opens it in a browser. Every XML feed names
     this file. A browser without XSLT shows the feed by feed.css instead, which is also what this
     page is dressed in. No script and no inline style; but a Content-Security-Policy counts XSLT as
     script, so it must allow script-src 'self'. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:atom="http://www.w3.org/2005/Atom"
  xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
  exclude-result-prefixes="atom itunes">

<xsl:output method="html" encoding="UTF-8" doctype-system="about:legacy-compat" indent="no"/>

<!-- The feed's own instruction tells where this file lies, sub-path included. -->
<xsl:variable name="here"
  select="substring-before(substring-after(/processing-instruction('xml-stylesheet')[1], 'href=&quot;'), 'feed.xsl')"/>
<xsl:variable name="podcast" select="boolean(/rss/channel/itunes:author)"/>
<xsl:variable name="title" select="/rss/channel/title | /atom:feed/atom:title"/>
<xsl:variable name="home"
  select="/rss/channel/link | /atom:feed/atom:link[@rel='alternate']/@href"/>
<xsl:variable name="address"
  select="/rss/channel/atom:link[@rel='self']/@href | /atom:feed/atom:link[@rel='self']/@href"/>

<xsl:template match="/">
  <html lang="sv">
    <head>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <meta name="robots" content="noindex"/>
      <title><xsl:value-of select="$title"/> – flöde</title>
      <link rel="icon" type="image/svg+xml" href="{$here}images/favicon.svg"/>
      <link rel="stylesheet" href="{$here}feed.css"/>
    </head>
    <body>
      <main>
        <header>
          <p class="kind"><xsl:value-of select="$kind"/></p>
          <h1><xsl:value-of select="$title"/></h1>
          <p class="about"><xsl:value-of select="/rss/channel/description | /atom:feed/atom:subtitle"/></p>
          <p><a href="{$home}">Till sajten</a></p>
        </header>
        <section class="help">
          <h2>Det här är ett flöde</h2>
          <p>Här hämtar appar det senaste. Följ flödet i en app, så kommer det nya till dig av sig självt, utan konto hos oss och utan att någon algoritm väljer åt dig.</p>
          <ol>
            <li>Kopiera flödets adress: <code><xsl:value-of select="$address"/></code></li>
            <xsl:choose>
              <xsl:when test="$podcast">
                <li>Öppna en poddapp, till exempel AntennaPod, Apple Podcasts, Overcast eller Pocket Casts.</li>
              </xsl:when>
              <xsl:otherwise>
                <li>Öppna en app som läser flöden, till exempel Feedly, Inoreader, NetNewsWire eller Thunderbird.</li>
              </xsl:otherwise>
            </xsl:choose>
            <li>Välj att lägga till ett flöde, och klistra in adressen.</li>
          </ol>
        </section>
        <section>
          <h2>Det senaste i flödet</h2>
          <xsl:choose>
            <xsl:when test="/rss/channel/item | /atom:feed/atom:entry">
              <ul class="items">
                <xsl:apply-templates select="/rss/channel/item[position() &lt;= 10] | /atom:feed/atom:entry[position() &lt;= 10]"/>
              </ul>
            </xsl:when>
            <xsl:otherwise><p>Här finns inget ännu.</p></xsl:otherwise>
          </xsl:choose>
        </section>
      </main>
    </body>
  </html>
</xsl:template>

<xsl:variable name="kind">
  <xsl:choose>
    <xsl:when test="$podcast">Podd</xsl:when>
    <xsl:when test="/rss">Flöde (RSS)</xsl:when>
    <xsl:otherwise>Flöde (Atom)</xsl:otherwise>
  </xsl:choose>
</xsl:variable>

<xsl:template match="item">
  <li>
    <a href="{link}"><xsl:value-of select="title"/></a>
    <xsl:text> </xsl:text>
    <!-- Sun, 02 Feb 2025 08:30:00 +0100 (RFC 822) -->
    <xsl:call-template name="day">
      <xsl:with-param name="day" select="substring(pubDate, 6, 2)"/>
      <xsl:with-param name="month"
        select="string-length(substring-before('JanFebMarAprMayJunJulAugSepOctNovDec', substring(pubDate, 9, 3))) div 3 + 1"/>
      <xsl:with-param name="year" select="substring(pubDate, 13, 4)"/>
    </xsl:call-template>
  </li>
</xsl:template>

<xsl:template match="atom:entry">
  <li>
    <a href="{atom:link[@rel='alternate']/@href}"><xsl:value-of select="atom:title"/></a>
    <xsl:text> </xsl:text>
    <!-- 2025-02-02T08:30:00+01:00 (RFC 3339) -->
    <xsl:call-template name="day">
      <xsl:with-param name="day" select="substring(atom:published, 9, 2)"/>
      <xsl:with-param name="month" select="number(substring(atom:published, 6, 2))"/>
      <xsl:with-param name="year" select="substring(atom:published, 1, 4)"/>
    </xsl:call-template>
  </li>
</xsl:template>

<!-- 2 februari 2025 -->
<xsl:template name="day">
  <xsl:param name="day"/>
  <xsl:param name="month"/>
  <xsl:param name="year"/>
  <time datetime="{$year}-{format-number($month, '00')}-{$day}">
    <xsl:value-of select="number($day)"/>
    <xsl:text> </xsl:text>
    <xsl:choose>
      <xsl:when test="$month = 1">januari</xsl:when>
      <xsl:when test="$month = 2">februari</xsl:when>
      <xsl:when test="$month = 3">mars</xsl:when>
      <xsl:when test="$month = 4">april</xsl:when>
      <xsl:when test="$month = 5">maj</xsl:when>
      <xsl:when test="$month = 6">juni</xsl:when>
      <xsl:when test="$month = 7">juli</xsl:when>
      <xsl:when test="$month = 8">augusti</xsl:when>
      <xsl:when test="$month = 9">september</xsl:when>
      <xsl:when test="$month = 10">oktober</xsl:when>
      <xsl:when test="$month = 11">november</xsl:when>
      <xsl:otherwise>december</xsl:otherwise>
    </xsl:choose>
    <xsl:text> </xsl:text>
    <xsl:value-of select="$year"/>
  </time>
</xsl:template>

</xsl:stylesheet>
