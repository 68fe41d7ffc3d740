// j and k go through the lines, "/" to the search; Enter opens what has the focus, as everywhere. Without this file
// Tab does the same.
(() => {
  "use strict";

  const keys = document.getElementById("keys");
  if (keys) keys.hidden = false;
  let at = null; // the line that had the focus last, in case it was replaced

  function step(by) {
    const links = [...document.querySelectorAll(".work-open")];
    const now = links.findIndex((link) => link.closest("[data-row]").dataset.row === at);
    const next = links[now < 0 ? (by > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, now + by))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  const menu = document.querySelector(".menu");
  document.addEventListener("click", (event) => { if (menu && !menu.contains(event.target)) menu.open = false; });
  menu?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("focusin", (event) => { at = event.target.closest("[data-row]")?.dataset.row ?? at; });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "j") step(1);
    else if (event.key === "k") step(-1);
    else if (event.key === "/") document.getElementById("q").focus();
    else return;
    event.preventDefault();
  });
})();
