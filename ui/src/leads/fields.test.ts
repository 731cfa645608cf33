import { describe, expect, it, vi } from "vitest";
import type { ChoiceList, LeadField } from "../bindings";
import { answer } from "../shared/fake_host";
import { Draft } from "./drafts.svelte";
import { fieldsToAdd, fieldsToEdit, groupsOf, overtaken, readable, shownTexts, textsOfNew } from "./fields";

vi.mock("../shared/host", () => import("../shared/fake_host"));
answer("draft_save", () => null);

const field = (name: string, more: Partial<LeadField> = {}): LeadField => ({
  name,
  label: name,
  kind: "text",
  limit: 150,
  list: null,
  group: "Contact",
  first: true,
  only_when: null,
  ...more,
});
const FIELDS = [
  field("first_name"),
  field("phone", { kind: "phone" }),
  field("source", { kind: "choice", list: "source", group: "Source" }),
  field("event_name", { group: "Source", only_when: { field: "source", value: "Event" } }),
  field("staff_name", { kind: "choice", list: "staff_name" }),
  field("active_client", { kind: "yes_no", group: "Care" }),
];
const LISTS: ChoiceList[] = [
  {
    name: "source",
    open: false,
    choices: [
      { label: "Event", hue: null, kind: null, is_default: false },
      { label: "Other", hue: null, kind: null, is_default: true },
    ],
  },
];
const HELD = { first_name: "Ruth", phone: "(215) 555-0142", source: "Other", event_name: "", staff_name: "Dana", active_client: "no" };

const fresh = () => new Draft(7);

describe("what an edit sends", () => {
  it("is the changed fields alone, each with what was seen when it was changed", () => {
    const draft = fresh();
    draft.type("first_name", "Ruthie", "Ruth");
    draft.type("first_name", "Ruthanne", "Ruth");
    expect(fieldsToEdit(7, FIELDS, HELD, draft)).toEqual({
      id: 7,
      fields: { first_name: "Ruthanne" },
      seen: { first_name: "Ruth" },
    });
  });

  it("is nothing when everything was typed back", () => {
    const draft = fresh();
    draft.type("phone", "1", HELD.phone);
    draft.type("phone", HELD.phone, HELD.phone);
    expect(draft.isEmpty).toBe(true);
    expect(fieldsToEdit(7, FIELDS, HELD, draft).fields).toEqual({});
  });

  it("holds an emptied field, which clears it", () => {
    const draft = fresh();
    draft.type("phone", "", HELD.phone);
    expect(fieldsToEdit(7, FIELDS, HELD, draft).fields).toEqual({ phone: "" });
  });

  it("leaves out a field that is no longer asked", () => {
    const draft = fresh();
    draft.type("event_name", "Fair", "");
    expect(fieldsToEdit(7, FIELDS, HELD, draft).fields).toEqual({});
    draft.type("source", "Event", "Other");
    expect(fieldsToEdit(7, FIELDS, HELD, draft).fields).toEqual({ source: "Event", event_name: "Fair" });
  });
});

describe("a field that somebody else changes meanwhile", () => {
  it("keeps the typed text, shows theirs, and is refused until one of them is chosen", () => {
    const draft = fresh();
    draft.type("first_name", "Ruthanne", "Ruth");
    const now = { ...HELD, first_name: "Rut", phone: "(215) 555-0199" };
    expect(overtaken(now, draft)).toEqual({ first_name: "Rut" });
    expect(shownTexts(now, draft)).toMatchObject({ first_name: "Ruthanne", phone: "(215) 555-0199" });
    expect(fieldsToEdit(7, FIELDS, now, draft).seen).toEqual({ first_name: "Ruth" });
    draft.insist("first_name", "Rut");
    expect(overtaken(now, draft)).toEqual({});
    expect(fieldsToEdit(7, FIELDS, now, draft).seen).toEqual({ first_name: "Rut" });
  });

  it("is no quarrel when both typed the same", () => {
    const draft = fresh();
    draft.type("first_name", "Ruthanne", "Ruth");
    const now = { ...HELD, first_name: "Ruthanne" };
    expect(overtaken(now, draft)).toEqual({});
    expect(fieldsToEdit(7, FIELDS, now, draft).fields).toEqual({});
  });
});

describe("a new lead", () => {
  it("begins with the defaults and the one who adds it, and sends what stands there", () => {
    const begin = textsOfNew(FIELDS, LISTS, "Dana Whitfield");
    expect(begin).toMatchObject({ source: "Other", staff_name: "Dana Whitfield", first_name: "" });
    const typed = { first_name: "Walter", event_name: "Fair" };
    expect(fieldsToAdd(FIELDS, begin, { typed, seen: {} })).toEqual({
      first_name: "Walter",
      source: "Other",
      staff_name: "Dana Whitfield",
      active_client: "no",
    });
  });

  it("says so when a default was emptied, or the core would fill it in again", () => {
    const begin = textsOfNew(FIELDS, LISTS, "Dana Whitfield");
    const sent = fieldsToAdd(FIELDS, begin, { typed: { staff_name: "", first_name: "" }, seen: {} });
    expect(sent.staff_name).toBe("");
    expect(sent).not.toHaveProperty("first_name");
  });

  it("is asked in the groups of the core, without the fields that do not apply", () => {
    const names = groupsOf(FIELDS, HELD).map(({ name, fields }) => [name, fields.map((one) => one.name)]);
    expect(names).toEqual([
      ["Contact", ["first_name", "phone", "staff_name"]],
      ["Source", ["source"]],
      ["Care", ["active_client"]],
    ]);
  });
});

describe("a text of the core", () => {
  it("is shown in the order in which days are written here", () => {
    expect(readable(field("dob", { kind: "day" }), "1948-02-14")).toBe("2/14/1948");
    expect(readable(field("dob", { kind: "day" }), "")).toBe("");
    expect(readable(field("dob", { kind: "day" }), "spring 1948")).toBe("spring 1948");
    expect(readable(field("zip_code"), "1948-02-14")).toBe("1948-02-14");
  });

  it("has its time where the person is", () => {
    const moment = new Date(2026, 9, 3, 14, 5).toISOString();
    expect(readable(field("last_contact_date", { kind: "moment" }), moment)).toBe("10/3/2026 2:05 PM");
  });
});
