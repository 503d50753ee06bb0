import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startNameServer, type TestNameServer } from "#tests/name-server.ts";
import { txtResolver } from "./txt.ts";

let server: TestNameServer;
beforeAll(async () => {
  server = await startNameServer();
});
afterAll(() => server.close());

describe("T6: texts of a name server", () => {
  test("WEB-2 are what it has for the name, a long one put together again", async () => {
    const long = "x".repeat(300);
    server.set("_pregonero-proof.www.robledal.example", ["pregonero-abc", long]);
    const txt = txtResolver([server.address]);
    expect([...(await txt("_pregonero-proof.www.robledal.example"))].toSorted()).toEqual(["pregonero-abc", long]);
  });

  test("WEB-2 are none where there is no such name, and none where nobody answers", async () => {
    expect(await txtResolver([server.address])("_pregonero-proof.sede.robledal.example")).toEqual([]);
    const gone = await startNameServer();
    await gone.close();
    expect(await txtResolver([gone.address])("www.robledal.example")).toEqual([]);
  }, 20_000);

  test.each(["127.0.0.1", "[::1]", "localhost", "robledal example.org", "a..b", "1.2.3", "", `${"a".repeat(64)}.example`])("T6 «%s» is nothing to ask for", async (name) => {
    const before = server.asked.length;
    expect(await txtResolver([server.address])(name)).toEqual([]);
    expect(server.asked).toHaveLength(before);
  });
});
