//! What is kept back: birth dates and Medicaid numbers from every answer, contact details from roles without them.

use porchlight_core::commands::{COMMANDS, Kind};
use porchlight_core::error::Code;
use serde_json::{Value, json};

use crate::roles::{account, acting, allow, become_role, revealed};
use crate::stage::{Stage, call, sentence};

/// A lead with something in every field that is kept back from somebody.
fn rosalind(stage: &Stage) -> i64 {
    let typed = json!({
        "first_name": "Rosalind", "last_name": "Okafor", "phone": "(215) 555-0148", "email": "rosalind@okafor.example",
        "street": "12 Elm Street", "city": "Chester", "zip_code": "19013", "dob": "1951-02-14",
        "medicaid_no": "9876504321", "e_contact_name": "Ada Okafor", "e_contact_relation": "Daughter",
        "e_contact_phone": "610-555-0175", "comments": "prefers mornings", "stage": "Contacted"
    });
    stage.call("lead_add", typed)["lead"]["id"].as_i64().unwrap()
}

#[test]
fn protected_fields_are_masked_in_every_answer_and_shown_one_at_a_time() {
    let stage = Stage::new();
    let id = rosalind(&stage);
    let edited = stage.call("lead_edit", json!({"id": id, "fields": {"city": "Media"}}));
    for lead in [stage.lead(id), edited["lead"].clone()] {
        assert_eq!(
            (lead["dob"].as_str(), lead["medicaid_no"].as_str()),
            (Some("1951-••-••"), Some("••••4321"))
        );
        assert_eq!(
            (lead["may_reveal"].as_bool(), lead["phone"].as_str()),
            (Some(true), Some("(215) 555-0148"))
        );
        assert!(lead["age"].as_i64().unwrap() > 70);
    }
    let log = stage.log().len();
    assert_eq!(revealed(&stage, id, "medicaid_no"), "9876504321");
    let entry = stage.last();
    assert_eq!((entry["action"].as_str(), entry["lead"].as_i64()), (Some("lead.reveal"), Some(id)));
    assert_eq!(entry["sentence"], "Medicaid number of Rosalind Okafor shown");
    assert_eq!(entry["why_not"], "Nothing was changed by it, so there is nothing to undo.");
    assert_eq!(revealed(&stage, id, "dob"), "1951-02-14");
    assert_eq!(stage.last()["sentence"], "Date of birth of Rosalind Okafor shown");
    assert_eq!(stage.call("lead_history", json!({"id": id}))[0]["action"], "lead.reveal");

    let plain = stage.add_lead("Ruth", "Abel");
    assert_eq!(revealed(&stage, plain, "dob"), "", "nothing was shown, so nothing is said");
    assert_eq!(stage.log().len(), log + 3);
    sentence(stage.refused("lead_reveal", json!({"id": 99, "field": "dob"})), Code::Missing);
    assert_eq!(stage.refused("lead_reveal", json!({"id": id, "field": "phone"})).code, Code::BadCall);
    become_role(&stage, "caller");
    assert_eq!(stage.lead(id)["may_reveal"], false);
    sentence(stage.refused("lead_reveal", json!({"id": id, "field": "dob"})), Code::Refused);
}

#[test]
fn a_mask_that_a_form_sends_back_changes_nothing_and_is_no_value() {
    let stage = Stage::new();
    let id = rosalind(&stage);
    let masks = json!({"dob": "1951-••-••", "medicaid_no": "••••4321"});
    let same = stage.call("lead_edit", json!({"id": id, "fields": masks, "seen": masks}));
    assert_eq!(same["operation"], 0);
    let new = stage.call(
        "lead_edit",
        json!({"id": id, "fields": {"dob": "1951-••-••", "medicaid_no": "1122334455"}, "seen": masks}),
    );
    assert_eq!(new["sentence"], "Rosalind Okafor: medicaid number changed");
    assert_eq!(
        (revealed(&stage, id, "dob"), revealed(&stage, id, "medicaid_no")),
        ("1951-02-14".into(), "1122334455".into())
    );
    for (field, value) in [("dob", "1952-••-••"), ("medicaid_no", "••••4321"), ("medicaid_no", "12•4")]
    {
        let refused = stage.refused("lead_edit", json!({"id": id, "fields": {field: value}}));
        assert_eq!(refused.field.as_deref(), Some(field));
        sentence(refused, Code::Invalid);
    }
    let file = stage.file(
        "masked.csv",
        "first_name,phone,medicaid_no\nRuth,2155550101,••••4321\nMei,2155550102,1234567890\n".as_bytes(),
    );
    let imported = stage.import(&file).unwrap();
    assert_eq!((imported["added"].as_u64(), imported["rejected"].as_u64()), (Some(1), Some(1)));
    assert_eq!(imported["problems"][0]["column"], "medicaid_no");
}

#[test]
fn a_form_of_a_masked_role_keeps_what_it_does_not_show() {
    let stage = Stage::new();
    let id = rosalind(&stage);
    become_role(&stage, "guest");
    allow(&stage, "guest", "leads.edit");
    let shown = stage.lead(id);
    let mut back = json!({"city": "Media"});
    for field in ["phone", "email", "street", "zip_code", "e_contact_name", "e_contact_phone", "comments"] {
        back[field] = shown[field].clone();
    }
    let edited = stage.call("lead_edit", json!({"id": id, "fields": back}));
    assert_eq!(edited["sentence"], "Rosalind Okafor: city set to Media");
    let refused = stage.refused("lead_edit", json!({"id": id, "fields": {"phone": "•••-•••-0149"}}));
    assert_eq!(refused.field.as_deref(), Some("phone"));
    become_role(&stage, "owner");
    assert_eq!(
        (stage.lead(id)["phone"].as_str(), stage.lead(id)["comments"].as_str()),
        (Some("(215) 555-0148"), Some("prefers mornings"))
    );
}

#[test]
fn what_is_kept_back_cannot_be_guessed_through_a_refusal() {
    let stage = Stage::new();
    let id = rosalind(&stage);
    become_role(&stage, "marketer");
    let edit = |seen: &str| json!({"id": id, "fields": {"dob": "1960-01-01"}, "seen": {"dob": seen}});
    let wrong = stage.refused("lead_edit", edit("1951-02-13"));
    let right = stage.refused("lead_edit", edit("1951-02-14"));
    assert_eq!((wrong.code, &wrong), (Code::MovedOn, &right), "a right guess is told from no wrong one");
    assert!(wrong.sentence.contains("“1951-••-••”"), "{}", wrong.sentence);
    assert_ne!(stage.call("lead_edit", edit("1951-••-••"))["operation"], 0);
}

#[test]
fn a_guest_sees_who_and_where_and_no_way_to_reach_anybody() {
    let stage = Stage::new();
    let id = rosalind(&stage);
    stage.call("lead_add", json!({"first_name": "Abe", "phone": "(999) 555-0101"}));
    become_role(&stage, "guest");
    let lead = stage.lead(id);
    for (field, shown) in [
        ("name", "Rosalind Okafor"),
        ("city", "Chester"),
        ("phone", "•••-•••-0148"),
        ("phone_shown", "•••-•••-0148"),
        ("email", "r•••@okafor.example"),
        ("street", "•••"),
        ("zip_code", "•••"),
        ("e_contact_name", "•••"),
        ("e_contact_relation", "•••"),
        ("e_contact_phone", "•••-•••-0175"),
        ("comments", "•••"),
        ("dob", "1951-••-••"),
        ("medicaid_no", "••••4321"),
    ] {
        assert_eq!(lead[field], shown, "{field}");
    }
    let page = stage.call("leads_page", json!({"from": 0, "count": 9, "filter": {"text": "okafor"}}));
    assert_eq!(page["rows"][0]["phone_shown"], "•••-•••-0148");
    let told = stage.call("lead_history", json!({"id": id}))[0]["changes"].clone();
    let phone = told.as_array().unwrap().iter().find(|change| change["label"] == "Phone").unwrap();
    assert_eq!(phone["new"], "•••-•••-0148");
    // By number Rosalind would stand first: the order would tell it.
    assert_eq!(stage.names(json!({}), "phone", false), ["Abe", "Rosalind Okafor"]);
    assert_eq!(stage.names(json!({}), "phone", true), ["Rosalind Okafor", "Abe"]);
}

#[test]
fn nobody_finds_a_lead_by_what_they_may_not_see() {
    let stage = Stage::new();
    rosalind(&stage);
    let finds = |text: &str| stage.names(json!({"text": text}), "name", false).len() == 1;
    let open = ["rosalind", "okafor chester", "rosalind okafor"];
    let contact = [
        "5550148",
        "(215) 555-0148",
        "okafor.example",
        "19013",
        "ada",
        "mornings",
        "6105550175",
        "rosalind mornings",
    ];
    let protected = ["9876504321", "04321", "okafor 98765"];
    for (role, sees_contact, sees_protected) in [
        ("owner", true, true),
        ("intake_coordinator", true, true),
        ("caller", true, false),
        ("analyst", true, false),
        ("guest", false, false),
    ] {
        become_role(&stage, role);
        assert!(open.iter().all(|text| finds(text)), "{role}");
        for text in contact {
            assert_eq!(finds(text), sees_contact, "{role}: {text}");
        }
        for text in protected {
            assert_eq!(finds(text), sees_protected, "{role}: {text}");
        }
        assert!(!finds("dob") && !finds("1951"), "{role}");
    }
    become_role(&stage, "owner");
    // Folding makes letters like these longer, and the parts of a text with them.
    let typed = json!({"first_name": "Ｚoë", "last_name": "ﬃﬃ", "city": "Ærøskøbing", "phone": "2675550119", "medicaid_no": "№77777"});
    stage.call("lead_add", typed);
    for (role, by_phone, by_number) in [("owner", 1, 1), ("caller", 1, 0), ("guest", 0, 0)] {
        become_role(&stage, role);
        let count = |text: &str| stage.names(json!({"text": text}), "name", false).len();
        let counted = (count("zoe ffiffi"), count("2675550119"), count("no77777"), count("77777"));
        assert_eq!(counted, (1, by_phone, by_number, by_number), "{role}");
    }
    become_role(&stage, "owner");
    // The text that is kept in step finds no more than one that is built anew.
    stage.call("lead_edit", json!({"id": 1, "fields": {"comments": "two cats"}}));
    assert!(finds("cats"));
    become_role(&stage, "guest");
    assert!(!finds("cats") && !finds("9876504321") && finds("chester"));
}

#[test]
fn an_export_is_in_full_for_whoever_may_reveal_and_says_so() {
    let stage = Stage::new();
    rosalind(&stage);
    let path = stage.folder.path().join("out.csv");
    let export = || {
        let result = stage.call("leads_export", json!({"path": path, "job": 1}));
        (std::fs::read_to_string(&path).unwrap(), result["sentence"].as_str().unwrap().to_owned())
    };
    let (text, said) = export();
    assert!(text.contains("1951-02-14") && text.contains("9876504321"), "{text}");
    assert_eq!(said, "1 lead exported to out.csv, with Medicaid numbers and birth dates");
    become_role(&stage, "analyst");
    let (text, said) = export();
    assert!(
        text.contains("1951-••-••") && text.contains("••••4321") && text.contains("(215) 555-0148"),
        "{text}"
    );
    assert!(!text.contains("1951-02-14") && !text.contains("9876504321"), "{text}");
    assert_eq!(said, "1 lead exported to out.csv");
    assert_eq!(stage.last()["sentence"], said);
    become_role(&stage, "guest");
    allow(&stage, "guest", "leads.export");
    assert!(!export().0.contains("555-0148"));
}

/// What must stand nowhere in a guest's answers: each number in full, and any piece of it beside its last four digits.
const CANARIES: &[&str] =
    &["5550148", "50148", "5550175", "50175", "04321", "98765", "9876504321", "19510214", "0214"];

/// Texts of the same fields.
const CANARY_TEXTS: &[&str] = &["rosalind@", "12 elm", "19013", "ada okafor", "mornings", "-02-14"];

/// Every text and number of an answer.
fn texts(value: &Value, all: &mut Vec<String>) {
    match value {
        Value::String(text) => all.push(text.clone()),
        Value::Array(values) => values.iter().for_each(|value| texts(value, all)),
        Value::Object(map) => map.values().for_each(|value| texts(value, all)),
        _ => {}
    }
}

#[test]
fn no_answer_to_a_guest_holds_a_number_an_address_or_a_birth_date() {
    let stage = Stage::new();
    let luis = account(&stage, "intake_coordinator", "Luis Ortega");
    let id = rosalind(&stage);
    let added = stage.last()["operation"].clone();
    for (field, value) in [
        ("phone", "267-555-0119"),
        ("phone", "(215) 555-0148"),
        ("street", "1 Oak Lane"),
        ("street", "12 Elm Street"),
        ("dob", "1951-02-13"),
        ("dob", "1951-02-14"),
        ("medicaid_no", "1"),
        ("medicaid_no", "9876504321"),
        ("comments", ""),
        ("comments", "prefers mornings"),
    ] {
        stage.call("lead_edit", json!({"id": id, "fields": {field: value}}));
    }
    stage.call("lead_reveal", json!({"id": id, "field": "dob"}));
    stage.call("lead_share", json!({"id": id, "account": luis}));
    let gone = rosalind(&stage);
    let deleted = stage.call("lead_delete", json!({"id": gone}))["operation"].clone();
    // An office made before has such sentences in its log.
    let me = stage.desk.seated().unwrap().account;
    acting(&stage, me, |operation| {
        operation.sql.execute("UPDATE leads SET phone = '267-555-0119' WHERE id = ?1", [id])?;
        operation.says_of_lead(id, "lead.edit", "Rosalind Okafor: phone set to (215) 555-0148");
        Ok(())
    })
    .unwrap();
    become_role(&stage, "guest");
    for permission in ["activity.view", "leads.share", "leads.edit"] {
        allow(&stage, "guest", permission);
    }
    let asked = |name: &str| -> Vec<Value> {
        match name {
            "lead_then" => {
                vec![json!({"id": id, "operation": added}), json!({"id": gone, "operation": deleted})]
            }
            "trash_page" => {
                vec![json!({"from": 0, "count": 9}), json!({"from": 0, "count": 9, "text": "okafor"})]
            }
            "leads_page" => ["created_at", "phone"]
                .iter()
                .map(|column| json!({"from": 0, "count": 50, "sort": {"column": column, "descending": true}}))
                .collect(),
            "lead" | "lead_history" => vec![json!({"id": id}), json!({"id": gone})],
            "activity_page" => vec![
                json!({"count": 100}),
                json!({"count": 100, "filter": {"text": "okafor"}}),
                json!({"count": 100, "filter": {"text": "0148"}}),
            ],
            "chart" => vec![json!({"name": "leads_by_staff", "theme": "day", "width": 400, "height": 300})],
            _ => vec![json!({})],
        }
    };
    let mut answered = 0;
    for command in COMMANDS.iter().filter(|command| command.kind == Kind::Ask) {
        for input in asked(command.name) {
            let Ok(answer) = call(&stage.desk, command.name, input) else { continue };
            answered += 1;
            let mut all = Vec::new();
            texts(&answer, &mut all);
            for text in all.iter().filter(|text| !is_moment(text)) {
                let digits: String = text.chars().filter(char::is_ascii_digit).collect();
                let is_drawing = text.starts_with("<svg");
                let told = CANARIES.iter().find(|canary| !is_drawing && digits.contains(**canary));
                assert_eq!(told, None, "{}: {text}", command.name);
                let told = CANARY_TEXTS.iter().find(|canary| text.to_lowercase().contains(**canary));
                assert_eq!(told, None, "{}: {text}", command.name);
            }
        }
    }
    assert!(answered > 12, "{answered} questions were answered");
    let found = stage.call("activity_page", json!({"count": 9, "filter": {"text": "0148"}}));
    assert_eq!(found["total"], 0, "and no entry is found by one");
    let edited = stage.call("lead_edit", json!({"id": id, "fields": {"city": "Lansdale"}}));
    assert!(!edited.to_string().contains("267-555"), "{edited}");
}

/// Moments are told to everybody, and any digits may stand in them.
fn is_moment(text: &str) -> bool {
    text.len() == 24 && text.ends_with('Z') && text.as_bytes()[10] == b'T'
}
