// The overview where texts are written: begins a new one, and follows what is built.
(() => {
  const { key, api } = document.body.dataset;
  const form = document.querySelector("[data-begin]");
  form?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const told = form.querySelector(".told");
    const { title, kind } = Object.fromEntries(new FormData(form));
    const response = await fetch(`${api}begin`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Desk-Key": key },
      body: JSON.stringify({ title, kind }),
    }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (response?.ok) location.href = `/skrivbord/skriv/${answer.path.split("/").map(encodeURIComponent).join("/")}`;
    else told.textContent = answer ? `${answer.text} ${answer.hint}` : "Skrivbordet svarar inte. Körs publisher serve?";
  });

  const typed = () => [...document.querySelectorAll("input, textarea")].some((each) => each.value !== each.defaultValue)
    || document.querySelector("details[open]");
  let build = null;
  const events = new EventSource("/__publisher__/events");
  events.onmessage = ({ data }) => {
    const state = JSON.parse(data);
    if (build !== null && state.build !== build && !typed()) location.reload();
    build = state.build;
  };
  addEventListener("pagehide", () => events.close());
})();
