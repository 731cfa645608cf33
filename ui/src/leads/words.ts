// How a lead's facts are put into words on the list and in the drawer.
import type { Lead, LeadFilter } from "../bindings";
import { day } from "../shared/format";

/** The day of a moment where the person is, as 'Oct 3, 2026'. */
export function dayOf(moment: string): string {
  const at = new Date(moment);
  if (Number.isNaN(at.getTime())) return moment;
  const [year, month, date] = [at.getFullYear(), at.getMonth() + 1, at.getDate()];
  return day([String(year).padStart(4, "0"), pad(month), pad(date)].join("-"));
}

/** Where a lead came from, as exactly as is known: the event rather than 'Event'. */
export function origin(lead: Lead): string {
  return lead.event_name || lead.word_of_mouth_type || lead.other_source_type || lead.source;
}

/** 'Lead since Oct 3, 2026, from Spring Health Fair'. */
export function since(lead: Lead): string {
  const from = origin(lead);
  return `Lead since ${dayOf(lead.created_at)}${from ? `, from ${from}` : ""}`;
}

/** Street, then city, state and zip: one line each, without the empty ones. */
export function addressLines(lead: Lead): string[] {
  const place = [[lead.city, lead.state].filter(Boolean).join(", "), lead.zip_code].filter(Boolean).join(" ");
  return [lead.street, place].filter(Boolean);
}

/** What an empty list says to somebody with these permissions. */
export function noLeadsYet(may: (permission: string) => boolean): string {
  if (!may("leads.create")) return "Leads that you may see appear here by themselves.";
  return `Add the first one while you are on the phone${may("leads.import") ? ", or import a list you already have" : ""}.`;
}

/** What the list was searched for, for the sentence that nothing was found. */
export function searchedFor(filter: LeadFilter): string {
  const parts = [
    filter.text && `“${filter.text}”`,
    listed("status", filter.stages),
    listed("source", filter.sources),
    listed("staff", filter.staff),
    listed("last contact", filter.contact_statuses),
  ];
  return parts.filter(Boolean).join(", ");
}

function listed(what: string, values: string[] | undefined): string {
  if (!values || values.length === 0) return "";
  const shown = values.slice(0, 3).join(" or ");
  return values.length > 3 ? `${what} ${shown} or ${values.length - 3} more` : `${what} ${shown}`;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
