// The players of a page: skips, speed, chapters and transcript that follow the sound and lead into
// it, and where one left off. Nothing is stored before somebody has pressed play. Without this
// script there is the browser's own player, and links that open the sound at a time.
//
// Once something is heard, visit.js is fetched: it shows the player at the foot of the window and
// lets the sound go on while one reads something else.
(() => {
  const { visit, signs } = document.currentScript.dataset;
  const SPEEDS = [1, 1.2, 1.5, 2, 0.8];
  const END = 15; // seconds before the end at which an episode counts as heard
  const known = new WeakMap(); // sound → what is known of its episode
  let now = null; // the sound last started
  let cues = [];
  let spoken = null; // the cue marked in the transcript
  let foot = null; // what visit.js gives

  // Storage may be refused by the reader's settings; then nothing is remembered.
  const remembered = (name) => {
    try { return Number(localStorage.getItem(name)) || 0; } catch { return 0; }
  };
  const remember = (name, value) => {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch { /* as above */ }
  };

  const place = (id) => `avsnitt:${id}`;
  const clock = (time) => {
    const parts = [Math.floor(time / 3600), Math.floor(time / 60) % 60, Math.floor(time) % 60];
    if (!parts[0]) parts.shift();
    return parts.map((part, at) => (at ? String(part).padStart(2, "0") : part)).join(":");
  };
  const begins = (link) => Number(new URL(link.href).hash.slice("#t=".length));
  const source = (sound) => new URL(sound.querySelector("source")?.src ?? sound.src);
  // Players round the time that they are set to a little.
  const passed = (rows, time) => rows.filter((row) => row.start <= time + 0.05).pop();
  const mainPlayer = () => document.querySelector(".box--player audio");

  // The sound

  function skip(sound, seconds) {
    const end = Number.isFinite(sound.duration) ? sound.duration : Infinity;
    go(sound, Math.min(Math.max(0, sound.currentTime + seconds), end));
  }

  function go(sound, time) {
    sound.currentTime = time;
    note(sound, "");
  }

  function hear(sound) {
    sound.play().catch((error) => {
      if (error.name !== "AbortError") note(sound, "Ljudet går inte att spela just nu.");
    });
  }

  function pace(sound, speed) {
    sound.defaultPlaybackRate = speed; // loading sets the other back to this
    sound.playbackRate = speed;
    for (const words of document.querySelectorAll("[data-speed] span")) {
      words.textContent = `${speed}×`.replace(".", ",");
    }
  }

  function keep(sound) {
    if (!known.get(sound)?.heard) return;
    const over = sound.ended || sound.currentTime > sound.duration - END;
    remember(place(known.get(sound).id), over ? 0 : Math.floor(sound.currentTime));
  }

  function note(sound, words) {
    const said = sound.closest(".player")?.querySelector(".player__note");
    if (said && said.textContent !== words) said.textContent = words;
  }

  // Our own controls, wherever the sound is: in its box on the page, and in lists that name it.

  const length = (sound) => (Number.isFinite(sound.duration) ? sound.duration : Number(known.get(sound)?.seconds) || 0);

  function seekbar(bar, sound) {
    if (bar.dataset.dragged) return;
    bar.max = Math.floor(length(sound));
    bar.value = sound.currentTime;
    spell(bar);
  }

  const spell = (bar) => bar.setAttribute("aria-valuetext", `${clock(bar.value)} av ${clock(bar.max)}`);

  // While it is dragged the bar only tells where it is; the sound goes there when it is let go of.
  function drags(bar, sound) {
    bar.addEventListener("input", () => {
      bar.dataset.dragged = "yes";
      spell(bar);
      timed(bar.closest(".player"), bar.value, sound());
    });
    bar.addEventListener("change", () => {
      delete bar.dataset.dragged;
      go(sound(), Number(bar.value));
    });
  }

  function timed(box, time, sound) {
    const words = box?.querySelector(".player__time");
    if (words) words.textContent = `${clock(time)} / ${clock(length(sound))}`;
  }

  function lead(button, playing) {
    const word = playing ? "Pausa" : "Spela";
    if (button.getAttribute("aria-label") === word) return;
    button.setAttribute("aria-label", word);
    button.querySelector("use").setAttribute("href", `${signs}#${playing ? "pause" : "play"}`);
  }

  function controls(sound) {
    const box = sound.closest(".player");
    const bar = box?.querySelector(".player__seek");
    if (!bar) return;
    lead(box.querySelector(".player__play"), !sound.paused);
    seekbar(bar, sound);
    if (!bar.dataset.dragged) timed(box, sound.currentTime, sound);
  }

  function listed() {
    for (const link of document.querySelectorAll("a.play")) {
      const playing = now && !now.paused && about().id === link.dataset.id;
      link.querySelector(".play__word").textContent = playing ? "Pausa" : "Spela";
      link.querySelector("use").setAttribute("href", `${signs}#${playing ? "pause" : "play"}`);
    }
  }

  function meet(sound, about) {
    known.set(sound, { ...about, marks: [], heard: false, kept: 0 });
    sound.addEventListener("play", () => start(sound));
    sound.addEventListener("pause", () => keep(sound));
    sound.addEventListener("ended", () => keep(sound));
    for (const name of ["play", "pause", "seeking", "timeupdate", "durationchange"]) {
      sound.addEventListener(name, () => controls(sound));
    }
    for (const name of ["play", "pause"]) sound.addEventListener(name, listed);
    for (const name of ["play", "seeking", "timeupdate"]) {
      sound.addEventListener(name, () => follow(sound));
    }
    const left = remembered(place(about.id));
    if (left) {
      sound.currentTime = left;
      note(sound, `Du slutade vid ${clock(left)}. Därifrån fortsätter det.`);
    }
    pace(sound, remembered("hastighet") || 1);
  }

  function start(sound) {
    if (now && now !== sound) now.pause();
    now = sound;
    known.get(sound).heard = true;
    if (sound.playbackRate !== 1) remember("hastighet", sound.playbackRate);
    note(sound, "");
    tell(sound);
    foot ??= import(visit)
      .then((script) => script.start({ now: () => now, about, bind, hear, skip, signs, seekbar, drags }));
    foot.then((shown) => shown.update());
  }

  const about = () => known.get(now);

  // What the system shows: the locked screen, the keyboard's own keys, headphones

  function tell(sound) {
    if (!navigator.mediaSession) return;
    const { title, show, cover, marks } = known.get(sound);
    const chapter = passed(marks, sound.currentTime)?.title;
    navigator.mediaSession.metadata = new MediaMetadata({
      title,
      artist: show,
      album: chapter ?? show,
      artwork: [{ src: cover, sizes: "480x480", type: "image/jpeg" }],
    });
    const keys = {
      play: () => hear(now),
      pause: () => now.pause(),
      seekbackward: () => skip(now, -15),
      seekforward: () => skip(now, 30),
      seekto: (wish) => go(now, wish.seekTime),
    };
    for (const [key, act] of Object.entries(keys)) navigator.mediaSession.setActionHandler(key, act);
  }

  // Chapters and transcript

  function follow(sound) {
    const facts = known.get(sound);
    if (facts.heard && Math.abs(sound.currentTime - facts.kept) > 5) {
      facts.kept = sound.currentTime;
      keep(sound);
    }
    const heard = sound.currentTime || !sound.paused;
    const chapter = heard ? passed(facts.marks, sound.currentTime) : undefined;
    if (chapter !== facts.chapter) {
      facts.chapter = chapter;
      if (sound === now) tell(sound);
    }
    if (sound === mainPlayer()) {
      mark(facts.marks, chapter);
      speak(heard ? passed(cues, sound.currentTime)?.words : undefined, !sound.paused);
    }
  }

  function mark(marks, chapter) {
    for (const { link } of marks) {
      if (link === chapter?.link) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  // Scrolls only for a reader who has the words last said in sight: others have gone elsewhere.
  function speak(words, playing) {
    if (words === spoken) return;
    const reading = spoken && playing && seen(spoken);
    spoken?.classList.remove("cue--now");
    words?.classList.add("cue--now");
    spoken = words;
    if (reading && words && !comfortable(words)) show(words);
  }

  function seen(words) {
    const { top, bottom } = words.getBoundingClientRect();
    return bottom > 0 && top < innerHeight && words.checkVisibility?.() !== false;
  }

  function comfortable(words) {
    const { top, bottom } = words.getBoundingClientRect();
    return top > innerHeight * 0.1 && bottom < innerHeight * 0.75;
  }

  function show(words) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    words.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
  }

  // The page

  function bind(page) {
    for (const box of page.querySelectorAll(".player")) bindPlayer(box);
    listed();
    const sound = mainPlayer();
    cues = [...page.querySelectorAll(".cue")].map(
      (words) => ({ words, start: Number(words.dataset.start) }));
    spoken = null;
    if (!sound) return;
    known.get(sound).marks = [...page.querySelectorAll(".chapters__mark, .text li a[href*='#t=']")]
      .map((link) => ({ link, start: begins(link), title: titleOf(link) }));
    known.get(sound).chapter = undefined;
    if (sound === now) follow(sound);
    arrive();
  }

  function bindPlayer(box) {
    let sound = box.querySelector("audio");
    if (now && about().id === box.dataset.id && now !== sound) {
      for (const { name, value } of sound.attributes) now.setAttribute(name, value);
      sound.replaceWith(now); // what is heard already; it plays on, moved within one task
      sound = now;
    } else if (!known.has(sound)) {
      meet(sound, box.dataset);
    }
    pace(sound, sound.defaultPlaybackRate);
    box.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button?.dataset.skip) skip(sound, Number(button.dataset.skip));
      else if (button?.classList.contains("player__play")) sound.paused ? hear(sound) : sound.pause();
      else if (button) faster(sound);
    });
    const bar = box.querySelector(".player__seek");
    if (bar) drags(bar, () => sound);
    controls(sound);
    box.classList.add("player--ready");
  }

  function faster(sound) {
    const next = SPEEDS[(SPEEDS.indexOf(sound.defaultPlaybackRate) + 1) % SPEEDS.length];
    for (const each of document.querySelectorAll("audio")) pace(each, next);
    if (known.get(sound).heard) remember("hastighet", next === 1 ? 0 : next);
  }

  const titleOf = (link) => (link.classList.contains("chapters__mark") ? link : link.closest("li"))
    .textContent.trim().replace(/^[\d:]+\s*/, "").split("\n")[0];

  // An address that ends with #t=754 leads to that time: from the search, or from a friend.
  function arrive() {
    const time = /^#t=(\d+(?:\.\d+)?)$/.exec(location.hash)?.[1];
    const sound = mainPlayer();
    if (!time || !sound) return;
    go(sound, Number(time));
    if (sound.paused) note(sound, `Spelaren står på ${clock(Number(time))}.`);
    const words = passed(cues, Number(time) + 1)?.words; // cues begin within the second
    const folded = words?.closest("details");
    if (!folded) return;
    folded.open = true;
    words.scrollIntoView({ block: "center", behavior: "instant" });
  }

  function play(link) {
    const same = now && about().id === link.dataset.id;
    if (same && !now.paused) {
      now.pause();
      return;
    }
    const sound = same ? now : new Audio(link.href);
    if (!same) meet(sound, link.dataset);
    hear(sound);
  }

  document.addEventListener("click", (event) => {
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (event.button || elsewhere || event.defaultPrevented) return;
    const link = event.target.closest("a[href]");
    const words = event.target.closest(".cue");
    const sound = mainPlayer();
    if (link?.classList.contains("play")) {
      event.preventDefault();
      play(link);
    } else if (sound && link?.hash.startsWith("#t=") && link.pathname === source(sound).pathname) {
      event.preventDefault();
      go(sound, begins(link));
      hear(sound);
    } else if (sound && words && !link && getSelection().isCollapsed) {
      go(sound, Number(words.dataset.start));
      hear(sound);
    }
  });
  addEventListener("hashchange", arrive);
  addEventListener("pagehide", () => now && keep(now));
  bind(document);
})();
