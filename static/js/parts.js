// Parts of a page that are replaced while somebody is in them: folds stay as they were left, what looks the same is not
// touched (nothing is read out twice), what is typed stays, and so does the keyboard.
(() => {
  "use strict";

  const byId = (id) => id ? document.getElementById(id) : null;

  // As it would look, apart from what differs in every answer and what scripts write.
  function plain(part) {
    const copy = part.cloneNode(true);
    for (const one of copy.querySelectorAll("[name=csrfmiddlewaretoken]")) one.remove();
    for (const one of copy.querySelectorAll("[data-left]")) one.textContent = "";
    for (const one of [copy, ...copy.querySelectorAll("*")]) {
      one.classList.remove("turned", "htmx-added", "htmx-settling", "htmx-swapping", "htmx-request");
      if (!one.classList.length) one.removeAttribute("class");
      for (const name of ["open", "data-typed", "hx-swap-oob"]) one.removeAttribute(name);
    }
    return copy.outerHTML.replace(/\s+/g, " ");
  }

  document.addEventListener("htmx:oobBeforeSwap", (event) => {
    const old = event.detail.target, fragment = event.detail.fragment;
    const fresh = fragment.nodeType === Node.DOCUMENT_FRAGMENT_NODE ? fragment.firstElementChild : fragment;
    if (!fresh) return;
    const token = fresh.querySelector("[name=csrfmiddlewaretoken]")?.value; // another one after signing in again
    if (token) for (const one of document.querySelectorAll("[name=csrfmiddlewaretoken]")) one.value = token;
    if (fresh.dataset.calm !== undefined && plain(old) === plain(fresh)) { event.detail.shouldSwap = false; return; }
    if (old.tagName === "DETAILS") fresh.open = old.open;
    if (fresh.dataset.calm !== undefined) for (const fold of old.querySelectorAll("details[id]")) {
      const same = fresh.querySelector(`#${CSS.escape(fold.id)}`);
      if (same) same.open = fold.open;
    }
    for (const one of fresh.querySelectorAll("[data-turns]")) {
      const before = byId(one.id);
      if (before && before.textContent.replace(/\s+/g, " ") !== one.textContent.replace(/\s+/g, " ")) one.classList.add("turned");
    }
    if (old.dataset.verdict !== undefined && old.dataset.verdict !== fresh.dataset.verdict) fresh.classList.add("turned");
  });

  // Who held the keyboard when parts were replaced gets it back, or who comes after it.
  let held = null, caret = null;
  document.addEventListener("htmx:beforeSwap", () => {
    held = document.activeElement;
    caret = held?.matches?.("input[type=text], textarea") ? [held.selectionStart, held.selectionEnd] : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!held || held === document.body || document.activeElement !== document.body) return;
    const next = held.isConnected ? held : byId(held.id) ?? byId(held.dataset.then);
    next?.focus({ preventScroll: true });
    if (caret && next === held) next.setSelectionRange(...caret);
  });

  // What is typed and not sent, in the forms that stay while the page moves. It comes back with its field, and
  // `taken`, which comes with the answer, says that it has arrived.
  const typed = new Map();
  const mark = (field) => { field.toggleAttribute("data-typed", typed.has(field.id)); };
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.id || !field.closest("[data-keeps]")) return;
    if (field.value === field.defaultValue) typed.delete(field.id); else typed.set(field.id, field.value);
    mark(field);
  });
  document.addEventListener("taken", (event) => {
    for (const field of event.target.elements) typed.delete(field.id);
    event.target.reset();
    for (const field of event.target.elements) mark(field);
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, value] of typed) {
      const field = byId(id);
      if (field && field.value !== value) field.value = value;
      if (field) mark(field);
    }
  });
})();
