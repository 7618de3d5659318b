// A link that leads on from a text is followed once what was typed is on disk.
(() => {
  const state = document.querySelector("[data-state]");
  for (const link of document.querySelectorAll("[data-leads-on]")) {
    link.addEventListener("click", async (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const save = new KeyboardEvent("keydown", { key: "s", ctrlKey: true, bubbles: true });
      document.body.dispatchEvent(save);
      for (const end = Date.now() + 4000; state.dataset.kind === "" && Date.now() < end;) {
        await new Promise((done) => setTimeout(done, 40));
      }
      if (state.dataset.kind === "saved") location.href = link.href;
    });
  }
})();
