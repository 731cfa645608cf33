//! The screen's types and calls, generated from the command table.

use std::any::TypeId;
use std::collections::{BTreeMap, HashSet};

use ts_rs::{Config, TS, TypeVisitor};

use crate::commands::{self, COMMANDS};

/// Gathers the declaration of every type that the table mentions.
pub struct Types {
    config: Config,
    seen: HashSet<TypeId>,
    declared: BTreeMap<String, String>,
}

impl Types {
    /// Adds a type with everything it is made of; answers with its name in TypeScript.
    pub fn add<T: TS + 'static + ?Sized>(&mut self) -> String {
        self.visit::<T>();
        T::name(&self.config)
    }
}

impl TypeVisitor for Types {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        if !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        if T::output_path().is_some() {
            let declaration = format!("export {}", T::decl(&self.config));
            let documented = T::docs().map_or(declaration.clone(), |docs| format!("{docs}{declaration}"));
            self.declared.insert(T::name(&self.config), documented);
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

/// The text of `ui/src/bindings.ts`.
pub fn bindings() -> String {
    // Ids stay below 2^53, so a TypeScript number holds them.
    let config = Config::new().with_large_int("number");
    let mut types = Types { config, seen: HashSet::new(), declared: BTreeMap::new() };
    types.add::<crate::error::Error>();
    types.add::<crate::office::Change>();
    types.add::<crate::office::Progress>();
    let calls = commands::types(&mut types);
    let mut text = String::from(
        "// Generated from the core's command table. Do not edit: run `cargo xtask bindings`.\n\n",
    );
    for declaration in types.declared.values() {
        text.push_str(declaration);
        text.push_str("\n\n");
    }
    text.push_str(
        "/** Every command with what goes in and what comes out. */\nexport interface Commands {\n",
    );
    for (name, input, output) in calls {
        text.push_str(&format!("  {name}: {{ input: {input}; output: {output} }};\n"));
    }
    text.push_str("}\n\n/** The tables each question reads: when a change touches one, the question is asked again. */\n");
    text.push_str("export const reads: { [K in keyof Commands]?: ReadonlyArray<string> } = {\n");
    for command in COMMANDS.iter().filter(|command| !command.reads.is_empty()) {
        let tables: Vec<String> = command.reads.iter().map(|table| format!("\"{table}\"")).collect();
        text.push_str(&format!("  {}: [{}],\n", command.name, tables.join(", ")));
    }
    text.push_str("};\n");
    text
}
