import { describe, expect, it } from "vitest";
import type { ImportLook } from "../bindings";
import { choose, guessed, obstacle, reading, rowsToRead } from "./mapping";

const look = (hasHeader: boolean): ImportLook => ({
  path: "/home/dana/fair.csv",
  file_name: "fair.csv",
  bytes: 2048,
  encoding: "UTF-8",
  delimiter: "comma",
  has_header: hasHeader,
  columns: [
    { index: 0, header: "First", guess: "first_name", samples: ["Ruth"] },
    { index: 1, header: "Cell", guess: "phone", samples: ["555-0142"] },
    { index: 2, header: "", guess: "phone", samples: ["555-0143"] },
    { index: 3, header: "Shoe size", guess: null, samples: ["7"] },
  ],
  first_rows: [
    ["Ruth", "555-0142", "555-0143", "7"],
    ["Walter", "555-0144", "", ""],
  ],
  estimated_rows: 2,
  notes: [],
});

describe("the guess", () => {
  const targets = ["first_name", "phone"].map((name) => ({ name, label: name }));

  it("gives a field to the first column that claims it", () => {
    expect(guessed(look(true), targets)).toEqual(["first_name", "phone", null, null]);
  });

  it("leaves out what a lead has no field for", () => {
    expect(guessed(look(true), targets.slice(1))).toEqual([null, "phone", null, null]);
  });
});

describe("a choice", () => {
  it("moves a field from the column that had it", () => {
    expect(choose(["first_name", "phone", null, null], 2, "phone")).toEqual(["first_name", null, "phone", null]);
  });

  it("can leave a column out, and leaves the others alone", () => {
    expect(choose(["first_name", "phone", null, null], 0, null)).toEqual([null, "phone", null, null]);
  });
});

describe("the first lines", () => {
  it("are read with the headings of the file", () => {
    expect(reading(look(true), true)).toEqual({
      headings: ["First", "Cell", "Column 3", "Shoe size"],
      rows: look(true).first_rows,
    });
  });

  it("show the headings as a row when they are people after all", () => {
    const { headings, rows } = reading(look(true), false);
    expect(headings[0]).toBe("Column 1");
    expect(rows[0]).toEqual(["First", "Cell", "", "Shoe size"]);
    expect(rows).toHaveLength(3);
  });

  it("take the first row as headings when the core saw none", () => {
    const { headings, rows } = reading(look(false), true);
    expect(headings).toEqual(["Ruth", "555-0142", "555-0143", "7"]);
    expect(rows).toHaveLength(1);
  });
});

describe("what stands in the way", () => {
  it("is said before the import starts", () => {
    expect(obstacle([null, null])).toMatch(/No column is chosen/);
    expect(obstacle([null, "phone"])).toMatch(/No column holds a name/);
    expect(obstacle(["last_name", null])).toMatch(/phone, an e-mail or an address/);
    expect(obstacle(["last_name", "email"])).toBeNull();
  });
});

describe("how much there is to read", () => {
  it("is exact for a small file and counts the first line when it is a row", () => {
    expect(rowsToRead(look(true), true)).toBe("2 rows");
    expect(rowsToRead(look(true), false)).toBe("3 rows");
    expect(rowsToRead({ ...look(true), bytes: 9_000_000, estimated_rows: 100_000 }, true)).toBe("about 100,000 rows");
  });
});
