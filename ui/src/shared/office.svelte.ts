// Who is signed in to which office: the one answer that decides what the window shows at all.
import type { OfficeState, Session } from "../bindings";
import { asFailed, call, onSignedOut, type Failed } from "./call";
import { refreshAll } from "./live.svelte";

let state = $state.raw<OfficeState | null>(null);
let failure = $state.raw<Failed | null>(null);
/** Somebody was signed in when the core ended the session: the screen behind keeps its unsaved text. */
let interrupted = $state.raw<Session | null>(null);
/** A new recovery code is on the screen: nothing may take it away before it was written down. */
let showsCode = false;

export const office = {
  get state(): OfficeState | null {
    return state;
  },
  get failure(): Failed | null {
    return failure;
  },
  get session(): Session | null {
    return state?.session ?? null;
  },
  get interrupted(): Session | null {
    return interrupted;
  },
  /** Whether the signed-in person may do this; the core decides again when it is done. */
  can(permission: string): boolean {
    return state?.session?.permissions.includes(permission) ?? false;
  },
  async load(): Promise<void> {
    try {
      state = await call("office_state", {});
      failure = null;
    } catch (caught) {
      failure = asFailed(caught);
    }
  },
  /** Looks again whether somebody signed in from another window. */
  async catchUp(): Promise<void> {
    if (state?.phase !== "sign_in" || showsCode) return;
    await office.load();
    if (state?.session && state.session.account === interrupted?.account) refreshAll();
    if (state?.session) interrupted = null;
  },
  /** Keeps the page as it is until `begin`: the new recovery code stands on it. */
  keepShowingCode(): void {
    showsCode = true;
  },
  /** Takes up a session that the core has just begun. */
  async begin(session: Session): Promise<void> {
    const before = interrupted;
    interrupted = null;
    showsCode = false;
    if (state) state = { ...state, phase: "ready", session, name: session.office };
    if (before?.account === session.account) refreshAll();
    await office.load();
  },
  /** Ends the session by the person's own wish: nothing stays behind. */
  async signOut(): Promise<void> {
    try {
      await call("sign_out", {});
    } finally {
      interrupted = null;
      await office.load();
    }
  },
};

onSignedOut(() => {
  if (!state?.session || state.phase !== "ready") return;
  interrupted = state.session;
  state = { ...state, phase: "sign_in", session: null };
});
