import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ImportLook, ImportResult } from "../bindings";
import { answer, asked, failure, forget, settled } from "../shared/fake_host";
import { importOf } from "./importing.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));

const inputs = (name: string): unknown[] => asked.filter((each) => each.name === name).map(({ input }) => input);

const look: ImportLook = {
  path: "/lists/fair.csv",
  file_name: "fair.csv",
  bytes: 900,
  encoding: "UTF-8",
  delimiter: "comma",
  has_header: true,
  columns: [
    { index: 0, header: "First", guess: "first_name", samples: [] },
    { index: 1, header: "Cell", guess: "phone", samples: [] },
    { index: 2, header: "Firm", guess: "company", samples: [] },
  ],
  first_rows: [["Ruth", "555-0142", ""]],
  estimated_rows: 1,
  notes: [],
};
const result: ImportResult = { batch: 31, file_name: "fair.csv", read: 1, added: 1, updated: 0, skipped: 0, duplicates: 0, rejected: 0, problems: [], problems_file: null, notes: [], sentence: "1 lead added from fair.csv" };

let account = 0;
const fresh = () => importOf((account += 1));

beforeEach(() => {
  forget();
  answer("import_look", () => look);
  answer("import_targets", () => ["first_name", "phone"].map((name) => ({ name, label: name })));
  answer("import_run", () => result);
});

describe("an import", () => {
  it("goes from the file to its columns and on to its result", async () => {
    const importing = fresh();
    expect(importing.step).toBe("File");
    await importing.open("/lists/fair.csv");
    expect(importing.step).toBe("Columns");
    const running = importing.run();
    expect(importing.step).toBe("Import");
    await running;
    expect(importing.step).toBe("Result");
    const [plan] = inputs("import_run");
    expect(plan).toMatchObject({ path: "/lists/fair.csv", columns: ["first_name", "phone", null], has_header: true });
  });

  it("is the same one when the page is left and found again", async () => {
    const importing = fresh();
    await importing.open("/lists/fair.csv");
    importing.choose(1, null);
    expect(importOf(account)).toBe(importing);
    expect(importOf(account).mapping).toEqual(["first_name", null, null]);
  });

  it("says why a file cannot be read, and takes another", async () => {
    answer("import_look", () => {
      throw failure("invalid", "This is a picture, not a table.");
    });
    const importing = fresh();
    await importing.open("/lists/cat.csv");
    expect(importing.step).toBe("File");
    expect(importing.failure?.sentence).toContain("picture");
    answer("import_look", () => look);
    await importing.open("/lists/fair.csv");
    expect(importing.failure).toBeNull();
    expect(importing.step).toBe("Columns");
  });

  it("returns to the columns, with the choices kept, when it is cancelled", async () => {
    let stop: () => void = () => undefined;
    answer("import_run", () => new Promise((_, reject) => (stop = () => reject(failure("cancelled", "Stopped.")))));
    answer("job_cancel", () => {
      stop();
      return null;
    });
    const importing = fresh();
    await importing.open("/lists/fair.csv");
    importing.choose(1, null);
    const running = importing.run();
    await settled();
    await importing.cancel();
    await running;
    expect(importing.step).toBe("Columns");
    expect(importing.mapping).toEqual(["first_name", null, null]);
    expect(importing.note).toContain("Nothing of fair.csv was added");
    expect(importing.failure).toBeNull();
  });

  it("is undone by its own operation", async () => {
    answer("undo", () => ({ operation: 32, sentence: "1 lead taken back" }));
    const importing = fresh();
    await importing.open("/lists/fair.csv");
    await importing.run();
    await importing.undo();
    expect(inputs("undo")).toEqual([{ operation: 31 }]);
    expect(importing.takenBack).toBe("1 lead taken back");
  });
});
