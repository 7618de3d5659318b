// Buttons that do what commands do: what would be done is shown, then done when that is confirmed.
// What goes on is asked for, so a page that is opened anew shows it again; closing it stops nothing.
(() => {
  const { key, api } = document.body.dataset;
  const find = (name) => document.querySelector(`[data-deed-${name}]`);
  const forms = [...document.querySelectorAll("form[data-deed]")];
  if (!find("stage")) return;
  const OFTEN = 400;
  const CONFIRM = {
    deploy: "Lägg ut", rollback: "Gå tillbaka", test: "Skicka provet", send: "Skicka brevet", share: "Dela",
    end: "Sluta dela", publish: "Låt den gå ut", correct: "Skriv rättelsen", withdraw: "Dra tillbaka",
    rename: "Byt namn", remove: "Kasta", "put-back": "Lägg tillbaka", push: "Skicka",
  };
  const INSIST = { deploy: "Ta bort dem och lägg ut", rollback: "Gå tillbaka ändå", pull: "Låt båda stå" };
  const WENT = {
    plan: { running: "Tar reda på vad som skulle göras …", done: "Så här blir det. Ingenting är gjort än.", failed: "Det går inte än. Ingenting är gjort." },
    do: { running: "Pågår. Det går vidare också om du stänger sidan.", done: "Klart.", failed: "Det blev inte klart." },
  };
  let shown = null;
  let left = "";
  let timer = 0;

  async function ask(name, body) {
    const response = await fetch(`${api}${name}`, {
      method: "POST", headers: { "Content-Type": "application/json", "X-Desk-Key": key }, body: JSON.stringify(body),
    }).catch(() => null);
    const answer = await response?.json().catch(() => null);
    if (response?.ok) return answer;
    throw new Error(answer ? `${answer.text} ${answer.hint ?? ""}` : "Skrivbordet svarar inte. Körs publisher serve?");
  }

  function went(deed) {
    if (deed.went === "cut") return "Det blev avbrutet. Gör om det: det som är gjort görs inte två gånger.";
    const words = WENT[deed.step === "plan" ? "plan" : "do"][deed.went];
    return deed.progress ? `${words} ${deed.progress}` : words;
  }

  function show(deed) {
    const stage = find("stage");
    stage.hidden = !deed || deed.id === left;
    for (const form of forms) form.querySelector("button").disabled = deed?.went === "running";
    if (!deed) return;
    find("title").textContent = deed.title;
    if (find("went").textContent !== went(deed)) find("went").textContent = went(deed);
    find("went").dataset.went = deed.went;
    const output = find("output");
    const follows = output.scrollTop + output.clientHeight >= output.scrollHeight - 8;
    if (output.textContent !== deed.output) output.textContent = deed.output;
    if (follows) output.scrollTop = output.scrollHeight;
    find("choice").hidden = !deed.next;
    if (deed.next) find("confirm").textContent = (deed.next === "insist" ? INSIST : CONFIRM)[deed.name];
    shown = deed;
    clearTimeout(timer);
    if (deed.went === "running") timer = setTimeout(look, OFTEN);
  }

  function wrong(error, title) {
    find("stage").hidden = false;
    if (title) find("title").textContent = title;
    find("went").textContent = error.message;
    find("went").dataset.went = "failed";
    find("choice").hidden = true;
  }

  const look = () => ask("deed-state", {}).then(({ deed }) => show(deed)).catch((error) => {
    wrong(error);
    timer = setTimeout(look, 2000);
  });

  async function begin(promise, title) {
    try {
      show(await promise);
    } catch (error) {
      wrong(error, title);
    }
    find("stage").scrollIntoView({ block: "nearest" });
    find("title").focus({ preventScroll: true });
  }

  for (const form of forms) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const values = Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== ""));
      begin(ask("deed", { name: form.dataset.deed, values }), form.querySelector("button").textContent);
    });
  }
  find("confirm").addEventListener("click", () => begin(ask("confirm", { id: shown.id })));
  find("leave").addEventListener("click", () => {
    left = shown.id;
    show(shown);
  });
  look();
})();
