// The peer to beat: Node's ws and better-sqlite3, and nothing else. It checks an edit, commits it
// and tells everybody; it has no roles, no log, no rendering. A newcomer gets the whole grid.
//
//   PEER_DATABASE=file node node.js <port> plain|batched
//
// plain: a transaction and a frame for each edit, as the documentation of ws has it.
// batched: what came in one turn of the event loop is one transaction and one frame, which is
// encoded once and written to the sockets past ws.

"use strict";
const http = require("http");
const { WebSocketServer, WebSocket } = require("ws");
const Database = require("better-sqlite3");

const ROWS = 300;
const COLUMNS = 8;
const PADDING = "x".repeat(96);
const port = Number(process.argv[2]);
const batched = process.argv[3] === "batched";

const database = new Database(process.env.PEER_DATABASE);
database.pragma("journal_mode=WAL");
database.pragma("synchronous=FULL");
database.exec(`
  CREATE TABLE IF NOT EXISTS cells(row INT, col INT, value TEXT, rev INT, PRIMARY KEY(row, col)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS meta(id INTEGER PRIMARY KEY, rev INT);
  INSERT OR IGNORE INTO meta VALUES(1, 0);
`);
if (!database.prepare("SELECT count(*) AS n FROM cells").get().n) {
  const insert = database.prepare("INSERT INTO cells VALUES(?, ?, ?, 0)");
  database.transaction(() => {
    for (let row = 0; row < ROWS; row += 1) {
      for (let col = 0; col < COLUMNS; col += 1) insert.run(row, col, `cell ${row},${col} text`);
    }
  })();
}
const update = database.prepare("UPDATE cells SET value=?, rev=? WHERE row=? AND col=?");
const updateMeta = database.prepare("UPDATE meta SET rev=?");
const selectAll = database.prepare("SELECT row, col, value, rev FROM cells").raw();
let { rev } = database.prepare("SELECT rev FROM meta").get();
let cached = { rev: -1, text: "" };

function state() {
  if (cached.rev !== rev) {
    cached = { rev, text: JSON.stringify({ type: "state", rev, cells: selectAll.all() }) };
  }
  return cached.text;
}

function parse(raw) {
  const edit = JSON.parse(raw);
  const within = (n, end) => Number.isInteger(n) && n >= 0 && n < end;
  const good = edit.type === "edit" && within(edit.row, ROWS) && within(edit.col, COLUMNS);
  if (!good || typeof edit.value !== "string" || edit.value.length > 200) throw new Error("not an edit");
  return edit;
}

function write({ row, col, value, client }) {
  rev += 1;
  update.run(value, rev, row, col);
  return JSON.stringify({ type: "cell", rev, row, col, value, client, user: "somebody", style: PADDING });
}

const commit = database.transaction((edits) => {
  const messages = edits.map(write);
  updateMeta.run(rev);
  return messages;
});

const server = http.createServer();
const sockets = new WebSocketServer({ server, path: "/ws", perMessageDeflate: false });

function open() {
  return [...sockets.clients].filter((client) => client.readyState === WebSocket.OPEN);
}

function frame(text) {
  const payload = Buffer.from(text);
  const size = payload.length;
  let head;
  if (size < 126) head = Buffer.from([0x81, size]);
  else if (size < 65536) head = Buffer.from([0x81, 126, size >> 8, size & 255]);
  else {
    head = Buffer.alloc(10);
    head.writeUInt16BE(0x817f);
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  return Buffer.concat([head, payload]);
}

let waiting = [];

function flush() {
  const messages = commit(waiting);
  waiting = [];
  const bytes = frame(messages.length === 1 ? messages[0] : `[${messages.join(",")}]`);
  for (const client of open()) client._socket.write(bytes);
}

function received(raw) {
  const edit = parse(raw);
  if (batched) {
    waiting.push(edit);
    if (waiting.length === 1) setImmediate(flush);
  } else {
    const [message] = commit([edit]);
    for (const client of open()) client.send(message);
  }
}

sockets.on("connection", (client) => {
  client.on("error", () => {});
  client.on("message", received);
  client.send(state());
});
server.listen({ port, host: "127.0.0.1", backlog: 4096 });
