// The fields of a lead as the form shows them: their texts, which of them are asked, and what an edit sends.
import type { ChoiceList, Lead, LeadEdit, LeadField } from "../bindings";

/** Texts by the name of the field, as they are typed. */
export type Texts = Record<string, string>;

/** What was typed and not yet saved, and what each of these fields held when typing began. */
export type Unsaved = { typed: Texts; seen: Texts };

export type Group = { name: string; fields: LeadField[] };

/** Always covered when a lead comes from the core. */
const PROTECTED = ["dob", "medicaid_no"];
/** Covered too for a role whose contact details are masked. */
const MASKED = ["phone", "email", "street", "zip_code", "e_contact_name", "e_contact_relation", "e_contact_phone", "comments"];

/** The fields of which the screen has only a covered text: they are never shown as typed nor sent back. */
export function coveredFields(masked: boolean): ReadonlySet<string> {
  return new Set(masked ? [...PROTECTED, ...MASKED] : PROTECTED);
}

/** What one of these permissions changes; every other field needs the last line's. */
const NEEDS: Record<string, readonly string[]> = {
  stage: ["leads.stage"],
  staff_name: ["leads.assign"],
  last_contact_status: ["leads.edit", "contacts.log"],
  last_contact_date: ["leads.edit", "contacts.log"],
};
const OTHERS_NEED: readonly string[] = ["leads.edit"];

type Can = (permission: string) => boolean;

/** The fields of an existing lead (`stages` are those it may be given), or of a new one, that this person may fill. */
export function changeable(fields: readonly LeadField[], can: Can, lead: Pick<Lead, "stages"> | null): LeadField[] {
  return fields.filter(({ name }) => {
    if (name === "stage" && lead?.stages.length === 0) return false;
    if (lead === null && name !== "stage" && name !== "staff_name") return can("leads.create");
    return (NEEDS[name] ?? OTHERS_NEED).some(can);
  });
}

/** Whether there is anything about a lead that this person may change. */
export function mayChange(lead: Pick<Lead, "stages">, can: Can): boolean {
  return ["leads.edit", "leads.assign", "contacts.log"].some(can) || (can("leads.stage") && lead.stages.length > 0);
}

/** The list of stages with those alone that the lead may be given, and the one where it stands. */
export function stagesFor(list: ChoiceList, lead: Lead): ChoiceList {
  return { ...list, choices: list.choices.filter(({ label }) => label === lead.stage.label || lead.stages.includes(label)) };
}

/** A lead's fields as texts: what the form would show if nothing had been typed. A covered field has none. */
export function textsOf(lead: Lead, fields: readonly LeadField[], covered: ReadonlySet<string> = coveredFields(false)): Texts {
  const held: Record<string, unknown> = { ...lead, stage: lead.stage.label, active_client: lead.active_client ? "yes" : "no" };
  return Object.fromEntries(fields.map(({ name }) => [name, covered.has(name) ? "" : text(held[name])]));
}

/** What the core shows of the covered fields, for the place where nothing is typed yet. */
export function coveredTexts(lead: Lead, covered: ReadonlySet<string>): Texts {
  const held: Record<string, unknown> = { ...lead };
  return Object.fromEntries([...covered].map((name) => [name, text(held[name])]));
}

/** What a new lead begins with: the default of each list, and `staff` as the one it is assigned to. */
export function textsOfNew(fields: readonly LeadField[], lists: readonly ChoiceList[], staff: string): Texts {
  return Object.fromEntries(fields.map((field) => [field.name, begin(field, lists, staff)]));
}

function begin(field: LeadField, lists: readonly ChoiceList[], staff: string): string {
  if (field.kind === "yes_no") return "no";
  const chosen = lists.find(({ name }) => name === field.list)?.choices.find((choice) => choice.is_default)?.label;
  return chosen ?? (field.name === "staff_name" ? staff : "");
}

/** A text of the core as people write it, in the office's order of a day; other kinds are as they are. */
export function readable(field: LeadField, text: string): string {
  if (field.kind === "moment" && text.length > 10) return momentAsTyped(text);
  const day = field.kind === "day" || field.kind === "moment" ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) : null;
  return day ? `${Number(day[2])}/${Number(day[3])}/${day[1]}` : text;
}

function momentAsTyped(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  const hour = at.getHours();
  const clock = `${hour % 12 || 12}:${String(at.getMinutes()).padStart(2, "0")} ${hour < 12 ? "AM" : "PM"}`;
  return `${at.getMonth() + 1}/${at.getDate()}/${at.getFullYear()} ${clock}`;
}

/** What the form shows: what was typed, else what the lead holds now. */
export function shownTexts(held: Texts, unsaved: Unsaved): Texts {
  return { ...held, ...unsaved.typed };
}

/** Is the field asked, given what the others hold? */
export function isAsked(field: LeadField, texts: Texts): boolean {
  const condition = field.only_when;
  return condition === null || sameWord(texts[condition.field] ?? "", condition.value);
}

/** The asked fields in their groups, in the order of the core. */
export function groupsOf(fields: readonly LeadField[], texts: Texts): Group[] {
  const groups: Group[] = [];
  for (const field of fields) {
    if (!isAsked(field, texts)) continue;
    const group = groups.find(({ name }) => name === field.group);
    if (group) group.fields.push(field);
    else groups.push({ name: field.group, fields: [field] });
  }
  return groups;
}

/** The fields of a new lead: all that stands in the form, and what was emptied there so that no default fills it. */
export function fieldsToAdd(fields: readonly LeadField[], begin: Texts, unsaved: Unsaved): Texts {
  const texts = shownTexts(begin, unsaved);
  const given = fields.filter((field) => isAsked(field, texts) && (texts[field.name]?.trim() || begin[field.name]));
  return Object.fromEntries(given.map(({ name }) => [name, texts[name] ?? ""]));
}

/** The changed fields alone, each with the value that was on the screen when it was changed; of a covered one there was none. */
export function fieldsToEdit(id: number, fields: readonly LeadField[], held: Texts, unsaved: Unsaved, covered: ReadonlySet<string> = coveredFields(false)): LeadEdit {
  const texts = shownTexts(held, unsaved);
  const edit = { id, fields: {} as Texts, seen: {} as Texts };
  for (const field of fields) {
    const typed = unsaved.typed[field.name];
    if (typed === undefined || typed === held[field.name] || !isAsked(field, texts)) continue;
    edit.fields[field.name] = typed;
    if (!covered.has(field.name)) edit.seen[field.name] = unsaved.seen[field.name] ?? "";
  }
  return edit;
}

/** The fields that somebody else changed while they were being typed here, with what they hold now. */
export function overtaken(held: Texts, unsaved: Unsaved): Texts {
  const names = Object.keys(unsaved.typed).filter((name) => {
    const now = held[name] ?? "";
    return now !== unsaved.seen[name] && now !== unsaved.typed[name];
  });
  return Object.fromEntries(names.map((name) => [name, held[name] ?? ""]));
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function sameWord(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}
