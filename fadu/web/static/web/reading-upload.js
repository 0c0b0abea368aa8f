/* 上传报告: files may be dropped on the form. Without this file the field that chooses files does the same. */
(() => {
  "use strict";
  const drop = document.getElementById("drop");
  const field = document.getElementById("files");
  const said = document.getElementById("dropped");
  if (!drop || !field || !said) return;
  const tell = () => { said.textContent = [...field.files].map((file) => file.name).join("、"); };
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    tell();
  });
  field.addEventListener("change", tell);
})();
