/* 读报告: a figure that is chosen shows beside the text without the page being loaded anew; j and k go on to the next and
   back; a selection can be marked as a figure that was missed. Without this file the same links load the page. */
(() => {
  "use strict";
  const desk = document.getElementById("desk");
  const panel = document.getElementById("panel");
  const text = document.getElementById("text");
  if (!desk || !panel || !text) return;
  const here = () => text.querySelector(".fig[aria-current]");
  let asked = 0;

  async function choose(link, focus) {
    const place = link.id.slice(1);
    const turn = ++asked;
    here()?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    if (focus) {
      link.focus({ preventScroll: true });
      link.scrollIntoView({ block: "center" });
    }
    try {
      const answer = await fetch(`${desk.dataset.figures}${place}/${location.search}`, { headers: { "HX-Request": "true" } });
      if (!answer.ok || answer.headers.has("HX-Redirect")) throw new Error(answer.status);
      const html = await answer.text();
      if (turn !== asked) return; // another figure was chosen meanwhile
      panel.innerHTML = html;
      panel.scrollTop = 0;
      const address = new URL(location.href);
      address.searchParams.set("at", place);
      address.hash = link.id;
      history.replaceState(null, "", address);
    } catch {
      location.assign(link.href); // signed out, or the network is gone: the page itself says which
    }
  }

  function go(link, focus) {
    const place = new URL(link.href).hash.slice(1);
    const mark = document.getElementById(place);
    if (mark && mark.matches(".fig")) choose(mark, focus);
    else location.assign(link.href); // in another part of a long text
  }

  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    const mark = event.target.closest("#text .fig");
    const turn = event.target.closest("#panel [data-go], #panel [data-at]");
    if (!mark && !turn) return;
    event.preventDefault();
    if (mark) {
      if (!getSelection().isCollapsed) return;
      choose(mark, false);
    } else go(turn, true);
  });

  // Only for readers who left the shortcuts on: then keys.js is on the page.
  const keys = [...document.scripts].some((one) => /\/keys[.\w]*\.js/.test(one.src));
  document.addEventListener("keydown", (event) => {
    if (!keys || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.isContentEditable || event.target.matches("input, select, textarea")) return;
    const way = { j: "next", k: "previous" }[event.key];
    const turn = way && panel.querySelector(`[data-go=${way}]`);
    if (turn) go(turn, true);
  });

  // Marking what was missed: places are counted in characters of the text, as the server counts them.
  const offer = document.getElementById("pick-span");
  if (!offer || !desk.dataset.correct) return;
  const size = (part) => [...part].length;

  function span() {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const begin = range.startContainer.parentElement?.closest("#text p");
    if (!begin || !begin.contains(range.endContainer)) return null;
    const chosen = selection.toString();
    if (!chosen.trim() || size(chosen) > 60 || !/[\d０-９〇零一二三四五六七八九十百千万亿两]/.test(chosen)) return null;
    const before = document.createRange();
    before.setStart(begin, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const lead = chosen.length - chosen.trimStart().length;
    const start = Number(begin.id.slice(1)) + size(before.toString()) + lead;
    return { start, end: start + size(chosen.trim()), box: range.getBoundingClientRect() };
  }

  document.addEventListener("selectionchange", () => {
    const found = span();
    offer.hidden = !found;
    if (!found) return;
    offer.querySelector("a").href = `${desk.dataset.correct}?start=${found.start}&end=${found.end}`;
    offer.style.left = `${Math.max(8, Math.min(innerWidth - 170, found.box.left))}px`;
    offer.style.top = `${found.box.top < 60 ? found.box.bottom + 8 : found.box.top - 42}px`;
  });
})();
