import { cleanup, fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ChoiceList, Draft as KeptDraft, Lead, LeadEdit, LeadField, LeadSaved, OfficeState, Session } from "../bindings";
import { answer, asked, failure, forget, settled } from "../shared/fake_host";
import { office } from "../shared/office.svelte";
import LeadForm from "./LeadForm.svelte";

vi.mock("../shared/host", () => import("../shared/fake_host"));

const inputs = (name: string): unknown[] => asked.filter((each) => each.name === name).map(({ input }) => input);

const field = (name: string, more: Partial<LeadField> = {}): LeadField => ({ name, label: name, kind: "text", limit: 150, list: null, group: "Person", first: true, only_when: null, ...more });
const FIELDS = [field("first_name"), field("city"), field("dob", { kind: "day", first: false, group: "Birth" })];
const LISTS: ChoiceList[] = [];
const ruth = { id: 7, name: "Ruth Abel", first_name: "Ruth", city: "Ambler", dob: "1948-••-••", medicaid_no: "", stages: ["Contacted"], stage: { label: "Contacted", hue: "#FFD700", kind: "open" }, active_client: false, updated_by: "Luis Ortega" } as Lead;

let lead: Lead;
/** What the core keeps, as its table does: one text for each form and thing. */
let kept: KeptDraft[];
const keep = ({ form, of, content }: Omit<KeptDraft, "saved_at">): null => {
  kept = kept.filter((each) => each.form !== form || each.of !== of);
  if (content) kept.push({ form, of, content, saved_at: "" });
  return null;
};
const saved = (more: Partial<LeadSaved> = {}): LeadSaved => ({ lead, operation: 12, sentence: "Ruth Abel saved", warnings: [], ...more });

beforeEach(async () => {
  forget();
  await permit("leads.create", "leads.edit");
  lead = { ...ruth };
  kept = [];
  answer("drafts", () => kept);
  answer("draft_save", keep);
  answer("lead_fields", () => FIELDS);
  answer("lead", () => lead);
  answer("lead_check", () => []);
});
afterEach(cleanup);

async function permit(...permissions: string[]): Promise<void> {
  const session = { account: 0, name: "Dana Whitfield", permissions } as Partial<Session> as Session;
  answer("office_state", () => ({ phase: "ready", session }) as Partial<OfficeState>);
  await office.load();
}
async function open(id: number | null) {
  const onsaved = vi.fn();
  const onclose = vi.fn();
  const shown = render(LeadForm, { id, lists: LISTS, onclose, onsaved });
  await settled();
  await tick();
  return { onsaved, onclose, close: shown.unmount };
}
async function type(name: string, text: string): Promise<void> {
  await fireEvent.input(screen.getByTestId(`lead-field-${name}`), { target: { value: text } });
}
async function save(): Promise<void> {
  await fireEvent.submit(screen.getByTestId("lead-form"));
  await settled();
  await tick();
  await settled();
}
const value = (name: string): string => (screen.getByTestId(`lead-field-${name}`) as HTMLInputElement).value;

describe("adding a lead", () => {
  it("keeps what was typed when the form is closed, until it is discarded", async () => {
    const first = await open(null);
    await type("first_name", "Walter");
    first.close();
    await settled();
    expect(kept.map(({ form, of }) => [form, of])).toEqual([["lead", null]]);
    await open(null);
    expect(value("first_name")).toBe("Walter");
    expect(screen.getByTestId("lead-form-kept")).toBeTruthy();
    await fireEvent.click(screen.getByTestId("lead-form-discard"));
    expect(value("first_name")).toBe("");
    expect(screen.queryByTestId("lead-form-discard")).toBeNull();
    await settled();
    expect(kept).toEqual([]);
  });

  it("begins empty when what is kept cannot be had or read", async () => {
    keep({ form: "lead", of: null, content: "{" });
    const first = await open(null);
    expect(value("first_name")).toBe("");
    first.close();
    answer("drafts", () => {
      throw failure("disk", "The office file cannot be read.");
    });
    await open(null);
    expect(value("first_name")).toBe("");
    expect(screen.queryByTestId("lead-form-kept")).toBeNull();
  });

  it("keeps the text of one lead apart from that of another and of a new one", async () => {
    const first = await open(7);
    await type("city", "Chester");
    first.close();
    await open(null);
    expect(value("city")).toBe("");
    expect(kept.map(({ of }) => of)).toEqual([7]);
  });

  it("saves with Ctrl+Enter and forgets the draft", async () => {
    answer("lead_add", () => saved({ sentence: "Walter added" }));
    const { onsaved } = await open(null);
    await type("first_name", "Walter");
    await fireEvent.keyDown(screen.getByTestId("lead-field-first_name"), { key: "Enter", ctrlKey: true });
    await settled();
    expect(inputs("lead_add")).toEqual([{ first_name: "Walter" }]);
    expect(onsaved).toHaveBeenCalledWith(7);
    expect(kept).toEqual([]);
  });

  it("shows a refusal beside its field, unfolds it and moves the keyboard there", async () => {
    answer("lead_add", () => {
      throw failure("invalid", "“x” is not a date.", "dob");
    });
    await open(null);
    expect(screen.getByTestId("lead-form-more").getAttribute("aria-expanded")).toBe("false");
    await type("first_name", "Walter");
    await type("dob", "x");
    await save();
    expect(screen.getByTestId("lead-field-dob-error").textContent).toContain("not a date");
    expect(screen.getByTestId("lead-form-more").getAttribute("aria-expanded")).toBe("true");
    expect(document.activeElement).toBe(screen.getByTestId("lead-field-dob"));
    expect(value("first_name")).toBe("Walter");
  });
});

describe("editing a lead", () => {
  it("sends the changed fields alone, each with what was seen", async () => {
    answer("lead_edit", () => saved());
    const { onsaved } = await open(7);
    await type("first_name", "Ruthanne");
    await type("city", "Chester");
    await type("city", "Ambler");
    await save();
    expect(inputs("lead_edit")).toEqual([{ id: 7, fields: { first_name: "Ruthanne" }, seen: { first_name: "Ruth" } }]);
    expect(onsaved).toHaveBeenCalledWith(7);
  });

  it("shows a protected field covered, and sends it only when something was typed", async () => {
    answer("lead_edit", () => saved());
    await open(7);
    const dob = screen.getByTestId("lead-field-dob") as HTMLInputElement;
    expect([dob.value, dob.placeholder]).toEqual(["", "••/••/1948"]);
    expect(screen.getByText("Leave empty to keep it.")).toBeTruthy();
    await type("dob", "2/15/1948");
    await save();
    expect(inputs("lead_edit")).toEqual([{ id: 7, fields: { dob: "2/15/1948" }, seen: {} }]);
  });

  it("asks only what the role may change, and says so when that is nothing", async () => {
    await permit("leads.view", "leads.stage");
    answer("lead_fields", () => [...FIELDS, field("stage", { kind: "choice" })]);
    await open(7);
    expect([...document.querySelectorAll("[data-testid^=lead-field-]")].map((each) => each.getAttribute("data-testid"))).toEqual(["lead-field-stage"]);
    cleanup();
    await permit("leads.view");
    await open(7);
    expect(screen.getByTestId("lead-form-closed").textContent).toContain("does not include changing");
  });

  it("calls nothing when nothing was changed", async () => {
    const { onsaved } = await open(7);
    await save();
    expect(inputs("lead_edit")).toEqual([]);
    expect(onsaved).toHaveBeenCalledWith(7);
  });

  it("keeps the typed text when somebody was quicker, shows theirs, and overwrites it only when saved again", async () => {
    answer("lead_edit", ({ seen }: LeadEdit) => {
      if (seen?.city === lead.city) return saved();
      throw failure("moved_on", "Luis Ortega changed the city to “Chester” in the meantime. Look at it, then save again to keep yours.", "city");
    });
    const { onsaved } = await open(7);
    await type("city", "Norristown");
    lead = { ...lead, city: "Chester" };
    await save();
    expect(value("city")).toBe("Norristown");
    expect(screen.getByTestId("lead-field-city-meanwhile").textContent).toContain("“Chester”");
    expect(onsaved).not.toHaveBeenCalled();
    await save();
    expect(inputs("lead_edit").at(-1)).toEqual({ id: 7, fields: { city: "Norristown" }, seen: { city: "Chester" } });
    expect(onsaved).toHaveBeenCalledWith(7);
  });
});
