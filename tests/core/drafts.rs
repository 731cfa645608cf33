//! Drafts: what was typed and not saved, for who typed it alone.

use porchlight_core::drafts::{self, DraftSave};
use porchlight_core::error::Code;
use serde_json::json;

use crate::roles::{account, acting};
use crate::stage::{Stage, sentence};

#[test]
fn a_draft_is_kept_replaced_and_removed_and_the_log_says_nothing() {
    let stage = Stage::new();
    let log = stage.log().len();
    stage.call("draft_save", json!({"form": "lead", "of": null, "content": "Ruth"}));
    stage.call("draft_save", json!({"form": "lead", "of": 7, "content": "Mei"}));
    stage.call("draft_save", json!({"form": "lead", "of": null, "content": "Ruth Abel"}));
    let kept = stage.call("drafts", json!({}));
    assert_eq!(kept.as_array().unwrap().len(), 2);
    let of = |of: serde_json::Value| {
        kept.as_array().unwrap().iter().find(|draft| draft["of"] == of).unwrap()["content"].clone()
    };
    assert_eq!((of(json!(null)), of(json!(7))), (json!("Ruth Abel"), json!("Mei")));

    stage.call("draft_save", json!({"form": "lead", "of": null, "content": ""}));
    assert_eq!(stage.call("drafts", json!({})).as_array().unwrap().len(), 1);
    assert_eq!(stage.log().len(), log);
    stage.assert_sound();
}

#[test]
fn nobody_is_given_anothers_draft() {
    let stage = Stage::new();
    let luis = account(&stage, "manager", "Luis Ortega");
    let draft = |content: &str| DraftSave { form: "lead".to_owned(), of: None, content: content.to_owned() };
    stage.call("draft_save", json!({"form": "lead", "of": null, "content": "Dana's"}));
    acting(&stage, luis, |operation| drafts::save(operation, draft("Luis's"))).unwrap();

    let mine = stage.call("drafts", json!({}));
    assert_eq!((mine.as_array().unwrap().len(), mine[0]["content"].as_str()), (1, Some("Dana's")));
    acting(&stage, luis, |operation| drafts::save(operation, draft(""))).unwrap();
    assert_eq!(stage.call("drafts", json!({})), mine, "removing one's own leaves the others'");
}

#[test]
fn drafts_have_limits_that_are_said() {
    let stage = Stage::new();
    let save = |form: &str, of: i64, content: String| json!({"form": form, "of": of, "content": content});
    sentence(stage.refused("draft_save", save("lead", 1, "x".repeat(64 * 1024 + 1))), Code::Invalid);
    for of in 1..=50 {
        stage.call("draft_save", save("lead", of, "x".to_owned()));
    }
    sentence(stage.refused("draft_save", save("lead", 51, "x".to_owned())), Code::Invalid);
    stage.call("draft_save", save("lead", 50, "another".to_owned()));
    assert_eq!(stage.call("drafts", json!({})).as_array().unwrap().len(), 50);
    assert_eq!(stage.refused("draft_save", save("", 1, "x".to_owned())).code, Code::BadCall);
}
