// What is heard goes on while one reads: the player at the foot of the window, and visits.
//
// A visit is a link within the site that is followed while sound plays. The new page is fetched and
// put in place of the old one, so that the sound is never let go of. Whatever is not plain sailing
// (another host, a file, a page of another make, no network) becomes an ordinary load of the page,
// and so does every link as long as nothing plays.
const PAGE = "sajt:innehall";
const HEAD = "title, meta:not([charset], [name=viewport], [name=color-scheme]), link[rel=canonical],"
  + "link[rel=alternate], link[rel=prev], link[rel=next], script[type='application/ld+json']";

export function start({ now, about, bind, hear, skip, signs, seekbar, drags }) {
  const foot = build(signs);
  const part = (name) => foot.querySelector(`.foot__${name}`);
  const tops = new Map(); // how far down each visited page was read
  let shown = address(location);
  let entry = 0;
  let last = 0;
  let request = null;
  let closed = false;

  // The player at the foot of the window

  const sight = new IntersectionObserver((seen) => {
    const here = seen[seen.length - 1].isIntersecting;
    reveal(!here);
  });

  function update() {
    const sound = now();
    closed = false;
    for (const old of foot.querySelectorAll("audio")) if (old !== sound) old.remove();
    listen(sound);
    const { title, show, page, cover } = about();
    part("title").textContent = title;
    part("title").href = page;
    part("show").textContent = show;
    part("cover").src = cover;
    place();
    tick();
  }

  function place() {
    sight.disconnect();
    if (!now().isConnected) foot.append(now()); // started from a list
    const box = now().closest(".player");
    if (box) sight.observe(box);
    else reveal(true);
  }

  function reveal(visible) {
    const busy = foot.contains(document.activeElement); // never hide what has the focus
    foot.hidden = closed || (!visible && !busy);
    document.documentElement.classList.toggle("has-foot", !foot.hidden);
  }

  const heard = new WeakSet();
  function listen(sound) {
    if (heard.has(sound)) return;
    heard.add(sound);
    for (const name of ["play", "pause", "timeupdate", "seeking", "durationchange"]) sound.addEventListener(name, tick);
  }

  function tick() {
    const sound = now();
    const word = sound.paused ? "Spela" : "Pausa";
    const sign = sound.paused ? "play" : "pause";
    if (part("play").getAttribute("aria-label") !== word) {
      part("play").setAttribute("aria-label", word);
      part("play").querySelector("use").setAttribute("href", `${signs}#${sign}`);
    }
    seekbar(part("seek"), sound);
    part("time").textContent = clock(sound.currentTime)
      + (sound.duration ? ` / ${clock(sound.duration)}` : "");
  }

  drags(part("seek"), now);

  foot.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    if (button.dataset.skip) skip(now(), Number(button.dataset.skip));
    else if (button === part("play")) (now().paused ? hear(now()) : now().pause());
    else {
      now().pause();
      closed = true;
      button.blur();
      reveal(false);
    }
  });

  // Visits

  async function visit(url, push) {
    request?.abort();
    const mine = request = new AbortController();
    const old = document.getElementById(PAGE);
    old.setAttribute("aria-busy", "true");
    let page;
    try {
      page = await fetched(url, mine.signal);
    } catch {
      // Somebody was quicker with another link, or it is no page for us: then the browser's way.
      if (mine === request) push ? location.assign(url) : location.reload();
      return;
    }
    if (mine !== request) return;
    request = null;
    if (push) turn(url);
    shown = address(url);
    swap(page);
    bind(document.getElementById(PAGE));
    place();
    settle(url, push ? 0 : tops.get(entry) ?? 0);
  }

  function turn(url) {
    tops.set(entry, scrollY);
    if (last === 0) history.replaceState({ ...history.state, entry }, "");
    const again = url.href === location.href;
    if (!again) entry = ++last;
    history[again ? "replaceState" : "pushState"]({ entry }, "", url);
  }

  function swap(page) {
    if (document.getElementById(PAGE).contains(now())) foot.append(now());
    for (const old of document.head.querySelectorAll(HEAD)) old.remove();
    document.head.append(...page.head.querySelectorAll(HEAD));
    document.documentElement.lang = page.documentElement.lang;
    const fresh = page.getElementById(PAGE);
    document.getElementById(PAGE).replaceWith(fresh);
    for (const script of fresh.querySelectorAll("script[src]")) run(script);
    for (const link of document.querySelectorAll("header a[href]")) {
      const twin = [...page.querySelectorAll("header a[href]")].find((a) => a.href === link.href);
      if (twin?.ariaCurrent) link.ariaCurrent = twin.ariaCurrent;
      else link.removeAttribute("aria-current");
    }
  }

  // To the reader's place on the new page, with the focus, as after any load.
  function settle(url, top) {
    const target = url.hash && document.getElementById(decodeURIComponent(url.hash.slice(1)));
    if (target && !top) target.scrollIntoView({ behavior: "instant" });
    else scrollTo({ top, behavior: "instant" });
    const page = document.getElementById(PAGE);
    const goal = target || page.querySelector("h1") || page;
    if (goal.tabIndex < 0) goal.tabIndex = -1;
    goal.focus({ preventScroll: true });
    part("said").textContent = document.title;
    document.dispatchEvent(new Event("visit"));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const elsewhere = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (event.defaultPrevented || elsewhere || !link || !ours(link)) return;
    const url = new URL(link.href);
    if (now().paused || !within(url) || (url.hash && address(url) === shown)) return;
    event.preventDefault();
    visit(url, true);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "get" || form.target || now().paused) return;
    const url = new URL(form.action);
    url.search = new URLSearchParams(new FormData(form, event.submitter));
    if (!within(url)) return;
    event.preventDefault();
    visit(url, true);
  });

  addEventListener("popstate", ({ state }) => {
    if (address(location) === shown) return; // only a place on the same page
    entry = state?.entry ?? 0;
    visit(new URL(location), false);
  });

  addEventListener("scroll", () => {
    // Not while a page is on its way: the browser has then moved on its own account already.
    if (!request) tops.set(entry, scrollY);
  }, { passive: true });

  return { update };
}

const address = ({ pathname, search }) => pathname + search;
const ours = (link) => "download" in link && !link.hasAttribute("download")
  && ["", "_self"].includes(link.target);
const within = ({ origin, pathname }) => origin === location.origin && !/\.(?!html$)\w+$/.test(pathname);
const sheets = (page) => [...page.querySelectorAll("link[rel=stylesheet], script[data-visit]")]
  .map((each) => each.getAttribute("href")).filter(Boolean).join();

async function fetched(url, signal) {
  const answer = await fetch(url, { signal, headers: { Accept: "text/html" } });
  if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("text/html")) throw answer;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  // Another dress, such as that of a version that was put up just now, needs a load.
  if (!page.getElementById(PAGE) || sheets(page) !== sheets(document)) throw answer;
  return page;
}

// Scripts that came with a fetched page do not run; the player's runs already.
function run(script) {
  if (script.dataset.visit) return;
  const again = document.createElement("script");
  for (const { name, value } of script.attributes) again.setAttribute(name, value);
  script.replaceWith(again);
}

function clock(time) {
  const pair = (count) => String(count).padStart(2, "0");
  const [hours, minutes] = [Math.floor(time / 3600), Math.floor(time / 60) % 60];
  return `${hours ? `${hours}:${pair(minutes)}` : minutes}:${pair(Math.floor(time) % 60)}`;
}

function build(signs) {
  const sign = (name) => `<svg class="sign" aria-hidden="true"><use href="${signs}#${name}"/></svg>`;
  const foot = document.createElement("aside");
  foot.className = "foot";
  foot.hidden = true;
  foot.setAttribute("aria-label", "Spelaren");
  foot.innerHTML = `<div class="foot__inner"><img class="foot__cover" alt="" width="48" height="48">
    <p class="foot__words"><a class="foot__title"></a> <span class="foot__show"></span></p>
    <input class="foot__seek" type="range" min="0" max="0" value="0" autocomplete="off" aria-label="Plats i avsnittet">
    <span class="foot__time"></span>
    <div class="foot__buttons">
    <button class="player__button" type="button" data-skip="-15" aria-label="Bakåt 15 sekunder">${sign("back")}</button>
    <button class="player__button foot__play" type="button" aria-label="Spela">${sign("play")}</button>
    <button class="player__button" type="button" data-skip="30" aria-label="Framåt 30 sekunder">${sign("forward")}</button>
    <button class="player__button foot__close" type="button" aria-label="Stäng spelaren">${sign("close")}</button>
    </div></div><p class="unseen foot__said" role="status"></p>`;
  document.body.append(foot);
  return foot;
}
