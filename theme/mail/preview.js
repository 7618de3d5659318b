// Shows the letter as different programs do: each choice rewrites the one copy that lies in the page.
(() => {
  const kept = document.getElementById("letter");
  const letter = kept.textContent;
  const form = document.querySelector(".choices");

  // The pictures lie in the same build; only when the page is served are they already led there.
  const nearer = (html) => location.protocol === "file:"
    ? html.replaceAll(`src="${kept.dataset.origin}/`, 'src="../../site/') : html;

  function dressed(choice) {
    const dark = choice.get("colours") === "dark";
    let html = nearer(letter)
      .replace(/\(\s*prefers-color-scheme\s*:\s*dark\s*\)/g, dark ? "(min-width: 0)" : "(max-width: 0)")
      .replace(/\(\s*prefers-color-scheme\s*:\s*light\s*\)/g, dark ? "(max-width: 0)" : "(min-width: 0)");
    if (choice.get("pictures") === "blocked") html = html.replace(/(<img\b[^>]*?\s)src="[^"]*"/g, '$1src=""');
    if (choice.get("sheet") === "lost") return html.replace(/<style[\s\S]*?<\/style>/g, "");
    const scheme = `<style>:root { color-scheme: ${dark ? "dark" : "light"} !important; }</style>`;
    return html.replace("</head>", `${scheme}</head>`);
  }

  function show(screen, html) {
    const frame = document.createElement("iframe");
    frame.title = screen.getAttribute("aria-label");
    frame.sandbox = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
    frame.srcdoc = html;
    const fit = () => { frame.style.height = `${frame.contentDocument.documentElement.scrollHeight}px`; };
    frame.addEventListener("load", () => {
      const inside = frame.contentDocument;
      for (const link of inside.querySelectorAll("a[href]")) {
        const goal = link.getAttribute("href");
        if (!goal.startsWith("#")) link.target = "_blank";
        else link.addEventListener("click", (event) => {
          event.preventDefault();
          inside.getElementById(decodeURIComponent(goal.slice(1)))?.scrollIntoView({ block: "center" });
        });
      }
      fit();
      for (const image of inside.images) for (const done of ["load", "error"]) image.addEventListener(done, fit);
    });
    screen.replaceChildren(frame);
  }

  function choose() {
    const html = dressed(new FormData(form));
    for (const screen of document.querySelectorAll(".screen")) show(screen, html);
  }

  function links() {
    const inside = new DOMParser().parseFromString(letter, "text/html");
    const list = document.querySelector(".links");
    for (const link of inside.querySelectorAll("a[href]:not([href^='#'])")) {
      const item = document.createElement("li");
      const goal = document.createElement("span");
      const parts = [...link.childNodes].map((node) => node.textContent.trim()).filter(Boolean);
      const words = (link.matches(".card a") ? parts.join(" · ") : link.textContent.trim()) || link.querySelector("img")?.alt || "(utan ord)";
      goal.textContent = link.getAttribute("href");
      item.append(link.querySelector("img") ? `Bild: ${words}` : words, goal);
      list.append(item);
    }
  }

  form.hidden = false;
  form.addEventListener("change", choose);
  choose();
  links();
})();
