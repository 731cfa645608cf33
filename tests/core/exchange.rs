//! In: files of every kind, each imported rightly or refused in one sentence.

use std::path::Path;

use porchlight_core::error::{Code, Error};
use serde_json::{Value, json};

use crate::stage::{Stage, call, choices, sentence};

/// What both steps of an import say of a file that cannot be one; asserts that they agree and that nothing happened.
fn refused(stage: &Stage, path: &Path) -> String {
    let before = (stage.count(), stage.log().len());
    let looked =
        call(&stage.desk, "import_look", json!({"path": path})).expect_err("looking must be refused");
    let plan = json!({"path": path, "columns": ["first_name", "phone"], "has_header": true, "job": 1});
    let ran = call(&stage.desk, "import_run", plan).expect_err("running must be refused");
    assert_eq!(looked, ran);
    assert_eq!(looked.field.as_deref(), Some("path"));
    assert_eq!((stage.count(), stage.log().len()), before);
    sentence(looked, Code::Invalid)
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(unit).collect()
}

/// Every lead by name, with city and comments, so that two ways of writing one table can be compared.
fn leads(stage: &Stage) -> Vec<(String, String, String)> {
    let page = stage.call(
        "leads_page",
        json!({"from": 0, "count": 500, "sort": {"column": "name", "descending": false}}),
    );
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let ids = page["rows"].as_array().unwrap().iter().map(|row| row["id"].as_i64().unwrap());
    ids.map(|id| stage.lead(id)).map(|l| (text(&l["name"]), text(&l["city"]), text(&l["comments"]))).collect()
}

#[test]
fn what_is_no_table_is_refused_in_one_sentence_that_says_what_to_do() {
    let stage = Stage::new();
    let zip = b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0[Content_Types].xml and so on";
    for (name, content, says) in [
        ("leads.xlsx", &zip[..], "an Excel workbook"),
        ("disguised.csv", &zip[..], "an Excel workbook"),
        ("old.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on", "an old Excel workbook"),
        ("report.pdf", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n1 0 obj", "a PDF"),
        ("photo.png", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "a picture"),
        ("page.csv", b"<!DOCTYPE html><html><table><tr><td>x", "a web page"),
        ("leads.json", b"[{\"first_name\": \"Ruth\"}]", "a JSON file"),
        ("office.db", b"SQLite format 3\0 and so on", "a database"),
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n\n  \n\r\n", "holds no rows"),
        (
            "noise.csv",
            &[7, 1, 2, 3, 0, 0, 0, 5, 6, 0, 1, 0, 0, 2, 0, 0, 9, 0, 0].repeat(40),
            "not a text file",
        ),
    ] {
        let said = refused(&stage, &stage.file(name, content));
        assert!(said.contains(says) && said.contains(name), "{name}: {said}");
    }
    let folder = stage.file("x.csv", b"x").with_file_name("folder.csv");
    std::fs::create_dir(&folder).unwrap();
    assert!(refused(&stage, &folder).contains("is a folder"));
    assert!(refused(&stage, &folder.with_file_name("gone.csv")).contains("There is no file “gone.csv”"));
    assert!(refused(&stage, Path::new("")).contains("There is no file"));
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_refused() {
    let stage = Stage::new();
    let file = stage.file("real.csv", b"first_name,phone\nRuth,2155550101\n");
    let link = file.with_file_name("link.csv");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    assert!(refused(&stage, &link).contains("is a link to another file"));
    assert!(refused(&stage, Path::new("/dev/zero")).contains("device or a pipe"));
}

#[test]
fn a_file_with_a_header_and_no_rows_adds_nothing_and_says_so() {
    let stage = Stage::new();
    let before = stage.log().len();
    let result = stage.import(&stage.file("none.csv", b"first_name,last_name,phone\n")).unwrap();
    assert_eq!((result["read"].as_u64(), result["added"].as_u64()), (Some(0), Some(0)));
    assert_eq!(result["batch"], 0);
    assert_eq!(result["sentence"], "none.csv has no rows to import.");
    assert_eq!(stage.log().len(), before, "nothing happened, so nothing is logged");
}

#[test]
fn one_column_alone_is_read_as_one_column() {
    let stage = Stage::new();
    let file = stage.file("mail.csv", b"email\nruth@abel.example\nmei@chen.example\n");
    let look = stage.call("import_look", json!({"path": file}));
    assert_eq!(
        (look["delimiter"].as_str(), look["columns"][0]["guess"].as_str()),
        (Some("one column"), Some("email"))
    );
    let result = stage.import(&file).unwrap();
    assert_eq!(
        (result["added"].as_u64(), result["rejected"].as_u64()),
        (Some(0), Some(2)),
        "a lead needs a name"
    );

    let names = stage.file("names.csv", b"full name\nRuth Abel\n");
    let result = stage.import(&names).unwrap();
    assert_eq!(
        result["problems"][0]["message"].as_str().unwrap(),
        "Type one way to reach somebody: a phone, an e-mail or a full address."
    );
}

#[test]
fn the_same_table_in_every_encoding_and_dialect_gives_the_same_leads() {
    let plain = "first_name,last_name,phone,city,comments\nRené,Müller,2155550101,Zürich,\"naïve; \"\"quoted\"\", – café\"\n\
                 Ruth,Núñez,2155550102,Chester,two cats\n";
    let semicolons = plain.replace(',', ";");
    let tabs = "first_name\tlast_name\tphone\tcity\tcomments\nRené\tMüller\t2155550101\tZürich\t\"naïve; \"\"quoted\"\", – café\"\n\
                Ruth\tNúñez\t2155550102\tChester\ttwo cats\n";
    let (cp1252, _, lost) = encoding_rs::WINDOWS_1252.encode(plain);
    assert!(!lost);
    let (cp1252_semicolons, ..) = encoding_rs::WINDOWS_1252.encode(&semicolons);
    let mut bom = "\u{FEFF}".as_bytes().to_vec();
    bom.extend(plain.as_bytes());
    let expected = |semicolons: bool| {
        let comments =
            if semicolons { "naïve; \"quoted\"; – café" } else { "naïve; \"quoted\", – café" };
        vec![
            ("René Müller".to_owned(), "Zürich".to_owned(), comments.to_owned()),
            ("Ruth Núñez".to_owned(), "Chester".to_owned(), "two cats".to_owned()),
        ]
    };
    let stage = Stage::new();
    for (name, content, encoding, delimiter) in [
        ("UTF-8", plain.as_bytes().to_vec(), "UTF-8", "comma"),
        ("UTF-8 with a mark", bom, "UTF-8", "comma"),
        ("CRLF", plain.replace('\n', "\r\n").into_bytes(), "UTF-8", "comma"),
        ("windows-1252", cp1252.into_owned(), "windows-1252", "comma"),
        ("windows-1252, semicolons", cp1252_semicolons.into_owned(), "windows-1252", "semicolon"),
        ("semicolons", semicolons.clone().into_bytes(), "UTF-8", "semicolon"),
        ("tabs", tabs.as_bytes().to_vec(), "UTF-8", "tab"),
        ("UTF-16LE", utf16(plain, false), "UTF-16LE", "comma"),
        ("UTF-16BE", utf16(plain, true), "UTF-16BE", "comma"),
        ("UTF-16LE, tabs", utf16(tabs, false), "UTF-16LE", "tab"),
    ] {
        let file = stage.file("people.csv", &content);
        let look = stage.call("import_look", json!({"path": file}));
        assert_eq!(
            (look["encoding"].as_str(), look["delimiter"].as_str()),
            (Some(encoding), Some(delimiter)),
            "{name}"
        );
        let result = stage.import(&file).unwrap();
        assert_eq!(
            (result["added"].as_u64(), result["rejected"].as_u64()),
            (Some(2), Some(0)),
            "{name}: {result}"
        );
        assert_eq!(leads(&stage), expected(delimiter == "semicolon"), "{name}");
        stage.call("undo", json!({"operation": result["batch"]}));
    }
}

#[test]
fn ragged_rows_are_taken_or_refused_one_by_one() {
    let stage = Stage::new();
    let file = stage.file(
        "ragged.csv",
        b"first_name,last_name,phone,city\nRuth,Abel,2155550101,Chester\nMei,Chen,2155550102\n\
          Walter,Brandt,2155550103,Bristol,PA\nIda,Moss,2155550104,Media\n",
    );
    let result = stage.import(&file).unwrap();
    assert_eq!(
        (result["read"].as_u64(), result["added"].as_u64(), result["rejected"].as_u64()),
        (Some(4), Some(3), Some(1))
    );
    let problem = &result["problems"][0];
    assert_eq!(problem["row"], 3);
    assert!(
        problem["message"].as_str().unwrap().contains("5 cells where the table has 4 columns"),
        "{problem}"
    );
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel", "Mei Chen", "Ida Moss"]);
    assert_eq!(result["sentence"], "3 leads added from ragged.csv, 1 refused");
}

#[test]
fn a_stray_nul_is_left_out_and_said() {
    let stage = Stage::new();
    let file =
        stage.file("nul.csv", b"first_name,last_name,phone\nRu\0th,Abel,2155550101\nMei,Chen,2155550102\n");
    let look = stage.call("import_look", json!({"path": file}));
    assert!(look["notes"][0].as_str().unwrap().contains("zero bytes"), "{look}");
    assert_eq!(stage.import(&file).unwrap()["added"], 2);
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel", "Mei Chen"]);
}

#[test]
fn refused_rows_stand_whole_in_a_file_that_imports_when_their_reason_is_gone() {
    let stage = Stage::new();
    let file = stage.file(
        "mixed.csv",
        "Prénom,Nom,Téléphone,DOB,Comments,Extra\nRuth,Abel,2155550101,1948-02-14,fine,a\n\
         Mei,Chen,2155550102,2099-01-01,\"two, cats\nand \"\"one\"\" dog\",\"=1+1\"\nWalter,,none,1950-05-05,no digits,00123\n"
            .as_bytes(),
    );
    let plan =
        |path: &Path, columns: Value| json!({"path": path, "columns": columns, "has_header": true, "job": 1});
    let columns = json!(["first_name", "last_name", "phone", "dob", "comments", null]);
    let result = stage.call("import_run", plan(&file, columns));
    assert_eq!((result["added"].as_u64(), result["rejected"].as_u64()), (Some(1), Some(2)));
    let problems = result["problems"].as_array().unwrap();
    assert_eq!(
        problems[0],
        json!({"row": 2, "column": "DOB", "value": "2099-01-01", "message": "Jan 1, 2099 is in the future."})
    );
    assert_eq!(
        (problems[1]["column"].as_str(), problems[1]["value"].as_str()),
        (Some("Téléphone"), Some("none"))
    );

    let path = result["problems_file"].as_str().unwrap().to_owned();
    assert!(path.ends_with("mixed.csv.problems.csv"));
    let text = std::fs::read_to_string(&path).unwrap();
    for whole in [
        "Prénom,Nom,Téléphone,DOB,Comments,Extra,row,problem",
        "\"two, cats\nand \"\"one\"\" dog\"",
        "'=1+1,2,\"Jan 1, 2099 is in the future.\"",
        "'00123,3,",
    ] {
        assert!(text.contains(whole), "{whole} in {text}");
    }

    // The reasons are put right by hand, and the file is imported again as it is.
    std::fs::write(&path, text.replace("2099-01-01", "1949-01-01").replace(",none,", ",2155550103,"))
        .unwrap();
    let columns = json!(["first_name", "last_name", "phone", "dob", "comments", null, null, null]);
    let again = stage.call("import_run", plan(Path::new(&path), columns));
    assert_eq!((again["added"].as_u64(), again["rejected"].as_u64()), (Some(2), Some(0)), "{again}");
    assert_eq!(stage.count(), 3);
    let mei = leads(&stage).into_iter().find(|lead| lead.0 == "Mei Chen").unwrap();
    assert_eq!(mei.2, "two, cats\nand \"one\" dog");
    assert!(!Path::new(&format!("{path}.problems.csv")).exists(), "a clean import leaves no problems file");
}

#[test]
fn a_refused_row_brings_nothing_into_the_lists() {
    let stage = Stage::new();
    let before = stage.log().len();
    let file = stage.file(
        "refused.csv",
        b"first_name,last_name,phone,source,event_name,staff_name,last_contact_date\n\
          ,,2155550101,Church,Spring Health Fair,Luis Ortega,\nRuth,Abel,,Bakery,Autumn Fair,Priya Nair,\n\
          Mei,Chen,2155550102,School,Winter Fair,Ann Lee,never\n",
    );
    let result = stage.import(&file).unwrap();
    assert_eq!((result["added"].as_u64(), result["rejected"].as_u64()), (Some(0), Some(3)), "{result}");
    assert_eq!(result["sentence"], "0 leads added from refused.csv, 3 refused");
    assert!(
        !choices(&stage, "source")
            .iter()
            .any(|source| ["Church", "Bakery", "School"].contains(&source.as_str()))
    );
    assert_eq!(choices(&stage, "event_name"), Vec::<String>::new());
    assert_eq!(choices(&stage, "staff_name"), ["Dana Whitfield"]);
    assert_eq!(stage.log().len(), before);
}

#[test]
fn the_columns_of_lead_manager_are_known_by_their_names() {
    let stage = Stage::new();
    let header = "created_at,updated_at,staff_name,first_name,last_name,source,event_name,word_of_mouth_type,\
                  other_source_type,active_client,referral_type,phone,email,street,city,state,zip_code,dob,medicaid_no,\
                  e_contact_name,e_contact_relation,e_contact_phone,last_contact_status,last_contact_date,comments";
    let row = "2024-03-05 10:00:00,2024-04-01 09:00:00,Luis Ortega,Rosalind,Okafor,Word of mouth,,Client,,1,Regular,\
               215-555-0148,rosalind@okafor.example,12 Elm Street,Philadelphia,PA,01912,1948-02-14,0012345678,Ada Okafor,\
               Daughter,610-555-0100,Reached,2024-03-20 15:30:00,prefers mornings";
    let file = stage.file("lead_manager.csv", format!("{header}\n{row}\n").as_bytes());
    let look = stage.call("import_look", json!({"path": file}));
    for column in look["columns"].as_array().unwrap() {
        let name = column["header"].as_str().unwrap();
        let guess = if name == "updated_at" { json!(null) } else { json!(name) };
        assert_eq!(column["guess"], guess, "{name}");
    }
    assert_eq!(stage.import(&file).unwrap()["added"], 1);
    let lead = stage.lead(1);
    for (field, value) in [
        ("name", "Rosalind Okafor"),
        ("staff_name", "Luis Ortega"),
        ("source", "Word of mouth"),
        ("word_of_mouth_type", "Client"),
        ("referral_type", "Regular"),
        ("zip_code", "01912"),
        ("dob", "1948-••-••"),
        ("medicaid_no", "••••5678"),
        ("e_contact_relation", "Daughter"),
        ("last_contact_status", "Reached"),
        ("comments", "prefers mornings"),
    ] {
        assert_eq!(lead[field], value, "{field}");
    }
    let here = |clock: &str| {
        let clock = chrono::NaiveDateTime::parse_from_str(clock, "%Y-%m-%d %H:%M:%S").unwrap();
        let moment = chrono::TimeZone::from_local_datetime(&chrono::Local, &clock).earliest().unwrap();
        moment.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
    };
    assert_eq!(lead["created_at"], here("2024-03-05 10:00:00"), "when it was created there is kept");
    assert_eq!(lead["last_contact_date"], here("2024-03-20 15:30:00"));
    assert_eq!(lead["active_client"], true);
    assert_eq!(lead["stage"]["label"], "Care started", "an active client without a stage is won");
}

#[test]
fn a_stage_that_is_given_stays_and_a_creation_in_the_future_is_refused() {
    let stage = Stage::new();
    let file = stage.file(
        "stages.csv",
        b"first_name,last_name,phone,stage,active_client,created_at\nRuth,Abel,2155550101,Hold,yes,2024-01-02\n\
          Mei,Chen,2155550102,,no,2024-01-02\nIda,Moss,2155550103,Nonsense,no,2024-01-02\nAda,Reed,2155550104,,no,2099-01-02\n",
    );
    let result = stage.import(&file).unwrap();
    assert_eq!(result["added"], 2);
    let refused: Vec<&str> =
        result["problems"].as_array().unwrap().iter().map(|p| p["column"].as_str().unwrap()).collect();
    assert_eq!(refused, ["stage", "created_at"]);
    assert_eq!(stage.names(json!({"stages": ["Hold"]}), "name", false), ["Ruth Abel"]);
    assert_eq!(stage.names(json!({"stages": ["New inquiry"]}), "name", false), ["Mei Chen"]);
}

#[test]
fn whole_names_are_split_and_new_choices_are_noted() {
    let stage = Stage::new();
    let file = stage.file(
        "names.csv",
        "Name,Phone,Source,Event,Assigned to\nRuth Abel,2155550101,Church,Spring Health Fair,Luis Ortega\n\
         \"Okafor, Rosalind\",2155550102,church,Spring health fair,luis ortega\nMaria de la Cruz,2155550103,Web,,\n"
            .as_bytes(),
    );
    let result = stage.import(&file).unwrap();
    assert_eq!(result["added"], 3);
    assert_eq!(
        result["notes"],
        json!([
            "New sources from this file: Church.",
            "New events from this file: Spring Health Fair.",
            "New names of staff from this file: Luis Ortega."
        ])
    );
    assert_eq!(stage.names(json!({}), "name", false), ["Ruth Abel", "Maria de la Cruz", "Rosalind Okafor"]);
    assert_eq!(
        stage.names(json!({"sources": ["Church"]}), "name", false).len(),
        2,
        "one source, however it is written"
    );
    assert_eq!(stage.names(json!({"staff": ["Luis Ortega"]}), "name", false).len(), 2);
    assert_eq!(stage.names(json!({"staff": ["Not assigned"]}), "name", false), ["Maria de la Cruz"]);
}

#[test]
fn without_a_column_for_it_who_imports_holds_the_leads() {
    let stage = Stage::new();
    stage.import(&stage.file("one.csv", b"first_name,last_name,phone\nRuth,Abel,2155550101\n")).unwrap();
    assert_eq!(stage.names(json!({"staff": ["Dana Whitfield"]}), "name", false), ["Ruth Abel"]);
}

#[test]
fn a_plan_that_fits_no_lead_is_refused() {
    let stage = Stage::new();
    let file = stage.file("one.csv", b"first_name,last_name,phone\nRuth,Abel,2155550101\n");
    let run = |columns: Value| -> Error {
        let plan = json!({"path": file, "columns": columns, "has_header": true, "job": 1});
        stage.refused("import_run", plan)
    };
    for (columns, says) in [
        (json!([null, null, null]), "No column is matched"),
        (json!([]), "No column is matched"),
        (json!(["first_name", "first_name", "phone"]), "Two columns"),
        (json!(["first_name", "shoe", "phone"]), "no field “shoe”"),
    ] {
        let refused = run(columns);
        assert_eq!(refused.field.as_deref(), Some("columns"));
        let said = sentence(refused, Code::Invalid);
        assert!(said.contains(says), "{said}");
    }
    assert_eq!(stage.count(), 0);
}
