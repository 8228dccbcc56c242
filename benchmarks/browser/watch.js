// Runs in the page before its own scripts: notes when messages arrive, when what they bring is
// painted, and how far apart the frames are. Read by viewer.py.

(() => {
  const MARKER = /~~(\d{9})~/g;
  const watch = { arrived: {}, swapped: {}, painted: {}, gaps: [] };
  window.benchmarkWatch = watch;

  // Ours is the first listener of every socket.
  window.WebSocket = class extends window.WebSocket {
    constructor(...words) {
      super(...words);
      this.addEventListener("message", ({ data }) => {
        const at = performance.now();
        for (const [, number] of data.matchAll(MARKER)) watch.arrived[number] ??= at;
      });
    }
  };

  // A frame callback runs before the frame is drawn; a message that it posts comes after that.
  function whenPainted(then) {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => then(performance.now());
      port2.postMessage(null);
    });
  }

  /** When the page said first that it is connected and up to date. */
  watch.synced = new Promise((resolve) => {
    const look = () => {
      if (document.getElementById("sync-light")?.dataset.state === "synced") resolve(performance.now());
      else requestAnimationFrame(look);
    };
    look();
  });

  /** Resolves to when an edit arrived, was swapped in and was painted. */
  watch.timesOf = (number) => new Promise((resolve) => {
    const look = () => {
      if (number in watch.painted) {
        resolve({ arrived: watch.arrived[number], swapped: watch.swapped[number], painted: watch.painted[number] });
      } else setTimeout(look, 5);
    };
    look();
  });

  /** Look for markers in whatever changes in the grid. */
  watch.follow = () => {
    new MutationObserver((records) => {
      const text = records.flatMap((record) => [...record.addedNodes].map((node) => node.textContent)).join(" ");
      const numbers = [...text.matchAll(MARKER)].map(([, number]) => number).filter((number) => !(number in watch.swapped));
      for (const number of numbers) watch.swapped[number] = performance.now();
      if (numbers.length) whenPainted((at) => numbers.forEach((number) => { watch.painted[number] = at; }));
    }).observe(document.getElementById("scroller"), { subtree: true, childList: true, characterData: true });
  };

  /** Note the time between frames from here on. */
  watch.begin = () => {
    watch.gaps.length = 0;
    let last = performance.now();
    const next = (at) => {
      watch.gaps.push(at - last);
      last = at;
      if (watch.running) requestAnimationFrame(next);
    };
    watch.running = true;
    requestAnimationFrame(next);
  };
  watch.end = () => {
    watch.running = false;
  };
})();
