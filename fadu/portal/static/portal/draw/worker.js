/* Recomputes a draw beside the page, so that the page stays at hand. */
"use strict";
self.onmessage = async (event) => {
  const { scripts, files } = event.data;
  importScripts(...scripts);
  try {
    const difference = await self.FaduDraw.verify(
      files,
      (code, values) => self.postMessage({ check: { code, values } }),
      async (part) => self.postMessage({ part }),
    );
    self.postMessage({ done: true, difference });
  } catch (error) {
    self.postMessage({ done: true, fault: String(error) });
  }
};
