import { createServer, type Socket } from "node:net";

/** What a server of the tests answers, by the word that it is spoken to with; `content` once the dot has come. `drop`: it hangs up; `silence`: it says nothing more. */
export type Script = Partial<Record<"greeting" | "EHLO" | "MAIL" | "RCPT" | "DATA" | "content", string>>;

export interface ScriptedSmtp {
  readonly port: number;
  /** What each mail that was wholly given held. */
  readonly received: string[];
  /** From now on. */
  answer(script: Script): void;
  close(): Promise<void>;
}

const usual = { greeting: "220 here", EHLO: "250 here", MAIL: "250 ok", RCPT: "250 ok", DATA: "354 go on", content: "250 taken" };

/** A server that speaks as much SMTP as is needed to misbehave: it refuses, falls silent or hangs up where it is told to. */
export async function scriptedSmtp(): Promise<ScriptedSmtp> {
  let script: Script = {};
  const received: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket)).on("error", () => undefined);
    const say = (what: keyof Script) => {
      const answer = script[what] ?? usual[what];
      if (answer === "drop") socket.destroy();
      else if (answer !== "silence") socket.write(`${answer}\r\n`);
    };
    let buffered = "";
    let content = false;
    socket.on("data", (chunk: Buffer) => {
      buffered += chunk.toString("utf8");
      for (;;) {
        if (content) {
          const end = buffered.indexOf("\r\n.\r\n");
          if (end === -1) return;
          received.push(buffered.slice(0, end));
          buffered = buffered.slice(end + 5);
          content = false;
          say("content");
          continue;
        }
        const end = buffered.indexOf("\r\n");
        if (end === -1) return;
        const word = buffered.slice(0, end).split(/[ :]/)[0]?.toUpperCase() ?? "";
        buffered = buffered.slice(end + 2);
        if (word === "QUIT") socket.end("221 bye\r\n");
        else if (word === "EHLO" || word === "MAIL" || word === "RCPT" || word === "DATA") {
          content = word === "DATA" && (script.DATA ?? usual.DATA).startsWith("354");
          say(word);
        } else socket.write("502 no\r\n");
      }
    });
    say("greeting");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || !address) throw new Error("no port");
  return {
    port: address.port,
    received,
    answer: (next) => {
      script = next;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
