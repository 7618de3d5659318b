// The secret that the address began with: kept by the browser for this origin, its port included, and no
// longer shown. Any address here without it finds it again (publisher/preview/desk_key.py).
(() => {
  const { address } = document.currentScript.dataset;
  try {
    localStorage.setItem("publisher:key", address);
  } catch {
    return; // then the address keeps it
  }
  const path = location.pathname.replace(`/${address}`, "");
  history.replaceState(history.state, "", `${path}${location.search}${location.hash}`);
})();
