import type { Duplex } from "node:stream";
import type pg from "pg";

/**
 * PostgreSQL's COPY, text format, with a plain client: whole tables in and out at the speed of the wire, in memory of a
 * fixed size. The client must be doing nothing else meanwhile.
 */

/** What a client's connection offers for COPY, beyond the types of its package. */
interface CopyConnection {
  readonly stream: Duplex;
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
}

const BLOCK = 256 * 1024;
const WAITING_MOST = 8;

/**
 * Runs `copy … to stdout` and gives what comes, in blocks of about 256 KB that end between rows.
 * @param statement SQL, with its names already quoted
 */
export async function* copyOut(client: pg.Client, statement: string): AsyncGenerator<Buffer> {
  const reading = client.query(new CopyOut(statement));
  try {
    for (let block = await reading.next(); block; block = await reading.next()) yield block;
  } finally {
    reading.abandon();
  }
}

class CopyOut {
  readonly #statement: string;
  readonly #blocks: Buffer[] = [];
  #rows: Buffer[] = [];
  #size = 0;
  #ended = false;
  #abandoned = false;
  #error: Error | undefined;
  #connection: CopyConnection | undefined;
  #wake: (() => void) | undefined;

  constructor(statement: string) {
    this.#statement = statement;
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#statement);
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }, connection: CopyConnection): void {
    if (this.#abandoned) return;
    this.#connection = connection;
    // The parser uses its buffer again, so what is kept is copied.
    this.#rows.push(Buffer.from(chunk));
    this.#size += chunk.length;
    if (this.#size < BLOCK) return;
    this.#close();
    if (this.#blocks.length >= WAITING_MOST) connection.stream.pause();
  }

  handleCommandComplete(): void {
    if (this.#size > 0) this.#close();
  }

  handleReadyForQuery(): void {
    this.#end();
  }

  handleError(error: Error): void {
    this.#error = error;
    this.#end();
  }

  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const block = this.#blocks.shift();
      if (block) {
        if (this.#blocks.length < WAITING_MOST / 2) this.#connection?.stream.resume();
        return block;
      }
      if (this.#error) throw this.#error;
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Who stops reading early lets the rest of it pass by. */
  abandon(): void {
    this.#abandoned = true;
    this.#connection?.stream.resume();
  }

  #close(): void {
    this.#blocks.push(Buffer.concat(this.#rows, this.#size));
    this.#rows = [];
    this.#size = 0;
    this.#wake?.();
  }

  #end(): void {
    this.#ended = true;
    this.#wake?.();
  }
}

/**
 * Runs `copy … from stdin` with what `source` gives. An error of the source undoes the statement and is thrown again.
 * @param statement SQL, with its names already quoted
 */
export async function copyIn(client: pg.Client, statement: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const writing = client.query(new CopyIn(statement, source));
  await writing.done;
}

class CopyIn {
  readonly done: Promise<void>;
  readonly #statement: string;
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #settled = Promise.withResolvers<void>();
  #pumping: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  #over = false;

  constructor(statement: string, source: AsyncIterable<Uint8Array>) {
    this.#statement = statement;
    this.#source = source;
    this.done = this.#settled.promise;
  }

  submit(connection: pg.Connection): void {
    connection.query(this.#statement);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#pumping = this.#pump(connection);
  }

  handleCommandComplete(): void {
    this.#over = true;
  }

  handleError(error: Error): void {
    this.#over = true;
    // The source's own error came first, and PostgreSQL only repeats it.
    this.#failure ??= { error };
    this.#settle();
  }

  handleReadyForQuery(): void {
    this.#settle();
  }

  #settle(): void {
    void this.#pumping.then(() => (this.#failure ? this.#settled.reject(this.#failure.error) : this.#settled.resolve()));
  }

  async #pump(connection: CopyConnection): Promise<void> {
    try {
      for await (const chunk of this.#source) {
        if (this.#over) return;
        connection.sendCopyFromChunk(chunk);
        if (connection.stream.writableNeedDrain) await drained(connection.stream);
      }
      connection.endCopyFrom();
    } catch (error) {
      this.#failure ??= { error };
      connection.sendCopyFail("the source failed");
    }
  }
}

/** When it takes more, or never will. */
const drained = (stream: Duplex): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      stream.off("drain", done).off("close", done);
      resolve();
    };
    stream.on("drain", done).on("close", done);
  });
