/* 列表: filters apply when they change, rows are reached and picked by keys. Without this file the buttons do the same. */
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("#list tbody tr")];
  const form = () => document.querySelector("#list form.filters");

  document.addEventListener("change", (event) => {
    const target = event.target;
    if (target.id === "tick-all") {
      document.querySelectorAll("#rows [name=pick]").forEach((box) => { box.checked = target.checked; });
    } else if (target.closest("#list form.filters") && !target.closest("details.pick")) {
      form().requestSubmit();
    } else if (target.closest("details.pick")) {
      target.closest("details.pick").dataset.changed = "";
    }
    tell();
  });

  // A menu that was changed applies when it is closed; clicking beside it, or Escape, closes it.
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches || !menu.matches("#list details.pick")) return;
    if (menu.open) {
      document.querySelectorAll("#list details.pick[open]").forEach((other) => {
        if (other !== menu && !other.contains(menu)) other.open = false;
      });
    } else if ("changed" in menu.dataset && menu.closest("form.filters")) {
      delete menu.dataset.changed;
      form().requestSubmit();
    }
  }, true);
  document.addEventListener("click", (event) => {
    document.querySelectorAll("#list details.pick[open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      document.querySelectorAll("#list details.pick[open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]), select, textarea")) return;
    const all = rows();
    const at = all.findIndex((row) => row.contains(document.activeElement));
    const go = (place) => all[Math.max(0, Math.min(all.length - 1, place))]?.querySelector("th a")?.focus();
    if (event.key === "j") go(at + 1);
    else if (event.key === "k") go(at - 1);
    else if (event.key === "x" && at >= 0) all[at].querySelector("[name=pick]")?.click();
    else if (event.key === "/") {
      document.getElementById("list-search")?.focus();
      event.preventDefault();
    }
  });

  function tell() {
    const said = document.querySelector("#rows .picked");
    if (!said) return;
    const number = document.querySelectorAll("#rows [name=pick]:checked").length;
    said.textContent = number ? `${said.dataset.said} ${number}` : "";
  }

  function begin() {
    const all = document.getElementById("tick-all");
    if (all) all.hidden = false;
    tell();
  }
  begin();
  document.addEventListener("htmx:afterSettle", begin);
})();
