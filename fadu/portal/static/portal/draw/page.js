/* 抽取核验页: takes the files, recomputes beside the page (or within it, where the page was opened from a disk and
   browsers allow no worker), and says line by line what was checked. Nothing is sent anywhere. */
(() => {
  "use strict";
  const form = document.getElementById("draw-form");
  const list = document.getElementById("draw-checks");
  const status = document.getElementById("draw-status");
  const result = document.getElementById("draw-result");
  const bar = document.getElementById("draw-progress");
  const words = JSON.parse(document.getElementById("draw-words").textContent);
  const scripts = [...document.querySelectorAll("script[data-draw]")].map((script) => script.src);
  const chosen = (name) => form.elements[name].files[0];
  let running = null;

  const said = ({ code, values }) => words[code]
    .replace(/\{\{|\}\}|\{(\w+)\}/g, (whole, name) => {
      if (!name) return whole[0];
      const value = values[name];
      return value !== null && typeof value === "object" ? said(value) : value;
    });

  function line(kind, text) {
    const item = document.createElement("li");
    item.className = kind;
    item.textContent = text;
    list.appendChild(item);
  }
  function finish(kind, text) {
    running = null;
    bar.hidden = true;
    status.textContent = "";
    result.className = kind;
    result.textContent = text;
    form.querySelector("button").disabled = false;
    result.focus();
  }
  function checked(check) {
    line(check.code === "unchecked_pairs" ? "not-checked" : "checked", said(check));
  }
  function ended(difference) {
    if (difference) {
      line("differs", said(difference));
      finish("differs", words.page_differs);
    } else {
      finish("checked", list.querySelector(".not-checked") ? words.page_part : words.page_ok);
    }
  }
  function fault(error) {
    finish("differs", `${words.page_fault} ${error}`);
  }

  const read = (file) => new Promise((resolve, reject) => {
    if (!file) { resolve(undefined); return; }
    const reader = new FileReader();
    reader.onload = () => resolve(new Uint8Array(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(file);
  });

  // Within the page: the work stops now and then for the page to answer.
  async function here(files) {
    let last = Date.now();
    const pause = async (part) => {
      bar.value = part;
      if (Date.now() - last < 40) return;
      await new Promise((resolve) => { setTimeout(resolve, 0); });
      last = Date.now();
    };
    ended(await window.FaduDraw.verify(files, (code, values) => checked({ code, values }), pause));
  }

  function beside(files) {
    let worker;
    let started = false;
    try {
      worker = new Worker(form.dataset.worker);
    } catch (error) {
      return here(files);
    }
    return new Promise((resolve, reject) => {
      worker.onerror = (event) => {
        worker.terminate();
        event.preventDefault();
        if (started) reject(event.message);
        else here(files).then(resolve, reject); // from a disk the worker may be refused only now
      };
      worker.onmessage = ({ data }) => {
        started = true;
        if (data.check) checked(data.check);
        else if ("part" in data) bar.value = data.part;
        else {
          worker.terminate();
          if (data.fault) reject(data.fault);
          else { ended(data.difference); resolve(); }
        }
      };
      worker.postMessage({ scripts, files });
    });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (running) return;
    running = true;
    list.textContent = result.textContent = "";
    result.className = "";
    form.querySelector("button").disabled = true;
    bar.hidden = false;
    bar.removeAttribute("value");
    status.textContent = words.page_running;
    try {
      if (typeof BigInt === "undefined") throw words.page_old;
      const [proof, roster, inspectors, conflicts] = await Promise.all(["proof", "roster", "inspectors", "conflicts"].map((name) => read(chosen(name))));
      await beside({ proof, roster, inspectors, conflicts, commit: form.elements.commit.value.trim().toLowerCase() });
    } catch (error) {
      fault(error);
    }
  });
})();
