// The search page: asks the index that lies beside it, which Pagefind has made, and shows what it finds.
// Nothing of the index is fetched before there is something to look for.
(() => {
  const form = document.querySelector("form.search");
  if (!form || form.dataset.ready) return;
  form.dataset.ready = "yes";

  const SHOWN = 10;
  const EXCERPT = 28;
  const MONTHS = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti",
    "september", "oktober", "november", "december"];
  const KINDS = { artikel: "Artikel", avsnitt: "Poddavsnitt", brev: "Nyhetsbrev", sida: "Sida" };
  const FIELDS = { slag: "slag", kategori: "kategori", ar: "år" };
  const RANKING = { metaWeights: { title: 5, namn: 2, taggar: 2, led: .5, kort: 0 } };
  const { index, base, language } = form.dataset;
  const find = (name) => document.querySelector(`.search__${name}`);
  const [status, help, hits, more, filters] = ["status", "help", "hits", "more", "filters"].map(find);
  const field = (name) => form.elements.namedItem(name);

  // The index: one engine for each block of years

  let engines;

  async function open() {
    const answer = await fetch(`${index}delar.json`, { cache: "no-cache" });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.url}`);
    const [first, ...others] = (await answer.json()).delar;
    const { Pagefind } = await import(`${index}pagefind.js?v=${first.version}`);
    const about = ({ version }) => ({ baseUrl: base, language, ranking: RANKING, metaCacheTag: version });
    const pagefind = new Pagefind({ basePath: index, ...about(first) });
    await pagefind.primary.getPtr();
    await Promise.all(others.map((one) => pagefind.mergeIndex(`${index}${one.mapp}/`, about(one))));
    const known = await pagefind.filters();
    offer("kategori", Object.keys(known.kategori ?? {}).sort((a, b) => a.localeCompare(b, "sv")));
    offer("ar", Object.keys(known.år ?? {}).sort().reverse());
    filters.hidden = false;
    return pagefind.instances;
  }

  function offer(name, values) {
    field(name).append(...values.map((value) => new Option(value)));
    field(name).closest("label").hidden = values.length < 2;
  }

  // Where a block has no word that begins as the reader's does, Pagefind guesses: it takes the
  // longest word that the reader's begins with, "ha" for "halvledare". In one index that happens
  // when nothing is found. Among many blocks it would mix guesses with hits, so a block whose best
  // hit is a guess is left out.
  async function ask(engine, asked, chosen) {
    const words = paired(asked);
    const query = widened(words);
    const all = await engine.search(accented(query));
    if (!all.results.length || !await meant(all.results[0], query)) return { results: [], counts: {} };
    const found = chosen ? await engine.search(accented(query), { filters: chosen }) : all;
    const { counts, kept } = await inOrder(all, asked);
    found.results = found.results.filter(kept);
    if (query === words) return { results: found.results, counts };
    const exact = new Map((await engine.search(accented(words))).results.map((hit) => [hit.id, hit.score]));
    for (const hit of found.results) hit.score += exact.get(hit.id) ?? 0;
    return { results: found.results, counts };
  }

  async function meant(hit, words) {
    const { content, meta } = await hit.data();
    const text = content.split(/\s+/);
    const seen = [...hit.words.map((at) => text[at] ?? ""), ...Object.values(meta).join(" ").split(/\s+/)];
    return terms(words).every((term) => seen.some((word) => alike(term, word)));
  }

  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
  const terms = (words) => fold(words).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

  // Whether a word, or one of the parts it is joined of, begins as the term does; endings may differ.
  function alike(term, word) {
    const parts = fold(word).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    parts.push(parts.join(""));
    return parts.some((part) => part.startsWith(stem(term)));
  }

  // A word without its ending, as Pagefind cuts it: https://snowballstem.org/algorithms/swedish/
  const ENDINGS = [
    /(?:heterna|hetens|anden|andes|andet|arens|arnas|ernas|heten|heter|ornas|ades|ande|aren|arna|arne|aste|erna|erns|orna|ade|are|ast|ens|ern|het|ad|ar|as|at|en|er|es|or|a|e|(?<=[bcdfghjklmnoprtvy])s)$/,
    /(?<=d|g|n)d$|(?<=n)n$|(?<=[dgkt])t$/,
    /(?:lig|els|ig)$/,
  ];

  function stem(term) {
    if (!language.startsWith("sv")) return term.slice(0, Math.ceil(term.length * .6));
    const start = Math.max(3, term.match(/^.*?[aeiouyåäö][^aeiouyåäö]/)?.[0].length ?? term.length);
    return ENDINGS.reduce((word, ending) => {
      const at = word.search(ending);
      return at >= start - (ending === ENDINGS[1] ? 1 : 0) ? word.slice(0, at) : word;
    }, term);
  }

  // Where words stand without spaces, each sign is a word together with the one after it, in the
  // index too (publisher/search/documents.py). There a | last in such a word tells that the next one
  // begins with the same sign, and that no space stands between them.
  const SIGN = "(?=[\\p{L}\\p{N}])[\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17ff\\u3005-\\u3007\\u3041-\\u31ff"
    + "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uac00-\\ud7af\\uf900-\\ufaff\\uff66-\\uffdc\\u{20000}-\\u{3ffff}]\\p{M}*";
  const SIGNS = new RegExp(SIGN, "gu");
  const RUN = new RegExp(`(?:${SIGN})+`, "gu");

  function pairs(run) {
    const signs = run.match(SIGNS);
    return signs.length > 1 ? signs.slice(1).map((sign, at) => signs[at] + sign) : signs;
  }

  const paired = (words) => words.replace(RUN, (run) => ` ${pairs(run).join(" ")} `).trim();

  // Whether a hit has the signs of each run in order, on one place, in its text or in what is said of it.
  async function ordered(hit, runs) {
    const places = new Set(hit.words);
    const text = runs.filter((run) => !hit.words.some((at) => pairs(run).every((_, next) => places.has(at + next))));
    if (!text.length) return true;
    const { meta } = await hit.data();
    const said = fold(joined(`${meta.title} ${meta.namn ?? ""} ${meta.taggar ?? ""}`.split(/\s+/)));
    return text.every((run) => said.includes(fold(run)));
  }

  // Leaves out, also of the numbers by kind, what has a run's pairs only here and there.
  async function inOrder(all, words) {
    const counts = { ...all.totalFilters?.slag };
    const runs = (words.match(RUN) ?? []).filter((run) => pairs(run).length > 1);
    if (!runs.length) return { counts, kept: () => true };
    const right = await Promise.all(all.results.map((hit) => ordered(hit, runs)));
    const scattered = new Map(all.results.filter((_, at) => !right[at]).map((hit) => [hit.id, hit]));
    for (const hit of scattered.values()) counts[(await hit.data()).filters.slag?.[0]] -= 1;
    return { counts, kept: ({ id }) => !scattered.has(id) };
  }

  // The stemmer knows no "gruvan" and no "industrin", whose endings are also those of "roman" and
  // "termin". What is found without the n is found as well, after what has the word as written.
  function widened(words) {
    if (!language.startsWith("sv")) return words;
    return words.split(/\s+/).map((word) => word.replace(/^(.{2,}[^aeiouyåäö\s][ai])n$/i, "$1")).join(" ");
  }

  // Pagefind puts words with the reader's own å, ä and ö before others, if they begin just as the
  // reader's: without its ending "älgen" begins as "älgarna".
  function accented(words) {
    return words.split(/\s+/).map((word) => (/[åäöé]/i.test(word) ? stem(word.toLowerCase()) : word)).join(" ");
  }

  // What is shown

  const LAST = new RegExp(`${SIGN}\\|$`, "u");
  const bare = (word) => word.replace(LAST, "").replaceAll("|", "");
  const joined = (words) => words.map((word) => bare(word) + (word.endsWith("|") ? "" : " ")).join("");

  function make(tag, name, ...inside) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...inside);
    return element;
  }

  // Words, those at `marked` in a mark; punctuation stays outside it.
  function text(words, marked) {
    const parts = [];
    words.forEach((word, at) => {
      const [, before, inner, after] = bare(word).match(/^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su);
      if (!marked.has(at) || !inner) parts.push(bare(word));
      else if (!before && at && words[at - 1].endsWith("|") && parts.at(-1).localName === "mark") {
        parts.at(-1).append(inner);
        if (after) parts.push(after);
      } else parts.push(before, make("mark", "", inner), ...(after ? [after] : []));
      if (!word.endsWith("|") && at < words.length - 1) parts.push(" ");
    });
    return parts;
  }

  // Where a pair is found, its second sign is found too: it stands first in the word after.
  function places(found, words, sought) {
    const both = new Set((sought.match(RUN) ?? []).filter((run) => pairs(run).length === 1 && run.match(SIGNS)[1]).map(fold));
    const next = found.filter((at) => both.has(fold(words[at]?.match(RUN)?.at(-1) ?? ""))).map((at) => at + 1);
    return [...new Set([...found, ...next])].sort((a, b) => a - b);
  }

  // The stretch of `length` words from `start` to `end` in which most of the places are.
  function excerpt(words, places, start, end, count) {
    const length = words[places[0]]?.endsWith("|") ? count * 2 : count;
    const inside = places.filter((at) => at >= start && at < end);
    let from = start;
    let most = 0;
    for (const at of inside) {
      const count = inside.filter((other) => other >= at && other < at + length - 6).length;
      if (count > most) [from, most] = [Math.max(start, at - 6), count];
    }
    if (end - from < length) from = Math.max(start, end - length);
    const to = Math.min(end, from + length);
    const shown = text(words.slice(from, to), new Set(inside.map((at) => at - from)));
    return [from > start ? "… " : "", ...shown, to < end ? " …" : ""];
  }

  function title(data, words) {
    const parts = data.meta.title.split(/\s+/);
    const found = parts.flatMap((part, at) => (terms(words).some((one) => alike(one, part)) ? [at] : []));
    const link = make("a", "", ...text(parts, new Set(places(found, parts, words))));
    link.href = data.url;
    return make("h2", "item__title", link);
  }

  function meta(data) {
    const [, year, month, day, closed] = data.meta.kort.match(/^x(?:(\d{4})(\d\d)(\d\d))?(p?)$/);
    const row = make("p", "meta");
    if (year) {
      const time = make("time", "", `${Number(day)} ${MONTHS[month - 1]} ${year}`);
      time.dateTime = `${year}-${month}-${day}`;
      row.append(time);
    }
    if (closed) row.append(" ", make("span", "", "För prenumeranter"));
    return row;
  }

  // Where in a conversation the words are heard, with links to those moments.
  function moments(data, words, places, spoken) {
    const heard = spoken.map((mark, at) => ({
      ...mark, end: spoken[at + 1]?.location ?? words.length,
    })).filter((mark) => places.some((at) => at > mark.location && at < mark.end));
    if (!heard.length) return [];
    const rows = heard.slice(0, 3).map((mark) => {
      const link = make("a", "moment", make("span", "moment__time", mark.text), " ",
        make("span", "moment__words", ...excerpt(words, places, mark.location + 1, mark.end, 16)));
      link.href = `${data.url}#${mark.id}`;
      return make("li", "", link);
    });
    const rest = heard.length - rows.length;
    if (rest) rows.push(make("li", "moment__rest", `och på ${rest} ${rest > 1 ? "ställen" : "ställe"} till`));
    return [make("p", "moments__title", "Hörs i avsnittet"), make("ul", "moments", ...rows)];
  }

  async function shown(hit, words) {
    const data = await hit.data();
    const content = data.content.split(/\s+/);
    const spoken = data.anchors.filter(({ id }) => /^t=\d+$/.test(id));
    const end = spoken[0]?.location ?? content.length;
    const kind = KINDS[data.filters.slag?.[0]] ?? "";
    const found = places(hit.words, content, words);
    return make("li", "item hit",
      make("div", "item__words",
        make("p", "kicker", make("span", "", kind)),
        title(data, words),
        make("p", "item__text", ...excerpt(content, found, 0, end, EXCERPT)),
        meta(data),
        ...moments(data, content, found, spoken)));
  }

  // The search

  let asked = 0;
  let left = [];
  let waiting;

  const chosen = () => {
    const values = Object.entries(FIELDS).map(([name, filter]) => [filter, field(name).value]);
    const set = values.filter(([, value]) => value);
    return set.length ? Object.fromEntries(set) : null;
  };

  // A value that is not offered changes nothing.
  function choose(name, value) {
    const options = field(name).options ?? field(name);
    const one = [...options].find((each) => each.value === value);
    if (one) one.selected = one.checked = true;
  }

  function count(number) {
    return number.toLocaleString("sv-SE");
  }

  function clear(message = "") {
    status.textContent = message;
    hits.replaceChildren();
    help.hidden = more.hidden = true;
    for (const each of form.querySelectorAll(".chip__count")) each.textContent = "";
  }

  function remember(words) {
    const address = new URL(location);
    address.search = "";
    if (words) address.searchParams.set("q", words);
    for (const name of Object.keys(FIELDS)) {
      if (field(name).value) address.searchParams.set(name, field(name).value);
    }
    if (address.href !== location.href) history.replaceState(history.state, "", address);
  }

  async function search() {
    clearTimeout(waiting);
    const mine = asked += 1;
    const words = field("q").value.trim();
    if (!address) remember(words);
    find("start").hidden = terms(words).length > 0;
    if (!terms(words).length) {
      left = [];
      clear();
      return;
    }
    const patience = setTimeout(() => { if (mine === asked) status.textContent = "Söker …"; }, 300);
    try {
      engines ??= open();
      const blocks = await engines;
      restore();
      const filter = chosen();
      const answers = await Promise.all(blocks.map((one) => ask(one, words, filter)));
      if (mine === asked) await present(words, answers, Boolean(filter), mine);
    } catch (error) {
      engines = undefined;
      console.error(error);
      if (mine === asked) {
        clear("Det gick inte att söka just nu. Ladda om sidan och försök igen.");
        help.hidden = false;
      }
    } finally {
      clearTimeout(patience);
    }
  }

  async function present(words, answers, filtered, mine) {
    left = answers.flatMap(({ results }) => results).sort((a, b) => b.score - a.score);
    const total = left.length;
    const first = await Promise.all(left.slice(0, SHOWN).map((hit) => shown(hit, widened(paired(words)))));
    if (mine !== asked) return;
    left = left.slice(SHOWN);
    hits.replaceChildren(...first);
    number(answers);
    more.hidden = !left.length;
    help.hidden = total > 0;
    find("unfilter").hidden = !filtered;
    const what = total === 1 ? "1 träff" : `${total ? count(total) : "Inga"} träffar`;
    status.textContent = `${what} på ”${words}”`;
  }

  function number(answers) {
    for (const chip of form.querySelectorAll(".chip input")) {
      const sum = answers.reduce((all, { counts }) => all + (counts[chip.value] ?? 0), 0);
      chip.nextElementSibling.querySelector("b").textContent = chip.value ? ` ${count(sum)}` : "";
    }
  }

  async function showMore() {
    const mine = asked;
    const words = widened(paired(field("q").value.trim()));
    const next = left.splice(0, SHOWN);
    more.hidden = !left.length;
    const fresh = await Promise.all(next.map((hit) => shown(hit, words)));
    if (mine !== asked) return;
    hits.append(...fresh);
    fresh[0]?.querySelector("a").focus();
  }

  // The address that the reader came by; what it says of filters waits until they are offered.
  let address = new URLSearchParams(location.search);

  function restore() {
    for (const name of address ? Object.keys(FIELDS) : []) {
      choose(name, address.get(name) ?? "");
    }
    address = null;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  form.addEventListener("input", ({ target }) => {
    clearTimeout(waiting);
    waiting = setTimeout(search, target.name === "q" ? 180 : 0);
  });
  more.querySelector("button").addEventListener("click", showMore);
  find("all").addEventListener("click", () => {
    for (const name of Object.keys(FIELDS)) choose(name, "");
    search();
    field("q").focus();
  });

  form.hidden = false;
  field("q").value = address.get("q") ?? "";
  if (field("q").value) search();
  else field("q").focus({ preventScroll: true });
})();
