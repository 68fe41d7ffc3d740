// A folder that is dropped becomes the files of the form, with their paths beside them: a browser sends bare names.
// Without this file a zip does the same.
(() => {
  "use strict";

  const MOST = 1000;
  const zone = document.querySelector("[data-drop-folder]");
  if (!zone) return;
  const field = zone.querySelector("input[type=file]"), told = zone.querySelector("[data-chosen]");
  const paths = field.form.elements.paths;

  const fileOf = (entry) => new Promise((done, failed) => entry.file(done, failed));
  const some = (reader) => new Promise((done, failed) => reader.readEntries(done, failed));

  async function gather(entry, into) {
    if (into.length > MOST) return;
    if (entry.isFile) { into.push([entry.fullPath.replace(/^\//, ""), await fileOf(entry)]); return; }
    const reader = entry.createReader();
    for (let part = await some(reader); part.length; part = await some(reader)) // a hundred at a time
      for (const one of part) if (!one.name.startsWith(".") && one.name !== "node_modules") await gather(one, into);
  }

  const stop = (event) => { event.preventDefault(); zone.classList.toggle("over", event.type === "dragover"); };
  zone.addEventListener("dragover", stop);
  zone.addEventListener("dragleave", stop);
  zone.addEventListener("drop", async (event) => {
    stop(event);
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    const plain = event.dataTransfer.files, found = [];
    if (!entries.some((entry) => entry.isDirectory)) {
      field.files = plain;
      paths.value = "";
    } else {
      for (const entry of entries) await gather(entry, found);
      const data = new DataTransfer();
      for (const [, file] of found) data.items.add(file);
      field.multiple = true;
      field.files = data.files;
      paths.value = found.map(([path]) => path).join("\n");
    }
    told.textContent = found.length > MOST ? told.dataset.tooMany : [...entries].map((entry) => entry.name).join(", ");
    field.focus();
  });
  field.addEventListener("change", () => { paths.value = ""; told.textContent = ""; });
})();
