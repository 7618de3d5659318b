// Old addresses with a question mark, ?p=123, are the front page to every host that only hands out
// files. So the front page looks its own up in a list, which is fetched only when there is one.
const list = document.currentScript.dataset.list;
const asked = [...new URLSearchParams(location.search)].map(([name, value]) => `${name}=${value}`);

if (asked.length) {
  fetch(list)
    .then((answer) => (answer.ok ? answer.json() : {}))
    .then((goals) => {
      const goal = asked.map((one) => goals[one]).find((one) => typeof one === "string");
      if (goal) location.replace(goal + location.hash);
    })
    .catch(() => {}); // without the list this is the front page, which is what it was before
}
