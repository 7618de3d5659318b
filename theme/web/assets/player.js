// Links to a time in the sound (chapters, transcript) lead to that time in the page's own player,
// and the chapter being heard is marked. Without this script the links open the sound itself.
(() => {
  const player = document.querySelector(".box--player audio");
  if (!player) return;

  const start = (link) => Number(new URL(link.href).hash.slice("#t=".length));
  const chapters = [...document.querySelectorAll(".chapters__mark")];

  document.addEventListener("click", (event) => {
    const link = event.target.closest('.piece--episode a[href*="#t="]');
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || event.button || elsewhere) return;
    event.preventDefault();
    player.currentTime = start(link);
    player.play();
  });

  const mark = () => {
    const heard = player.currentTime || !player.paused;
    const now = heard && chapters.filter((link) => start(link) <= player.currentTime).pop();
    for (const link of chapters) {
      if (link === now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };
  for (const name of ["play", "seeking", "timeupdate"]) player.addEventListener(name, mark);
})();
