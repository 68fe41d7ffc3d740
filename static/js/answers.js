// Pictures that are pasted or dropped: sent at once, and named in the text where the cursor stands. Without this file
// they are chosen by the button and sent with "Save and add".
(() => {
  "use strict";

  const form = document.querySelector("[data-answer]");
  if (!form) return;
  const text = form.querySelector("textarea");

  function part() { return form.querySelector("#answer-pictures"); }

  function ready() {
    const hint = part().querySelector("[data-script]");
    if (hint) hint.hidden = false;
  }

  function tell(sentence) { part().querySelector("[data-told]").textContent = sentence; }

  function known() { return new Set([...part().querySelectorAll("[data-markdown]")].map((one) => one.dataset.markdown)); }

  async function send(files) {
    const before = known();
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("do", "add");
    for (const file of files) body.append("pictures", file);
    tell("…");
    let answer;
    try {
      answer = await fetch(location.pathname, { method: "POST", body, headers: { "HX-Request": "true" } });
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      tell(form.dataset.failed);
      return;
    }
    part().outerHTML = await answer.text();
    ready();
    const names = [...known()].filter((one) => !before.has(one));
    if (!names.length) return;
    const before_it = text.value.slice(0, text.selectionStart);
    const apart = before_it && !before_it.endsWith("\n\n") ? "\n\n" : "";
    text.setRangeText(apart + names.join("\n\n"), text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    tell(form.dataset.added);
  }

  function pictures(data) { return [...(data?.files ?? [])].filter((file) => file.type.startsWith("image/")); }

  form.addEventListener("paste", (event) => {
    const found = pictures(event.clipboardData);
    if (!found.length) return;
    event.preventDefault();
    send(found);
  });
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    part().querySelector(".answer-drop").dataset.over = "";
  });
  for (const end of ["dragleave", "drop"]) {
    form.addEventListener(end, () => { delete part().querySelector(".answer-drop").dataset.over; });
  }
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const found = pictures(event.dataTransfer);
    if (found.length) send(found);
  });
  ready();
})();
