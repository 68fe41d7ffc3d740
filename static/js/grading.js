// What makes the grading page fast: one picture at a time, one chosen row, keys. Without this file all pictures stand
// under each other, each row has its buttons, and a press loads the page again at the next open row.
(() => {
  "use strict";

  const desk = document.getElementById("desk");
  if (!desk) return;
  const OFF = "proofboard-keys-off";
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const stations = () => all(".station", desk);
  const rowsOf = (station) => all(".grade-row", station);
  const stationOf = (row) => row.closest(".station");
  const open = () => all(".grade-row[data-open]:not([data-also]):not([data-sent])", desk);
  const chosen = () => desk.querySelector(".grade-row[data-chosen]");
  const PAUSE = 1000;
  let shown = null, cameBack = -PAUSE;

  // ---- which picture, which row ---------------------------------------------------------------------------

  function show(station) {
    if (shown === station) return;
    for (const one of stations()) one.hidden = one !== station;
    shown = station;
    measure(station);
    for (const one of [station, station.nextElementSibling]) one?.querySelector(".frame img")?.setAttribute("loading", "eager");
  }

  function choose(row, { focus = true } = {}) {
    if (!row) return;
    for (const one of all(".grade-row[data-chosen]", desk)) delete one.dataset.chosen;
    row.dataset.chosen = "";
    show(stationOf(row));
    const why = row.querySelector(".why");
    if (why && stationOf(row).classList.contains("station-words")) { // its passage is beside it, and there is room
      for (const one of rowsOf(stationOf(row))) one.querySelector(".why").open = one === row;
    }
    if (!focus) return;
    row.focus({ preventScroll: true });
    const box = row.getBoundingClientRect();
    if (box.top < 0 || box.top > innerHeight * .7) row.scrollIntoView({ block: "center" });
    const picture = shown.querySelector(".station-shown").getBoundingClientRect();
    if (picture.bottom < 0 || picture.top > innerHeight) shown.scrollIntoView({ block: "start" });
  }

  function nextOpen(after) {
    const order = all(".grade-row", desk), waiting = new Set(open());
    const from = order.indexOf(after);
    return [...order.slice(from + 1), ...order.slice(0, from + 1)].find((row) => waiting.has(row));
  }

  function goOn(after) {
    const next = nextOpen(after);
    if (next) return choose(next);
    document.querySelector("#go-on, #grade-form")?.focus({ preventScroll: true });
    document.getElementById("grade-form").scrollIntoView({ block: "start" });
  }

  function step(by) {
    const order = all(".grade-row", desk), at = order.indexOf(chosen());
    choose(order[Math.min(order.length - 1, Math.max(0, at + by))]);
  }

  function turn(by) {
    const order = stations(), to = order[order.indexOf(shown) + by];
    if (to) choose(rowsOf(to).find((row) => row.dataset.open !== undefined) ?? rowsOf(to)[0]);
  }

  // ---- the picture -------------------------------------------------------------------------------------------

  const looks = new WeakMap(); // frame -> { zoom, quarter }
  const lookOf = (frame) => looks.get(frame) ?? looks.set(frame, { zoom: 1, quarter: 0 }).get(frame);

  function draw(frame) {
    const { zoom, quarter } = lookOf(frame), img = frame.querySelector("img"), box = frame.querySelector(".frame-turn");
    if (!img.naturalWidth) return;
    const plain = zoom === 1 && !quarter, sideways = quarter % 2;
    frame.classList.toggle("sized", !plain);
    for (const part of [img, box]) part.removeAttribute("style");
    if (plain) return;
    const wide = Math.min(frame.clientWidth, sideways ? img.naturalHeight : img.naturalWidth) * zoom;
    const ratio = img.naturalHeight / img.naturalWidth;
    const width = sideways ? wide / ratio : wide;
    img.style.width = `${width}px`;
    img.style.transform = `translate(-50%, -50%) rotate(${quarter * 90}deg)`;
    box.style.width = `${Math.max(wide, frame.clientWidth)}px`;
    box.style.height = `${sideways ? width : width * ratio}px`;
    if (wide <= frame.clientWidth) box.style.removeProperty("width");
  }

  function zoom(by) {
    const frame = shown?.querySelector(".frame");
    if (!frame) return;
    const look = lookOf(frame), natural = frame.querySelector("img").naturalWidth || 1;
    look.zoom = Math.min(Math.max(6, 3 * frame.clientWidth / natural), Math.max(.5, by > 0 ? look.zoom * 1.5 : look.zoom / 1.5));
    if (Math.abs(look.zoom - 1) < .05) look.zoom = 1;
    draw(frame);
  }

  function rotate() {
    const frame = shown?.querySelector(".frame");
    if (!frame) return;
    lookOf(frame).quarter = (lookOf(frame).quarter + 1) % 4;
    draw(frame);
  }

  function measure(station) {
    const frame = station?.querySelector(".frame");
    if (frame && looks.has(frame)) draw(frame);
  }

  // ---- deciding ----------------------------------------------------------------------------------------------

  function answer(kind) {
    const row = chosen();
    if (performance.now() - cameBack < PAUSE) return; // the key was meant for the row that was chosen before
    if (row && row.dataset.sent === undefined) row.querySelector(`.answers button[value=${kind}]`).click();
  }

  function outcome(number) {
    const given = all("#grade-form input[name=outcome]")[number - 1];
    if (!given) return;
    given.checked = true;
    if (!open().length) return inTurn(() => { if (!open().length) press("finish"); }); // unless one comes back
    document.getElementById("announce").textContent = given.parentElement.querySelector("span").firstChild.textContent.trim();
  }

  // The next row is chosen at once: the answer comes a moment later (presses wait for each other in a queue), and comes
  // back to the row where it was refused.
  document.addEventListener("submit", (event) => {
    const form = event.target, row = form.closest(".grade-row"), before = chosen();
    if (!row && !form.matches(".bulk")) return;
    if (row && row.dataset.sent !== undefined) { // pressed twice
      event.preventDefault();
      return event.stopPropagation();
    }
    const keys = row ? [row.dataset.key] : claimsOf(form);
    for (const one of all(".grade-row", desk)) if (keys.includes(one.dataset.key)) one.dataset.sent = "";
    if (row || keys.includes(before?.dataset.key)) queueMicrotask(() => goOn(row ?? before));
  }, true);
  const claimsOf = (form) => all("[name=seen]", form).map((one) => one.value.split(":")[0]);

  // Which button was pressed is kept in the form: htmx forgets it when the focus moves on while a press waits.
  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    form.querySelector("[data-pressed]")?.remove();
    if (!form.hasAttribute("hx-post") || !button?.name) return;
    const field = document.createElement("input");
    [field.type, field.name, field.value, field.dataset.pressed] = ["hidden", button.name, button.value, ""];
    form.append(field);
  }, true);
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.detail.elt, row = form.closest?.(".grade-row");
    if (form.matches?.(".bulk")) for (const one of all("[data-sent]", desk)) if (claimsOf(form).includes(one.dataset.key)) delete one.dataset.sent;
    if (!row?.isConnected || row.dataset.sent === undefined) return; // it was replaced, as it should
    for (const one of all(`[data-key="${row.dataset.key}"]`, desk)) delete one.dataset.sent;
    cameBack = performance.now();
    document.getElementById("announce").textContent = desk.dataset.failed;
    choose(row);
  });

  // A part that is replaced stays the chosen one; what somebody is typing elsewhere is put back.
  let typing = new Map(), unfolded = new Set(), wanted = null, caret = null, kept = null, byOthers = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const fields = all("textarea[id], input[type=text][id]", document.getElementById("main"));
    const at = document.activeElement;
    caret = fields.includes(at) ? [at.id, at.selectionStart, at.selectionEnd] : null;
    byOthers = event.detail.elt?.id === "live";
    kept = chosen()?.id;
    const mine = event.detail.elt?.closest?.(".grade-row, .fold-row"); // sent, and not to be put back
    typing = new Map(fields.filter((one) => one.value !== one.defaultValue && !mine?.contains(one)).map((one) => [one.id, one.value]));
    unfolded = new Set(all("#stands[open], #stands details[open], .grade-row details[open]").map(nameOf).filter(Boolean));
    wanted = event.detail.elt?.closest?.(".undo, .decided, .bulk") ? open().map((row) => row.dataset.key) : null;
  });
  const nameOf = (fold) => fold.id || fold.closest(".grade-row")?.id;

  document.addEventListener("htmx:oobAfterSwap", (event) => {
    const row = document.getElementById(event.detail.target.id);
    if (row?.classList.contains("grade-row") && row.dataset.trouble !== undefined && row.dataset.also === undefined) {
      cameBack = performance.now();
      choose(row);
    }
  });
  document.addEventListener("htmx:afterSettle", () => {
    for (const [id, value] of typing) {
      const field = document.getElementById(id);
      if (field && field.value === field.defaultValue && field.defaultValue !== value) field.value = value;
    }
    for (const fold of all("#stands, #stands details, .grade-row details")) if (unfolded.has(nameOf(fold))) fold.open = true;
    typing = new Map();
    const field = caret && document.getElementById(caret[0]);
    if (field) { field.focus({ preventScroll: true }); field.setSelectionRange(caret[1], caret[2]); }
    caret = null;
    if (!chosen() && kept && document.getElementById(kept)) { // another reviewer decided on it: it is read before a key counts
      if (byOthers) cameBack = performance.now();
      choose(document.getElementById(kept), { focus: false });
    }
    kept = null;
    if (wanted) {
      const back = open().find((row) => !wanted.includes(row.dataset.key)); // it was taken back: to be decided anew
      if (back) choose(back);
      else if (chosen()?.dataset.open === undefined) goOn(chosen());
    }
    wanted = null;
    if (!chosen() && open()[0]) choose(open()[0], { focus: false });
  });

  // ---- keys ----------------------------------------------------------------------------------------------------

  const press = (id) => document.getElementById(id)?.click();
  const follow = (rel) => document.querySelector(`.neighbours [rel=${rel}]`)?.click();
  const KEYS = {
    y: () => answer("confirm"), n: () => answer("reject"), u: () => answer("leave"), q: () => answer("ask"),
    a: () => shown?.querySelector(".bulk:not([hidden]) button")?.click(),
    z: () => inTurn(() => press("undo-button")), Z: () => inTurn(() => press("undo-button")),
    j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
    ArrowRight: () => turn(1), ArrowLeft: () => turn(-1),
    "+": () => zoom(1), "=": () => zoom(1), "-": () => zoom(-1), r: rotate,
    e: () => { const why = chosen()?.querySelector(".why"); if (why) why.open = !why.open; },
    f: () => press("finish"), ".": () => follow("next"), ",": () => follow("prev"),
    "?": () => { const keys = document.getElementById("grade-keys"); keys.open = !keys.open; if (keys.open) { keys.querySelector("summary").focus(); keys.scrollIntoView({ block: "nearest" }); } },
  };
  for (let number = 1; number < 10; number += 1) KEYS[number] = () => outcome(number);
  const switched = document.getElementById("keys-off");

  function forItself(target, key) { // what is typed in, or moves by these keys itself
    if (target.closest("input[type=text], textarea, select, [contenteditable]")) return true;
    if (!key.startsWith("Arrow")) return false;
    return Boolean(target.closest("input, pre")) || (target.closest(".frame") && target.closest(".frame").classList.contains("sized"));
  }

  document.addEventListener("keydown", (event) => {
    const deed = Object.hasOwn(KEYS, event.key) && KEYS[event.key];
    if (!deed || event.ctrlKey || event.metaKey || event.altKey || event.repeat || switched.checked) return;
    if (forItself(event.target, event.key)) return;
    event.preventDefault();
    deed();
  });

  // ---- the mouse, and copying --------------------------------------------------------------------------------------

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-zoom], [data-rotate], [data-turn], [data-copy]");
    if (!button) {
      const row = event.target.closest(".grade-row");
      if (row && !event.target.closest("button")) choose(row, { focus: false });
      const link = event.target.closest(".decided a");
      if (link) { event.preventDefault(); choose(document.getElementById(link.hash.slice(1))); }
      return;
    }
    if (button.dataset.zoom) return zoom(Number(button.dataset.zoom));
    if (button.dataset.turn) return turn(button.dataset.turn === "next" ? 1 : -1);
    if (button.dataset.rotate !== undefined) return rotate();
    if (!navigator.clipboard) return; // the link leads to the text itself
    event.preventDefault();
    try {
      const text = await (await fetch(button.href)).text();
      await navigator.clipboard.writeText(text);
      document.getElementById("announce").textContent = button.dataset.copied;
      button.textContent = button.dataset.copied;
    } catch {
      location.assign(button.href);
    }
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.(".grade-row");
    if (row && row.dataset.chosen === undefined) choose(row, { focus: false });
  });

  // ---- begin -----------------------------------------------------------------------------------------------------------

  document.documentElement.classList.add("with-keys");
  for (const part of all("main [data-script]")) part.hidden = false;
  switched.checked = localStorage.getItem(OFF) === "yes";
  switched.addEventListener("change", () => localStorage.setItem(OFF, switched.checked ? "yes" : ""));
  const asked = location.hash.startsWith("#row-") && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const first = asked || document.getElementById(`row-${desk.dataset.chosenFirst}`) || desk.querySelector(".grade-row");
  if (first) choose(first, { focus: location.hash === "" || Boolean(asked) });
})();
